import { type ConfusionMatrix, confusionMatrix } from './confusion-matrix.ts'
import { type Proportion, proportion } from './proportion.ts'
import type { Vector } from './vector.ts'

/** Classification at a threshold; a share of nobody is absent. Intervals are Wilson's. */
export interface ThresholdMetrics extends ConfusionMatrix {
  readonly threshold: number
  readonly accuracy: Proportion | undefined
  /** Sensitivity: the share of patients with the outcome who are called positive. */
  readonly recall: Proportion | undefined
  readonly specificity: Proportion | undefined
  /** Positive predictive value. */
  readonly precision: Proportion | undefined
  readonly negativePredictiveValue: Proportion | undefined
  readonly f1: Proportion | undefined
}

/**
 * F1 is 2J/(1+J) of the share J = TP/(TP+FP+FN), a rising function: the ends of J's interval are
 * those of F1's.
 */
function f1Of({ truePositives: tp, falsePositives, falseNegatives }: ConfusionMatrix) {
  const jaccard = proportion(tp, tp + falsePositives + falseNegatives)
  if (jaccard === undefined) return undefined
  const toF1 = (share: number) => (2 * share) / (1 + share)
  const [low, high] = jaccard.ci95
  return { value: toF1(jaccard.value), ci95: [toF1(low), toF1(high)] as const }
}

export function thresholdMetrics(
  outcome: Vector,
  risk: Vector,
  threshold: number,
): ThresholdMetrics {
  const counts = confusionMatrix(outcome, risk, threshold)
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = counts
  return {
    threshold,
    ...counts,
    accuracy: proportion(tp + tn, outcome.length),
    recall: proportion(tp, tp + fn),
    specificity: proportion(tn, tn + fp),
    precision: proportion(tp, tp + fp),
    negativePredictiveValue: proportion(tn, tn + fn),
    f1: f1Of(counts),
  }
}
