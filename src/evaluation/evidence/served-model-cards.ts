import type { Clock } from '../../base/time.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import { reviewState } from '../../clinical/assessment/model-card.ts'
import { modelCardJson, modelCardMarkdown, NOMOGRAM_FILE } from './model-card.ts'
import { nomogramSvg } from './nomogram.ts'
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
function boardModelCards(catalog: Catalog): readonly ServedModelCard[] {
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

function toServedModelCard(modelFile: ModelFile, clock: Clock): ServedModelCard {
  const { definition } = modelFile
  return {
    id: definition.id,
    content: () => ({
      markdown: modelCardMarkdown(modelFile),
      json: modelCardJson(modelFile),
      figures: { [NOMOGRAM_FILE]: nomogramSvg(definition) },
    }),
    reviewState: () => reviewState(definition.review, clock.now()),
  }
}

/** The model cards of all services, as pages. */
export const servedModelCards = (catalog: Catalog, clock: Clock): readonly ServedModelCard[] => [
  ...catalog.modelFiles.map((modelFile) => toServedModelCard(modelFile, clock)),
  ...boardModelCards(catalog),
]
