import type { Suggestion } from '../protocol/card.ts'
import { type RelevantAssessment, situationOf } from '../../clinical/assessment/assess.ts'
import type { Service } from '../service.ts'
import { makeSuggestions } from './suggestions.ts'
import { ANY_ORDER } from '../../clinical/assessment/assess-record.ts'

export interface SuggestionsFor {
  readonly patientId: string
  /** `Type/id` of the order; empty when there is none yet. */
  readonly order: string
  readonly newUuid: () => string
}

/** The suggestions that the card of an assessment carries. */
export function suggestionsOf(
  definition: Service,
  assessment: RelevantAssessment,
  { patientId, order, newUuid }: SuggestionsFor,
): readonly Suggestion[] {
  const ids = definition.cards.situations[situationOf(assessment)]?.suggestions ?? []
  const context = { patientId, order: { ...ANY_ORDER, reference: order }, newUuid }
  return makeSuggestions(definition, ids, assessment, context)
}
