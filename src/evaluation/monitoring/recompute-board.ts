import type { BoardRecord, RecordedScore } from '../../records/guidance-record.ts'
import { type StoredScore, scoresAgain } from '../../records/recorded-scores.ts'
import { compareFigures, type ComparedFigure, type Figures } from './recompute.ts'

export interface RecomputedScore {
  readonly recorded: RecordedScore
  readonly verdict: 'identical' | 'different'
  readonly figures: readonly ComparedFigure[]
}

const listed = (names: readonly string[] = []) => names.join(', ')

/** Everything that was said of a score; JSON has no negative zero. */
const figuresOf = (score: RecordedScore): Figures => ({
  state: score.state,
  value: score.value === undefined ? undefined : score.value + 0,
  class: score.class,
  survival: listed(score.survival?.map((point) => `${point.months} months: ${point.survival}`)),
  cautions: listed(score.cautions),
  unchecked: listed(score.unchecked),
  'excluded by': listed(score.because),
  lacks: listed(score.lacks?.map(({ reading, at }) => `${reading} ${at}`)),
})

/**
 * Computes the scores of a record again from its readings and facts, and compares state, number,
 * class, survival, rules and what is lacking: to the bit.
 *
 * @param scores - In the order of the record's own: each the one whose digest it names.
 */
export function recomputeBoard(
  record: BoardRecord,
  scores: readonly StoredScore[],
): readonly RecomputedScore[] {
  const again = scoresAgain(record, scores)
  return record.scores.map((recorded, i) => {
    const computed = again[i]
    const figures = compareFigures(figuresOf(recorded), computed ? figuresOf(computed) : {})
    const isSame = figures.every((figure) => figure.isSame)
    return { recorded, verdict: isSame ? 'identical' : 'different', figures }
  })
}
