import type { FhirRelease } from '../../clinical/fhir/release.ts'
import { toR5 } from '../../clinical/fhir/to-r5.ts'
import type { Action, Card } from '../protocol/card.ts'

const actionIn = (action: Action): Action =>
  action.type === 'delete' ? action : { ...action, resource: toR5(action.resource) }

/** A card with the resources of its suggestions as a client of the release writes them. */
export function inRelease(card: Card, release: FhirRelease): Card {
  const { suggestions } = card
  if (release === 'R4' || suggestions === undefined) return card
  return {
    ...card,
    suggestions: suggestions.map((suggestion) =>
      suggestion.actions === undefined
        ? suggestion
        : { ...suggestion, actions: suggestion.actions.map(actionIn) },
    ),
  }
}
