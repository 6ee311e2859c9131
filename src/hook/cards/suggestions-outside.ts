import type { Suggestion } from '../protocol/card.ts'
import { type Assessment, situationOf } from '../../clinical/assessment/assess.ts'
import type { Service } from '../service.ts'
import { makeSuggestions } from './suggestions.ts'
import { ANY_ORDER } from '../assess-record.ts'

/** For whom suggestions are made outside of a hook. */
export interface SuggestionsFor {
  readonly patientId: string
  /** `Type/id` of the order, when it is known. */
  readonly order: string
  readonly newUuid: () => string
}

/** The suggestions that the card of an assessment carries. */
export function suggestionsOf(
  definition: Service,
  assessment: Exclude<Assessment, { readonly kind: 'not-relevant' }>,
  { patientId, order, newUuid }: SuggestionsFor,
): readonly Suggestion[] {
  const ids = definition.cards.situations[situationOf(assessment)]?.suggestions ?? []
  const context = { patientId, order: { ...ANY_ORDER, reference: order }, newUuid }
  return makeSuggestions(definition, ids, assessment, context)
}
