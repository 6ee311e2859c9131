import type { TimeSpan } from '../fhir/date-time.ts'
import type { Statement } from '../fhir/statements.ts'
import { contradictionIn, overlap } from './agreement.ts'
import { provenanceOf, type ReadingTime } from './judge-statement.ts'
import { isOfLaterDay, newestOf } from './newest.ts'
import type { Interval, Provenance, Reading } from './reading.ts'
import {
  type JudgedStatement,
  rankOf,
  refusedStatements,
  startOf,
  usableStatements,
  type UsableStatement,
} from './select-statements.ts'

/** What a statement says, without the id by which it is known: equal statements are one. */
function contentOf({ statement }: { readonly statement: Statement }, time: ReadingTime): string {
  const { asSent, written = '', codes = [] } = provenanceOf(statement, time)
  return [written, asSent, ...codes].join('\n')
}

/** By what they say; the same for the same statements in any order and under any ids. */
export function sortedByContent<Item extends { readonly statement: Statement }>(
  items: readonly Item[],
  time: ReadingTime,
): readonly Item[] {
  if (items.length < 2) return items
  const keyed = items.map((item) => ({ item, key: contentOf(item, time) }))
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item)
}

interface Judged {
  readonly statement: Statement
}

type RefusedStatement = ReturnType<typeof refusedStatements>[number]

export function found<Value>(
  { statement, value, measured, isByUnknownMethod }: UsableStatement<Value>,
  time: ReadingTime,
): Reading<Value> {
  const from = {
    ...provenanceOf(statement, time),
    ...(measured && { measured }),
    ...(isByUnknownMethod === true && { isByUnknownMethod }),
  }
  return { kind: 'found', value, from }
}

export function unusable(
  { statement, why, range, measured }: RefusedStatement,
  time: ReadingTime,
): Reading<never> {
  const from = { ...provenanceOf(statement, time), ...(measured && { measured }) }
  return { kind: 'unusable', why, range, from }
}

/**
 * Why the newest statement cannot be used; `missing` where there is none. What was withdrawn as
 * entered in error is not there.
 */
export function whyNoneUsable(
  judged: readonly JudgedStatement<unknown>[],
  time: ReadingTime,
): Reading<never> {
  const refused = refusedStatements(judged).filter(
    ({ statement }) => statement.status !== 'entered-in-error',
  )
  const [newest] = refused
  if (newest === undefined) return { kind: 'missing' }
  const asNew = refused.filter(({ statement }) => startOf(statement) === startOf(newest.statement))
  const [first = newest] = sortedByContent(asNew, time).toSorted((a, b) => (a.why < b.why ? -1 : 1))
  return unusable(first, time)
}

/** A statement that says something of the number: what it is, or between what it lies. */
export type Telling<Value> =
  UsableStatement<Value> | (RefusedStatement & { readonly range: Interval })

/**
 * The telling statements than which none is of a later day: of the preferred kind where there are
 * such, and of them the corrected ones.
 */
export function newestTelling<Value>(
  judged: readonly JudgedStatement<Value>[],
): readonly Telling<Value>[] {
  const telling = [
    ...usableStatements(judged),
    ...refusedStatements(judged).flatMap((item) =>
      item.range === undefined ? [] : [{ ...item, range: item.range }],
    ),
  ].flatMap((item) => {
    // For the type alone: what was judged by its value has a time.
    const { time } = item.statement
    return time === undefined ? [] : [{ time, item }]
  })
  const isLater = (a: { readonly time: TimeSpan }, b: { readonly time: TimeSpan }) =>
    isOfLaterDay(a.time, b.time)
  const newest = newestOf(telling, isLater).map(({ item }) => item)
  const preferred = newest.filter((item) => 'value' in item && item.isPreferred === true)
  const best = preferred.length === 0 ? newest : preferred
  const rank = Math.max(...best.map(({ statement }) => rankOf(statement)))
  return best.filter(({ statement }) => rankOf(statement) === rank)
}

/** The provenance of two values that contradict each other: both, as they were sent. */
export function provenanceOfBoth(first: Provenance, second: Provenance): Provenance {
  return {
    ...first,
    reference: `${first.reference} / ${second.reference}`,
    asSent:
      first.asSent === second.asSent ? first.asSent : `${first.asSent} \u2260 ${second.asSent}`,
    codes: [...new Set([...(first.codes ?? []), ...(second.codes ?? [])])],
    measured: undefined,
    sides: [first, second],
  }
}

