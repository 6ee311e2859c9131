import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { ScoreOutcome } from '../clinical/scores/compute-scores.ts'
import type { Call } from './call.ts'
import type { AnswerKind } from './answer-kind.ts'
import type { BoardJudgement, ComputedBoard } from './answered-order.ts'
import type { BoardDefinition } from './board.ts'
import { toBoardJudge } from './board-judge.ts'
import { renderBoardCard } from './cards/board-card.ts'
import { boardTexts, toBoardValues } from './cards/board-values.ts'
import { fingerprint } from './fingerprint.ts'
import { lookedForOf } from './look-back.ts'
import type { Card } from './protocol/card.ts'

/** What tells one answer of a board from another: scores, versions, results, where they are from. */
const saidOf = (outcomes: readonly ScoreOutcome[]): readonly unknown[] =>
  outcomes.map((outcome) => [
    outcome.score.definition.id,
    outcome.score.definition.version,
    outcome.kind,
    outcome.kind === 'computed'
      ? [outcome.result, outcome.cautions, outcome.used.map(({ from }) => from.reference)]
      : null,
  ])

function makeCard(relevant: RelevantOrder, computed: ComputedBoard, call: Call): Card | undefined {
  const { ports, request } = call
  const { board, outcomes } = computed
  const values = toBoardValues(computed)
  const { isAnyComputed, isAnyDecided, hasUnread } = values
  // Nothing to show: only that something could not be read is worth a card, and only at an order.
  const isFailure = !isAnyComputed && hasUnread && request.hook !== 'patient-view'
  if (!isAnyDecided && !isFailure) return undefined
  const texts = boardTexts(board)
  return renderBoardCard({
    uuid: ports.newUuid(),
    summary: isAnyDecided ? texts.summaries.computed : texts.summaries.none,
    detail: texts.detail,
    values,
    source: {
      label: texts.source,
      url: ports.pageUrl(`cds-services/${board.id}/model-card`),
      topic: { ...board.topic, display: texts.topic },
    },
    extension: fingerprint(call, relevant, (about) => [board.id, about, saidOf(outcomes)]),
  })
}

/**
 * Answers with what every score of a board says that can be computed, and what the others lack. No
 * card where the diagnosis is not known or a rule of the base excludes the patient.
 */
export const withScores = (board: BoardDefinition): AnswerKind<BoardJudgement> => ({
  // A board states no category: its card is never below the lowest that a client wants.
  categories: [],
  categoryOf: () => undefined,
  // The procedures are read beside what is looked for, so that another may have been before.
  inputs: lookedForOf(board, true),
  judge: toBoardJudge(board),
  makeCard: (relevant, { computed }, call) => computed && makeCard(relevant, computed, call),
  situationOf: ({ judged }) => judged.verdict,
  toAnswered: (order, judgement) => ({ ...order, ...judgement, board: board.id }),
})
