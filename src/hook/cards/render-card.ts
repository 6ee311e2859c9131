import type { Card, CardLink, Suggestion } from '../protocol/card.ts'
import { SUMMARY_MAX } from '../protocol/invariants.ts'
import type { CardsDefinition, SituationDefinition } from './card-texts.ts'
import { clip } from './format.ts'
import type { CardValues } from './card-placeholders.ts'

export interface CardParts {
  readonly uuid: string
  readonly situation: string
  readonly values: CardValues
  readonly sourceUrl: string
  readonly suggestions: readonly Suggestion[]
  readonly links: readonly CardLink[]
  readonly extension: Readonly<Record<string, unknown>>
}

/** Only what was advised can be overridden for a reason. */
const reasonsFor = (
  { indicator, overrideReasons }: Pick<SituationDefinition, 'indicator' | 'overrideReasons'>,
  suggestions: readonly Suggestion[],
) => (indicator === 'warning' || suggestions.length > 0 ? overrideReasons : [])

/**
 * A card that satisfies the specification's invariants: optional lists only when filled,
 * `selectionBehavior` exactly with suggestions, a summary below 140 characters.
 *
 * @throws {TypeError} When the service has no such situation.
 */
export function renderCard(cards: CardsDefinition, parts: CardParts): Card {
  const situation = cards.situations[parts.situation]
  if (situation === undefined) throw new TypeError(`no card for ${parts.situation}`)
  const { suggestions, links } = parts
  const overrideReasons = reasonsFor(situation, suggestions)
  return {
    uuid: parts.uuid,
    summary: clip(situation.summary.render(parts.values), SUMMARY_MAX),
    detail: situation.detail.render(parts.values),
    indicator: situation.indicator,
    source: { label: cards.sourceLabel, url: parts.sourceUrl, topic: cards.topic },
    ...(suggestions.length === 0 ? {} : { suggestions, selectionBehavior: 'any' }),
    ...(overrideReasons.length === 0 ? {} : { overrideReasons }),
    ...(links.length === 0 ? {} : { links }),
    extension: parts.extension,
  }
}
