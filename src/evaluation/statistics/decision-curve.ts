import { type Interval, waldEstimate } from './estimate.ts'
import { countBelow } from './ranks.ts'
import { risksByOutcome } from './roc.ts'
import type { Vector } from './vector.ts'

/** Net benefit at one threshold probability, in true positives per patient. */
export interface DecisionPoint {
  readonly threshold: number
  readonly model: number
  /** Pointwise interval of the model's net benefit. */
  readonly ci95: Interval
  readonly treatAll: number
}

/** The net benefit of calling positive: TP/n - FP/n * t/(1-t). */
export function netBenefit(
  truePositives: number,
  falsePositives: number,
  patients: number,
  threshold: number,
): number {
  const odds = threshold / (1 - threshold)
  return truePositives / patients - (falsePositives / patients) * odds
}

/**
 * The interval of a net benefit, the mean over patients of 1 for a true positive and minus the odds
 * of the threshold for a false one.
 */
function intervalOf(truePositives: number, falsePositives: number, [patients, odds]: Interval) {
  const mean = (truePositives - falsePositives * odds) / patients
  const square = (truePositives + falsePositives * odds ** 2) / patients
  return waldEstimate(mean, Math.sqrt(Math.max(0, square - mean ** 2) / patients)).ci95
}

export const THRESHOLDS: readonly number[] = Array.from({ length: 80 }, (_, i) => (i + 1) / 100)

/**
 * Decision curve: net benefit of acting on the predicted risk and of acting on everybody, over
 * thresholds of 1 to 80 % (Vickers and Elkin, Med Decis Making 2006;26:565-574). Acting on nobody
 * has net benefit 0.
 */
export function decisionCurve(outcome: Vector, risk: Vector): readonly DecisionPoint[] {
  const { cases, controls } = risksByOutcome(outcome, risk)
  const [events, others] = [cases.length, controls.length]
  return THRESHOLDS.map((threshold) => {
    const truePositives = events - countBelow(cases, threshold)
    const falsePositives = others - countBelow(controls, threshold)
    return {
      threshold,
      model: netBenefit(truePositives, falsePositives, outcome.length, threshold),
      ci95: intervalOf(truePositives, falsePositives, [
        outcome.length,
        threshold / (1 - threshold),
      ]),
      treatAll: netBenefit(events, others, outcome.length, threshold),
    }
  })
}
