import type { Catalog } from '../../catalog/load-catalog.ts'
import type { ServedModelCard } from '../../server/http/model-card-route.ts'
import type { ScoreFiles } from './generated-files.ts'
import { boardCardJson, boardCardMarkdown } from './score-model-card.ts'

/** What each board shows, by its folder. */
export function scoresByBoard({ boards, scores }: Catalog): ScoreFiles['boards'] {
  return Object.fromEntries(
    boards.map(({ board }) => [
      board.id,
      board.scores.flatMap((score) => scores.filter((scoreFile) => scoreFile.score === score)),
    ]),
  )
}

/** The model cards that a board's card links to: of all its scores on one page. */
export function boardModelCards(catalog: Catalog): readonly ServedModelCard[] {
  return Object.entries(scoresByBoard(catalog)).map(([id, shown]) => ({
    id,
    content: () => ({
      markdown: boardCardMarkdown(id, shown),
      json: boardCardJson(id, shown),
      figures: {},
    }),
    reviewState: () => 'current',
  }))
}
