import { countBelow } from './ranks.ts'
import { risksByOutcome } from './roc.ts'
import type { Vector } from './vector.ts'

/** Net benefit at one threshold probability, in true positives per patient. */
export interface DecisionPoint {
  readonly threshold: number
  readonly model: number
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

const THRESHOLDS = Array.from({ length: 80 }, (_, i) => (i + 1) / 100)

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
      treatAll: netBenefit(events, others, outcome.length, threshold),
    }
  })
}
