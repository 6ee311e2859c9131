import type { BoardRecord, RecordedScore } from '../../../records/guidance-record.ts'
import { countsFor, type FeedbackRecord } from '../../../records/feedback.ts'
import type { StoredScore } from '../../../records/recorded-scores.ts'
import type { RecordReader } from '../../../records/guidance-records.ts'
import { digestOf } from '../../../base/digest.ts'
import { Fault } from '../../../base/fault.ts'
import { recomputeBoard, type RecomputedScore } from '../recompute-board.ts'
import {
  feedbackTable,
  headLines,
  named,
  readingTable,
  saidLines,
  text,
  titled,
} from './record-texts.ts'
import { textTable } from '../../../base/terminal/text-table.ts'

/** What came of computing the scores of a board again, or why they were not. */
export type ExplainedBoard =
  | { readonly kind: 'computed'; readonly scores: readonly RecomputedScore[] }
  | { readonly kind: 'refused'; readonly why: string }

/** A board's record with what came of computing it again, and what the clinician answered. */
export interface BoardExplanation {
  readonly record: BoardRecord
  readonly feedback: readonly FeedbackRecord[]
  readonly explained: ExplainedBoard
}

/** The score as it was kept with the records; nothing where it is not there. */
async function keptScore(
  { hash }: RecordedScore,
  reader: RecordReader,
): Promise<StoredScore | undefined> {
  const kept = await reader.findModel(hash)
  if (kept === undefined) return undefined
  if (digestOf(kept.definition) === hash) return JSON.parse(kept.definition) as StoredScore
  throw new Fault('malformed-request', 'the score that was kept is not the one that was recorded')
}

/**
 * Computes a board's record again by the very scores that it names.
 *
 * @throws {Fault} When a score that was kept is not what its digest says.
 */
export async function explainBoard(
  record: BoardRecord,
  reader: RecordReader,
): Promise<BoardExplanation> {
  const kept = await Promise.all(record.scores.map((score) => keptScore(score, reader)))
  const missing = record.scores.filter((_, i) => kept[i] === undefined).map(named)
  const feedback = (await reader.feedbackOf(record.id)).filter(countsFor(record))
  if (missing.length > 0) {
    const why = `computed by scores of which these are not kept: ${missing.join(', ')}`
    return { record, feedback, explained: { kind: 'refused', why } }
  }
  const scores = recomputeBoard(
    record,
    kept.filter((score) => score !== undefined),
  )
  return { record, feedback, explained: { kind: 'computed', scores } }
}

const areSame = (scores: readonly RecomputedScore[]) =>
  scores.every(({ verdict }) => verdict === 'identical')

/** Whether the record stands: a score that cannot be reproduced is a failure of the command. */
export const isBoardSound = ({ explained }: BoardExplanation): boolean =>
  explained.kind === 'computed' && areSame(explained.scores)

/** Why a score has no number, or what to know of the one that it has. */
function remarkOn({ because, lacks, cautions, unchecked }: RecordedScore): string {
  const wanted = lacks?.map(({ reading, at }) => (at === 'now' ? reading : `${reading}, ${at}`))
  const remarks: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['excluded by', because],
    ['lacks', wanted],
    ['caution:', cautions],
    ['nobody recorded', unchecked],
  ]
  return remarks
    .flatMap(([what, names = []]) => (names.length === 0 ? [] : [`${what} ${names.join(', ')}`]))
    .join('; ')
}

function againText({ verdict, figures }: RecomputedScore): string {
  if (verdict === 'identical') return 'identical'
  const changed = figures
    .filter(({ isSame }) => !isSame)
    .map(({ figure, computed }) => `${figure} ${text(computed)}`.trim())
  return `DIFFERS: ${changed.join(', ')}`
}

function scoreTable({ record, explained }: BoardExplanation): string {
  if (record.scores.length === 0) return ''
  const again =
    explained.kind === 'computed' ? explained.scores.map(againText) : record.scores.map(() => '')
  return textTable(
    ['score', 'state', 'value', 'class', 'remark', 'computed again'],
    record.scores.map((score, i) => [
      named(score),
      score.state,
      text(score.value),
      score.class ?? '',
      remarkOn(score),
      again[i] ?? '',
    ]),
  )
}

const factTable = ({ facts }: BoardRecord) =>
  facts.length === 0
    ? ''
    : textTable(
        ['fact', 'value'],
        facts.map(({ fact, value, isAbsent }) => [fact, isAbsent ? 'none' : text(value)]),
      )

function verdictText({ record, explained }: BoardExplanation): string {
  if (explained.kind === 'refused') return `NOT COMPUTED AGAIN: ${explained.why}`
  if (record.scores.length === 0) return 'NO FIGURE: no score was computed for this order'
  return areSame(explained.scores)
    ? `IDENTICAL, every score to the last bit: computed again by the scores that were kept with the records`
    : `DIFFERENT: computed again by the scores that were kept with the records`
}

/** An explanation of a board's card as people read it. */
export function describeBoardExplanation(explanation: BoardExplanation): string {
  const { record, feedback } = explanation
  const { model, readings } = record
  return [
    ...headLines(
      record,
      `board ${model.id}, ${String(record.scores.length)} scores (${model.version})`,
    ),
    ...saidLines(record, undefined),
    ...titled('Readings', readings.length === 0 ? '' : readingTable(readings)),
    ...titled('Facts', factTable(record)),
    ...titled('Scores', scoreTable(explanation)),
    '',
    verdictText(explanation),
    ...titled('Feedback', feedback.length === 0 ? '(none)' : feedbackTable(feedback)),
  ].join('\n')
}
