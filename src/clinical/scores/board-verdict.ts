import { type ApplicabilityRule, applicableRules } from '../readings/applicability.ts'
import { factsOf } from '../assessment/applicability-facts.ts'
import { findDiagnosis } from '../assessment/diagnosis.ts'
import type { RelevantOrder } from '../assessment/relevant-order.ts'
import type { AssessmentBasis } from '../assessment/assessment-basis.ts'

/** `scores`, or why none is computed for an order. */
export type BoardVerdict = 'no-diagnosis' | 'diagnosis-unreadable' | 'not-applicable' | 'scores'

/** The rules that a board takes over from its base service ask nothing of the base's own model. */
const NO_PREDICTORS = {
  readings: {},
  exclusions: [],
  lesions: { kind: 'only' },
  tooMany: [],
} as const

export interface JudgedOrder {
  readonly verdict: BoardVerdict
  readonly because: readonly string[]
}

/** @param exclusions - Rules by which a board computes nothing for an order. */
export function verdictOn(
  relevant: RelevantOrder,
  exclusions: readonly ApplicabilityRule[],
  basis: AssessmentBasis,
): JudgedOrder {
  const { kind } = findDiagnosis(relevant, basis)
  if (kind !== 'found')
    return { verdict: kind === 'not-found' ? 'no-diagnosis' : 'diagnosis-unreadable', because: [] }
  const facts = factsOf(relevant, basis, NO_PREDICTORS)
  const because = applicableRules(exclusions, facts).map(({ id }) => id)
  return { verdict: because.length > 0 ? 'not-applicable' : 'scores', because }
}
