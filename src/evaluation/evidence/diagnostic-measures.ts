import { type ConfusionMatrix, sizeOf } from '../statistics/confusion-matrix.ts'
import { type IntervalEstimate, ratioInterval } from '../statistics/estimate.ts'
import { wilson } from '../statistics/proportion.ts'

export interface DiagnosticMeasures {
  readonly sensitivity: IntervalEstimate
  readonly specificity: IntervalEstimate
  readonly positivePredictiveValue: IntervalEstimate
  readonly negativePredictiveValue: IntervalEstimate
  readonly positiveLikelihoodRatio: IntervalEstimate
  readonly negativeLikelihoodRatio: IntervalEstimate
  readonly accuracy: IntervalEstimate
  /** Share of patients that the test calls positive. */
  readonly flagged: IntervalEstimate
}

/** A ratio of two independent proportions with the interval of its logarithm. */
function likelihoodRatio(a: number, ofA: number, b: number, ofB: number): IntervalEstimate {
  const value = a / ofA / (b / ofB)
  return { value, ci95: ratioInterval(value, Math.sqrt(1 / a - 1 / ofA + 1 / b - 1 / ofB)) }
}

/**
 * Sensitivity, specificity, predictive values, accuracy and the flagged share with Wilson's
 * interval; likelihood ratios with the interval of their logarithm (Simel DL, Samsa GP, Matchar DB.
 * J Clin Epidemiol 1991;44:763-770).
 *
 * @throws {RangeError} When one of the shares is of nobody.
 */
export function diagnosticMeasures(matrix: ConfusionMatrix): DiagnosticMeasures {
  const { truePositives: tp, falseNegatives: fn, falsePositives: fp, trueNegatives: tn } = matrix
  const [diseased, healthy, size] = [tp + fn, fp + tn, sizeOf(matrix)]
  return {
    sensitivity: wilson(tp, diseased),
    specificity: wilson(tn, healthy),
    positivePredictiveValue: wilson(tp, tp + fp),
    negativePredictiveValue: wilson(tn, tn + fn),
    positiveLikelihoodRatio: likelihoodRatio(tp, diseased, fp, healthy),
    negativeLikelihoodRatio: likelihoodRatio(fn, diseased, tn, healthy),
    accuracy: wilson(tp + tn, size),
    flagged: wilson(tp + fp, size),
  }
}
