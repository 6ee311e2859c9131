import { type RecordToAssess, toRelevantOrder } from '../clinical/assessment/assess-record.ts'
import { toAssessmentBasis } from '../clinical/assessment/assessment-basis.ts'
import type { BoardVerdict } from '../clinical/scores/board-verdict.ts'
import { toBoardJudge } from './board-judge.ts'
import type { BoardDefinition } from './board.ts'
import type { BoardValues } from './cards/board-placeholders.ts'
import { toBoardValues } from './cards/board-values.ts'

/** What a board says of a record, or why it computes nothing. */
export type BoardOfRecord =
  | { readonly verdict: 'scores'; readonly values: BoardValues }
  | { readonly verdict: Exclude<BoardVerdict, 'scores'> }

/** What a board's card would say of a record, outside of a hook: by the rules of the card. */
export function boardOfRecord(
  board: BoardDefinition,
  { order, ...data }: RecordToAssess,
): BoardOfRecord {
  const basis = toAssessmentBasis({ definition: board.base, ...data })
  const { judged, computed } = toBoardJudge(board)(toRelevantOrder(order), basis)
  if (computed !== undefined) return { verdict: 'scores', values: toBoardValues(computed) }
  const { verdict } = judged
  if (verdict === 'scores') throw new TypeError('where scores are the verdict they are computed')
  return { verdict }
}
