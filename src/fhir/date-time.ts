import {
  addDays,
  DAY_MS,
  type Instant,
  isJsonObject,
  nonBlank,
  toInstant,
} from '../kernel/index.ts'

/** The span of time that a FHIR date, dateTime, instant or Period names. */
export interface TimeSpan {
  readonly earliest: Instant
  readonly latest: Instant
  /** As it was written; of a Period, its end. */
  readonly written: string
}

// A record holds hundreds of dates and every one is compared: they are read digit by digit, which
// costs a fifth of a pattern and Date.parse.

const MINUTE_MS = 60_000
const ZERO = 48

/** The number that `count` digits from `from` spell; NaN when something else stands there. */
function digits(text: string, from: number, count: number): number {
  let number = 0
  for (let i = from; i < from + count; i += 1) {
    const digit = text.charCodeAt(i) - ZERO
    if (!(digit >= 0 && digit <= 9)) return NaN
    number = number * 10 + digit
  }
  return number
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

function lastDayOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** The first and the last millisecond in UTC of the `YYYY[-MM[-DD]]` that begins a text. */
function parseDay(text: string, length: number): readonly [number, number] | undefined {
  const year = digits(text, 0, 4)
  // Years below 1000 are typing mistakes, and Date.UTC reads those below 100 as 19xx.
  if (!(year >= 1000)) return undefined
  if (length === 4) return [Date.UTC(year, 0), Date.UTC(year + 1, 0) - 1]
  const month = text[4] === '-' ? digits(text, 5, 2) : NaN
  if (!(month >= 1 && month <= 12)) return undefined
  if (length === 7) return [Date.UTC(year, month - 1), Date.UTC(year, month) - 1]
  const day = length === 10 && text[7] === '-' ? digits(text, 8, 2) : NaN
  if (!(day >= 1 && day <= lastDayOf(year, month))) return undefined
  const start = Date.UTC(year, month - 1, day)
  return [start, start + DAY_MS - 1]
}

/** Minutes east of UTC of the zone that ends a text from `at` on; none is read as UTC. */
function parseZone(text: string, at: number): number {
  const sign = text[at]
  if (sign === undefined) return 0
  if (sign === 'Z' || sign === 'z') return at + 1 === text.length ? 0 : NaN
  if ((sign !== '+' && sign !== '-') || at + 6 !== text.length || text[at + 3] !== ':') return NaN
  const [hours, minutes] = [digits(text, at + 1, 2), digits(text, at + 4, 2)]
  if (!(hours <= 14 && minutes < 60)) return NaN
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** Where the fraction of a second that may stand at `at` ends; where it stands when it has no digit. */
function afterFraction(text: string, at: number): number {
  if (text[at] !== '.') return at
  let end = at + 1
  while (digits(text, end, 1) >= 0) end += 1
  return end === at + 1 ? at : end
}

/** Milliseconds from the beginning of the day in UTC to the `Thh:mm[:ss[.fff]][zone]` after a date. */
function parseTimeOfDay(text: string): number {
  const hour = digits(text, 11, 2)
  const minute = text[13] === ':' ? digits(text, 14, 2) : NaN
  const hasSeconds = text[16] === ':'
  const second = hasSeconds ? digits(text, 17, 2) : 0
  if (!(hour < 24 && minute < 60 && second < 60)) return NaN
  const zone = parseZone(text, hasSeconds ? afterFraction(text, 19) : 16)
  return (hour * 60 + minute - zone) * MINUTE_MS + second * 1000
}

/**
 * The span of a FHIR date or dateTime; nothing when it is none. A time without a zone is read as
 * UTC: the day may be wrong by one, the order of two readings of one server is not. Lower-case
 * zones and a blank for the `T`, which servers send, are read.
 * https://hl7.org/fhir/R4/datatypes.html#dateTime
 */
export function parseDateTime(text: string): TimeSpan | undefined {
  const day = parseDay(text, Math.min(text.length, 10))
  if (day === undefined) return undefined
  const [start, end] = day
  if (text.length <= 10)
    return { earliest: toInstant(start), latest: toInstant(end), written: text }
  const ms = text[10] === 'T' || text[10] === ' ' ? start + parseTimeOfDay(text) : NaN
  if (!Number.isFinite(ms)) return undefined
  const moment = toInstant(ms)
  return { earliest: moment, latest: moment, written: text }
}

function parsePeriod(period: unknown): TimeSpan | undefined {
  if (!isJsonObject(period)) return undefined
  const written = nonBlank(period['end']) ?? nonBlank(period['start'])
  return written === undefined ? undefined : parseDateTime(written)
}

// Names are written out: a name put together anew for every resource is a slow key.
const TIME_ELEMENTS = {
  effective: ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod'],
  performed: ['performedDateTime', 'performedInstant', 'performedPeriod'],
  occurrence: ['occurrenceDateTime', 'occurrenceInstant', 'occurrencePeriod'],
} as const

/**
 * The time of a resource that has a choice of types (`effective[x]`, `performed[x]`,
 * `occurrence[x]`): dateTime, instant, the end of a Period.
 */
export function readTime(
  resource: Readonly<Record<string, unknown>>,
  element: keyof typeof TIME_ELEMENTS,
): TimeSpan | undefined {
  const [dateTime, instant, period] = TIME_ELEMENTS[element]
  const written = nonBlank(resource[dateTime]) ?? nonBlank(resource[instant])
  return written === undefined ? parsePeriod(resource[period]) : parseDateTime(written)
}

/** Whether the span may lie after `at`, a day's grace for zones allowed. */
export function isInFuture({ earliest }: TimeSpan, at: Instant): boolean {
  return earliest > addDays(at, 1)
}
