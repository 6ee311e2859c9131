import type { Instant } from '../../base/time.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { Suggestion } from '../protocol/card.ts'
import { type RelevantAssessment, situationOf } from '../../clinical/assessment/assess.ts'
import type { Service } from '../service.ts'
import { makeSuggestions } from './suggestions.ts'
import { toRelevantOrder } from '../../clinical/assessment/assess-record.ts'

export interface SuggestionsFor {
  readonly patientId: string
  /** The order, where the server has it. */
  readonly order: FhirResource | undefined
  /** Reference to who uses the app, if that is known. */
  readonly requester: string | undefined
  readonly now: Instant
  readonly newUuid: () => string
}

/** The suggestions that the card of an assessment carries. */
export function suggestionsOf(
  definition: Service,
  assessment: RelevantAssessment,
  { order, ...context }: SuggestionsFor,
): readonly Suggestion[] {
  const ids = definition.cards.situations[situationOf(assessment)]?.suggestions ?? []
  const known = { ...context, order: toRelevantOrder(order).order, drafts: [] }
  return makeSuggestions(definition, ids, assessment, known)
}
