import { type ApplicabilityRule, applicableRules } from '../readings/applicability.ts'
import { factsOf } from '../assessment/applicability-facts.ts'
import { findDiagnosis } from '../assessment/assess.ts'
import {
  type RelevantOrder,
  type AssessmentMaterial,
  toAsOfOrder,
} from '../assessment/relevant-order.ts'

/** Why no score was computed for an order, if so. */
export type BoardVerdict = 'no-diagnosis' | 'diagnosis-unreadable' | 'not-applicable' | 'scores'

/** Nothing of the base's own model enters the rules that a board takes over. */
const NOTHING_GATHERED = { readings: {}, exclusions: [], lesions: { kind: 'only' } } as const

/** Whether a board computes anything for an order, and the rules by which it does not. */
export interface JudgedOrder {
  readonly verdict: BoardVerdict
  readonly because: readonly string[]
}

/**
 * Whether a board computes anything for an order.
 *
 * @param exclusions - Rules by which it does not.
 */
export function verdictOn(
  relevant: RelevantOrder,
  exclusions: readonly ApplicabilityRule[],
  material: AssessmentMaterial,
): JudgedOrder {
  const diagnosis = findDiagnosis(relevant, material)
  if (diagnosis !== 'yes')
    return { verdict: diagnosis === 'no' ? 'no-diagnosis' : 'diagnosis-unreadable', because: [] }
  const { time } = toAsOfOrder(relevant, material).context
  const facts = factsOf(relevant, material, NOTHING_GATHERED, time)
  const because = applicableRules(exclusions, facts).map(({ id }) => id)
  return { verdict: because.length > 0 ? 'not-applicable' : 'scores', because }
}
