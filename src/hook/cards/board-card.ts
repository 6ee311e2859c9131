import type { Card, CardCoding } from '../protocol/card.ts'
import { SUMMARY_MAX } from '../protocol/invariants.ts'
import { clip } from './format.ts'
import type { BoardValues } from './board-placeholders.ts'
import type { Template } from './template.ts'

export interface BoardCardParts {
  readonly uuid: string
  readonly summary: Template
  readonly detail: Template
  readonly values: BoardValues
  readonly source: { readonly label: string; readonly url: string; readonly topic: CardCoding }
  readonly extension: Readonly<Record<string, unknown>>
}

/** A card that informs: it suggests nothing, and is never a warning. */
export function renderBoardCard(parts: BoardCardParts): Card {
  const { uuid, summary, detail, values, source, extension } = parts
  return {
    uuid,
    summary: clip(summary.render(values), SUMMARY_MAX),
    detail: detail.render(values),
    indicator: 'info',
    source,
    extension,
  }
}
