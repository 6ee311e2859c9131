import type { Card, CardCoding, OverrideReason } from '../protocol/card.ts'
import { SUMMARY_MAX } from '../protocol/invariants.ts'
import { clip } from './format.ts'
import type { Template, CardValues } from './template.ts'

/** What a card with several scores is made of. */
export interface BoardCardParts {
  readonly uuid: string
  readonly summary: Template
  readonly detail: Template
  readonly view: CardValues
  readonly source: { readonly label: string; readonly url: string; readonly topic: CardCoding }
  readonly overrideReasons: readonly OverrideReason[]
  readonly extension: Readonly<Record<string, unknown>>
}

/** A card that informs and proposes nothing. */
export function renderBoardCard(parts: BoardCardParts): Card {
  const { uuid, summary, detail, view, source, overrideReasons, extension } = parts
  return {
    uuid,
    summary: clip(summary.render(view), SUMMARY_MAX),
    detail: detail.render(view),
    indicator: 'info',
    source,
    overrideReasons,
    extension,
  }
}

/** Every placeholder that the templates of a board may use. */
export const BOARD_PLACEHOLDERS: readonly string[] = [
  'isAnyComputed',
  'computed',
  'total',
  'indexDate',
  'rows',
  'name',
  'result',
  'outcome',
  'population',
  'evidence',
  'directions',
  'better',
  'worse',
  'gaps',
  'gapList',
  'label',
  'why',
  'names',
  'excluded',
  'unanswered',
  'cautions',
  'unchecked',
  'text',
  'inputs',
  'asSent',
  'used',
  'date',
  'age',
]
