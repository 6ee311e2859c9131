import { at, type Vector } from './vector.ts'

/** Patients by predicted and observed outcome. */
export interface ConfusionMatrix {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
}

/** The counts at a threshold: a patient whose predicted risk is at or above it is called positive. */
export function confusionMatrix(outcome: Vector, risk: Vector, threshold: number): ConfusionMatrix {
  let [truePositives, falsePositives, falseNegatives, trueNegatives] = [0, 0, 0, 0]
  for (let i = 0; i < outcome.length; i += 1) {
    const isPositive = at(risk, i) >= threshold
    const isEvent = at(outcome, i) === 1
    if (isPositive && isEvent) truePositives += 1
    else if (isPositive) falsePositives += 1
    else if (isEvent) falseNegatives += 1
    else trueNegatives += 1
  }
  return { truePositives, falsePositives, falseNegatives, trueNegatives }
}

export function sizeOf(matrix: ConfusionMatrix): number {
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = matrix
  return truePositives + falseNegatives + falsePositives + trueNegatives
}
