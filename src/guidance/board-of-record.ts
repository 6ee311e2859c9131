import { type RecordToAssess, toConcernedOrder } from './assess-record.ts'
import type { BoardDefinition } from './board-definition.ts'
import { type BoardVerdict, verdictOn } from './board-verdict.ts'
import { type BoardView, toBoardView } from './board-view.ts'
import { computeScores } from './compute-scores.ts'
import { readPatientRecord } from './patient-record.ts'
import { toReadingMaterial } from './reading-material.ts'
import { toScoreFacts } from './score-facts.ts'

/** What a board says of a record, or why it computes nothing. */
export type BoardOfRecord =
  | { readonly verdict: 'scores'; readonly view: BoardView }
  | { readonly verdict: Exclude<BoardVerdict, 'scores'> }

/** What a board's card would say of a record, outside of a hook: by the rules of the card. */
export function boardOfRecord(
  board: BoardDefinition,
  { slots, patientId, order, now }: RecordToAssess,
): BoardOfRecord {
  const concerned = toConcernedOrder(order)
  const record = readPatientRecord(slots, board.base, patientId)
  const material = { definition: board.base, slots, record, now }
  const { verdict } = verdictOn(concerned, board, material)
  if (verdict !== 'scores') return { verdict }
  const reading = toReadingMaterial(concerned, material)
  const facts = toScoreFacts(board.readings, material, reading)
  const outcomes = computeScores(board.scores, facts)
  const { indexDay } = reading
  return { verdict, view: toBoardView({ board, outcomes, facts, slots, indexDay }) }
}
