import { type ConfusionMatrix, sizeOf } from '../statistics/confusion-matrix.ts'
import type { PublishedCohort } from '../../catalog/study.ts'

/** Whole numbers from `from` to `to`. */
const wholeNumbers = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)

/** Whether a figure prints as published; both ways of rounding a half are let pass. */
function printsAs(value: number, published: number, decimals: number): boolean {
  return Math.abs(value - published) <= 0.5 * 10 ** -decimals + 1e-12
}

const positivesOf = ({ truePositives, falseNegatives }: ConfusionMatrix) =>
  truePositives + falseNegatives

/**
 * Every confusion matrix of at most `size` patients, of which at most `positives` have the outcome,
 * that prints the published measures.
 */
function matricesOf(
  published: PublishedCohort,
  size: number,
  positives: number,
): readonly ConfusionMatrix[] {
  const prints = (value: number, measure: 'recall' | 'precision' | 'f1' | 'accuracy') =>
    printsAs(value, published[measure], published.decimals)
  return wholeNumbers(1, positives).flatMap((diseased) =>
    wholeNumbers(1, diseased)
      .filter((tp) => prints(tp / diseased, 'recall'))
      .flatMap((tp) =>
        wholeNumbers(0, size - diseased)
          .filter((fp) => prints(tp / (tp + fp), 'precision'))
          .filter((fp) => prints((2 * tp) / (tp + fp + diseased), 'f1'))
          .flatMap((fp) =>
            wholeNumbers(0, size - diseased - fp)
              .filter((tn) => prints((tp + tn) / (diseased + fp + tn), 'accuracy'))
              .map((tn) => ({
                truePositives: tp,
                falseNegatives: diseased - tp,
                falsePositives: fp,
                trueNegatives: tn,
              })),
          ),
      ),
  )
}

/**
 * Every way in which the cohorts of a study can be confusion matrices that print the published
 * measures and together hold all its patients and all its outcomes. One way means that the
 * published figures determine the matrices.
 */
export function findMatrices(
  cohorts: readonly PublishedCohort[],
  size: number,
  positives: number,
): readonly (readonly ConfusionMatrix[])[] {
  const [cohort, ...others] = cohorts
  if (cohort === undefined) return size === 0 && positives === 0 ? [[]] : []
  const isLast = others.length === 0
  return matricesOf(cohort, size, positives)
    .filter((matrix) => !isLast || (sizeOf(matrix) === size && positivesOf(matrix) === positives))
    .flatMap((matrix) =>
      findMatrices(others, size - sizeOf(matrix), positives - positivesOf(matrix)).map((rest) => [
        matrix,
        ...rest,
      ]),
    )
}
