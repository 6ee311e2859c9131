import type { AsOfOrder, AssessmentBasis } from '../clinical/assessment/assessment-basis.ts'
import { ORDER_KEY } from '../clinical/assessment/slots.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { ApplicabilityRule } from '../clinical/readings/applicability.ts'
import { verdictOn } from '../clinical/scores/board-verdict.ts'
import { computeScores } from '../clinical/scores/compute-scores.ts'
import { type ScoreFacts, trackAskedFacts, toScoreFacts } from '../clinical/scores/score-facts.ts'
import type { BoardJudgement, ComputedBoard } from './answered-order.ts'
import type { BoardDefinition } from './board.ts'

/** What rules that exclude from the whole board ask, and was not read. */
function barsOf({ exclusions }: BoardDefinition, { isUnread }: ScoreFacts): readonly string[] {
  const asked = exclusions.flatMap(({ kind }) => FACT_OF_RULE[kind] ?? [])
  return [...new Set(asked)].filter(isUnread)
}

/** The fact that a rule of applicability asks of the record, or of the order. */
const FACT_OF_RULE: Readonly<Partial<Record<ApplicabilityRule['kind'], string>>> = {
  'age-under': 'age',
  'earlier-procedure': 'earlierProcedures',
  'order-text': ORDER_KEY,
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
