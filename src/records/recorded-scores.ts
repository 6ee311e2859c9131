import type { Known } from '../clinical/models/decisions.ts'
import { knownOf } from '../clinical/readings/known.ts'
import type { Provenance, Unusable } from '../clinical/readings/reading.ts'
import type { PublishedScore, ReadAt } from '../clinical/scores/published-score.ts'
import { computeScores, type ScoreOutcome } from '../clinical/scores/compute-scores.ts'
import type { BoardReading, BoardRecord, RecordedScore } from './guidance-record.ts'
import type { ScoreFacts, ScoreReader, ScoreReading } from '../clinical/scores/score-facts.ts'

/** Everything of a score that says what it comes to; its words are not in it. */
export type StoredScore = Pick<PublishedScore, 'definition' | 'predictors' | 'rules'>

/** What is kept of a score, so that what it said can be computed again. */
export const toStoredScore = ({ definition, predictors, rules }: StoredScore): StoredScore => ({
  definition,
  predictors,
  rules,
})

function foundBy(outcome: ScoreOutcome): Omit<RecordedScore, 'id' | 'version' | 'hash'> {
  const { kind: state } = outcome
  if (outcome.kind === 'excluded') return { state, because: outcome.because }
  if (outcome.kind === 'lacking') return { state, lacks: outcome.lacks }
  if (outcome.kind === 'unanswered') return { state }
  const { result, cautions, unchecked } = outcome
  const { value, class: reached, survival } = result
  return {
    state,
    value,
    class: reached?.id,
    ...(survival.length === 0 ? {} : { survival }),
    cautions,
    unchecked,
  }
}

/** What became of a score, as it is kept. */
export function toRecordedScore(outcome: ScoreOutcome, hash: string): RecordedScore {
  const { id, version } = outcome.score.definition
  return { id, version, hash, ...foundBy(outcome) }
}

const NOWHERE: Provenance = {
  reference: '',
  asSent: '',
  written: undefined,
  ageDays: undefined,
}

function toReading({ state, why, value, finding, range, measured }: BoardReading): ScoreReading {
  const from = { ...NOWHERE, measured }
  if (state === 'unusable') return { kind: state, why: why as Unusable, range, from }
  const found = value ?? (finding === undefined ? undefined : { id: finding })
  if (state !== 'found' || found === undefined) return { kind: 'missing' }
  return { kind: state, value: found, from }
}

function readerOf({ readings }: BoardRecord, wanted: ReadAt): ScoreReader | undefined {
  const there = readings.filter(({ at }) => at === wanted)
  if (there.length === 0) return undefined
  const found = new Map(there.map((reading) => [reading.predictor, toReading(reading)]))
  const reading = (input: string): ScoreReading => found.get(input) ?? { kind: 'missing' }
  return { reading, lookUp: (input) => knownOf(reading(input))?.known }
}

/** The readings and facts that a record holds, as they were when it was made. */
function factsIn(record: BoardRecord): ScoreFacts {
  const now = readerOf(record, 'now')
  const before = readerOf(record, 'before-earlier-procedure')
  const known = new Map(
    record.facts.map(({ fact, value, isAbsent }): [string, Known | undefined] => {
      if (isAbsent === true) return [fact, { isAbsent }]
      return [fact, value === undefined ? undefined : { number: value }]
    }),
  )
  const unread = new Set([
    ...record.readings
      .filter(({ state }) => state === 'not-obtained')
      .map(({ predictor }) => predictor),
    ...record.facts.filter(({ isUnread }) => isUnread).map(({ fact }) => fact),
  ])
  return {
    readerAt: (at) => (at === 'now' ? now : before),
    factOf: (name) => known.get(name),
    isUnread: (name) => unread.has(name),
    unread: [],
    bars: record.facts.filter(({ isBar }) => isBar).map(({ fact }) => fact),
  }
}

/**
 * What scores say of the readings and facts of a record.
 *
 * @param scores - In the order of the record's own: each the one whose digest it names.
 */
export function scoresAgain(
  record: BoardRecord,
  scores: readonly StoredScore[],
): readonly RecordedScore[] {
  const published = scores.map((score) => ({ ...score, decimals: 0, translations: {} }))
  return computeScores(published, factsIn(record)).map((outcome, i) =>
    toRecordedScore(outcome, record.scores[i]?.hash ?? ''),
  )
}
