import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { AsOfOrder, AssessmentBasis } from '../clinical/assessment/assessment-basis.ts'
import type { ApplicabilityRule } from '../clinical/readings/applicability.ts'
import { type ScoreFacts, trackAskedFacts, toScoreFacts } from '../clinical/scores/score-facts.ts'
import { verdictOn } from '../clinical/scores/board-verdict.ts'
import { computeScores, type ScoreOutcome } from '../clinical/scores/compute-scores.ts'
import type { Call } from './call.ts'
import type { AnswerKind } from './answer-kind.ts'
import type { BoardJudgement, ComputedBoard } from './answered-order.ts'
import type { BoardDefinition } from './board.ts'
import { renderBoardCard } from './cards/board-card.ts'
import { boardTexts, toBoardValues } from './cards/board-values.ts'
import { fingerprint } from './fingerprint.ts'
import type { Card } from './protocol/card.ts'

/** What tells one answer of a board from another: scores, versions, results, where they are from. */
const saidOf = (outcomes: readonly ScoreOutcome[]): readonly unknown[] =>
  outcomes.map((outcome) => [
    outcome.score.definition.id,
    outcome.score.definition.version,
    outcome.kind,
    outcome.kind === 'computed'
      ? [outcome.result, outcome.used.map(({ from }) => from.reference)]
      : null,
  ])

/** What rules that exclude from the whole board ask, and was not read. */
function barsOf({ exclusions }: BoardDefinition, { isUnread }: ScoreFacts): readonly string[] {
  const asked = exclusions.flatMap(({ kind }) => FACT_OF_RULE[kind] ?? [])
  return [...new Set(asked)].filter(isUnread)
}

/** The fact that a rule of applicability asks of the record. */
const FACT_OF_RULE: Readonly<Partial<Record<ApplicabilityRule['kind'], string>>> = {
  'age-under': 'age',
  'earlier-procedure': 'earlierProcedures',
}

function compute(
  board: BoardDefinition,
  basis: AssessmentBasis,
  asOfOrder: AsOfOrder,
): ComputedBoard {
  const read = toScoreFacts(board.readings, basis, asOfOrder)
  const facts = trackAskedFacts({ ...read, bars: barsOf(board, read) })
  const outcomes = computeScores(board.scores, facts)
  return { board, outcomes, facts, indexDay: asOfOrder.indexDay }
}

/** Judges orders by the scores of a board, which are computed once for all orders of one date. */
export function toBoardJudge(
  board: BoardDefinition,
): (order: RelevantOrder, basis: AssessmentBasis) => BoardJudgement {
  const computedAsOf = new Map<AsOfOrder, ComputedBoard>()
  return (relevant, basis) => {
    const judged = verdictOn(relevant, board.exclusions, basis)
    if (judged.verdict !== 'scores') return { judged, computed: undefined }
    const asOfOrder = basis.asOf(relevant)
    const computed = computedAsOf.get(asOfOrder) ?? compute(board, basis, asOfOrder)
    computedAsOf.set(asOfOrder, computed)
    return { judged, computed }
  }
}

function makeCard(relevant: RelevantOrder, computed: ComputedBoard, call: Call): Card | undefined {
  const { ports, request } = call
  const { board, outcomes } = computed
  const isEmpty = outcomes.every(({ kind }) => kind !== 'computed')
  // Who only opens a record is told nothing but what is there.
  if (isEmpty && request.hook === 'patient-view') return undefined
  const texts = boardTexts(board)
  return renderBoardCard({
    uuid: ports.newUuid(),
    summary: isEmpty ? texts.summaries.none : texts.summaries.computed,
    detail: texts.detail,
    values: toBoardValues(computed),
    source: {
      label: texts.source,
      url: ports.pageUrl(`cds-services/${board.id}/model-card`),
      topic: { ...board.topic, display: texts.topic },
    },
    overrideReasons: board.base.cards.overrideReasons,
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
  judge: toBoardJudge(board),
  makeCard: (relevant, { computed }, call) => computed && makeCard(relevant, computed, call),
  situationOf: ({ judged }) => judged.verdict,
  toAnswered: (order, judgement) => ({ ...order, ...judgement, board: board.id }),
})