/** No value, for two that cannot both be true. */
export const contradiction = (first: Provenance, second: Provenance): Reading<never> => ({
  kind: 'unusable',
  why: 'contradicting-values',
  from: provenanceOfBoth(first, second),
})

/** Another version of the same resource that says something else, where none is known to be newer. */
export function rivalOf(
  items: readonly { readonly statement: Statement }[],
  judged: readonly JudgedStatement<unknown>[],
): readonly [Statement, Statement] | undefined {
  const disputed = items.find(({ statement }) => statement.isDisputed === true)?.statement
  if (disputed === undefined) return undefined
  const other = judged.find(
    ({ statement }) => statement.reference === disputed.reference && statement !== disputed,
  )
  return [disputed, other?.statement ?? disputed]
}

const isNumberWithin = (value: unknown, [least, most]: Interval) =>
  typeof value === 'number' && value >= least && value <= most

const isPossible = ({ value, printed }: UsableStatement<unknown>, range: Interval) =>
  isNumberWithin(value, range) || (printed !== undefined && overlap(printed, range))

const widthOf = ([least, most]: Interval) => most - least

/** The one with the most digits; of equally exact ones the first. */
export function mostExact<Item extends { readonly printed?: Interval | undefined }>(
  items: readonly Item[],
): Item | undefined {
  const width = ({ printed = [0, 0] }: Item) => widthOf(printed)
  return items.toSorted((a, b) => width(a) - width(b))[0]
}

const isUsable = <Value>(item: Telling<Value>): item is UsableStatement<Value> => 'value' in item

/** Two of the telling statements that cannot both be true. */
function disagreeing<Value>(
  best: readonly Telling<Value>[],
): readonly [Statement, Statement] | undefined {
  const values = best.filter(isUsable)
  const two = contradictionIn(values)
  if (two !== undefined) return [two[0].statement, two[1].statement]
  for (const limit of best) {
    if (isUsable(limit)) continue
    const outside = values.find((value) => !isPossible(value, limit.range))
    if (outside !== undefined) return [outside.statement, limit.statement]
  }
  return undefined
}

/**
 * Whether a value that was typed into a form may stand beside another that was there: it is of a
 * later study, which the record names, and the other is not of that one. A date that somebody typed
 * is no reason to set aside what a report says.
 */
const isOfLaterStudy = ({ statement: typed }: Judged, { statement: other }: Judged): boolean =>
  typed.study !== undefined &&
  typed.study !== other.study &&
  typed.time !== undefined &&
  other.time !== undefined &&
  isOfLaterDay(typed.time, other.time)

/** A value of the record that a typed one would set aside, and that says something else. */
function setAside<Value>(
  chosen: UsableStatement<Value> | undefined,
  judged: readonly JudgedStatement<Value>[],
): readonly [Statement, Statement] | undefined {
  if (chosen?.statement.enteredBy === undefined) return undefined
  const other = usableStatements(judged).find(
    (item) =>
      item.statement.enteredBy === undefined &&
      !isOfLaterStudy(chosen, item) &&
      contradictionIn([chosen, item]) !== undefined,
  )
  return other && [other.statement, chosen.statement]
}

/**
 * The newest value, if all statements of its day agree: of two values that contradict each other
 * none is picked. A limit is newer than a number of an earlier day, and no number. What somebody
 * typed into a form never takes the place of what the record says otherwise.
 */
export function newestAgreed<Value>(
  judged: readonly JudgedStatement<Value>[],
  time: ReadingTime,
): Reading<Value> {
  const best = sortedByContent(newestTelling(judged), time)
  const usable = best.filter(isUsable)
  const own = usable.filter(({ statement }) => statement.enteredBy === undefined)
  const value = mostExact(own.length === 0 ? usable : own)
  const two = disagreeing(best) ?? rivalOf(best, judged) ?? setAside(value, judged)
  if (two !== undefined)
    return contradiction(provenanceOf(two[0], time), provenanceOf(two[1], time))
  if (value !== undefined) return found(value, time)
  const limits = best.flatMap((item) => (isUsable(item) ? [] : [item]))
  const [narrowest] = limits.toSorted((a, b) => widthOf(a.range) - widthOf(b.range))
  return narrowest === undefined ? whyNoneUsable(judged, time) : unusable(narrowest, time)
}
