import { Z_95 } from '../../clinical/models/uncertainty.ts'
import { type Estimate, wilson } from './proportion.ts'

/** Patients by predicted and observed outcome. */
export interface ConfusionMatrix {
  readonly truePositives: number
  readonly falseNegatives: number
  readonly falsePositives: number
  readonly trueNegatives: number
}

/** How many patients a confusion matrix holds. */
export function sizeOf(matrix: ConfusionMatrix): number {
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = matrix
  return truePositives + falseNegatives + falsePositives + trueNegatives
}

/** What a confusion matrix says of a test. */
export interface DiagnosticMeasures {
  readonly sensitivity: Estimate
  readonly specificity: Estimate
  readonly positivePredictiveValue: Estimate
  readonly negativePredictiveValue: Estimate
  readonly positiveLikelihoodRatio: Estimate
  readonly negativeLikelihoodRatio: Estimate
  readonly accuracy: Estimate
  /** Share of patients that the test calls positive. */
  readonly flagged: Estimate
}

/** A ratio of two independent proportions with the interval of its logarithm. */
function likelihoodRatio(a: number, ofA: number, b: number, ofB: number): Estimate {
  const value = a / ofA / (b / ofB)
  const factor = Math.exp(Z_95 * Math.sqrt(1 / a - 1 / ofA + 1 / b - 1 / ofB))
  return { value, low: value / factor, high: value * factor }
}

/**
 * Sensitivity, specificity, predictive values, accuracy and the flagged share with Wilson's
 * interval; likelihood ratios with the interval of their logarithm (Simel DL, Samsa GP, Matchar DB.
 * J Clin Epidemiol 1991;44:763-770).
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
