import { type RecordToAssess, toRelevantOrder } from './assess-record.ts'
import type { BoardDefinition } from './board.ts'
import { type BoardVerdict, verdictOn } from '../clinical/scores/board-verdict.ts'
import type { BoardValues } from './cards/board-placeholders.ts'
import { toBoardValues } from './cards/board-values.ts'
import { computeScores } from '../clinical/scores/compute-scores.ts'
import { readPatientRecord } from '../clinical/assessment/patient-record.ts'
import { toAsOfOrder } from '../clinical/assessment/relevant-order.ts'
import { toScoreFacts } from '../clinical/scores/score-facts.ts'

/** What a board says of a record, or why it computes nothing. */
export type BoardOfRecord =
  | { readonly verdict: 'scores'; readonly values: BoardValues }
  | { readonly verdict: Exclude<BoardVerdict, 'scores'> }

/** What a board's card would say of a record, outside of a hook: by the rules of the card. */
export function boardOfRecord(
  board: BoardDefinition,
  { slots, patientId, order, now }: RecordToAssess,
): BoardOfRecord {
  const relevant = toRelevantOrder(order)
  const record = readPatientRecord(slots, board.base, patientId)
  const material = { definition: board.base, slots, record, now }
  const { verdict } = verdictOn(relevant, board.exclusions, material)
  if (verdict !== 'scores') return { verdict }
  const reading = toAsOfOrder(relevant, material)
  const facts = toScoreFacts(board.readings, material, reading)
  const outcomes = computeScores(board.scores, facts)
  const { indexDay } = reading
  return { verdict, values: toBoardValues({ board, outcomes, facts, slots, indexDay }) }
}
