import { addDays, DAY_MS, type Instant, MINUTE_MS, toInstant } from '../../base/time.ts'
import { elements, isJsonObject, nonBlank } from '../../base/json.ts'

/** The span of time that a FHIR date, dateTime, instant or Period names. */
export interface TimeSpan {
  readonly earliest: Instant
  readonly latest: Instant
  /** As it was written; of a Period, its end. */
  readonly written: string
}

// A record holds hundreds of dates and every one is compared: the day is read digit by digit, which
// costs a fifth of a pattern and Date.parse.
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

const afterHyphen = (text: string, from: number) =>
  text[from] === '-' ? digits(text, from + 1, 2) : NaN

/** The first and the last millisecond in UTC of the `YYYY[-MM[-DD]]` that the first characters are. */
function parseDay(text: string, length: number): readonly [number, number] | undefined {
  const year = digits(text, 0, 4)
  // Years below 1000 are typing mistakes, and Date.UTC reads those below 100 as 19xx.
  if (!(year >= 1000)) return undefined
  if (length === 4) return [Date.UTC(year, 0), Date.UTC(year + 1, 0) - 1]
  const month = afterHyphen(text, 4)
  if (!(month >= 1 && month <= 12)) return undefined
  if (length === 7) return [Date.UTC(year, month - 1), Date.UTC(year, month) - 1]
  const day = afterHyphen(text, 7)
  const start = Date.UTC(year, month - 1, day)
  // A day that its month does not have would be one of the next month.
  const isReal = length === 10 && day >= 1 && start < Date.UTC(year, month)
  return isReal ? [start, start + DAY_MS - 1] : undefined
}

const HOUR_MS = 60 * MINUTE_MS

/** Milliseconds of the `hh:mm` at `from`; NaN when it is none of 0 to `hours` and 0 to 59. */
function parseHourMinute(text: string, from: number, hours: number): number {
  const [hour, minute] = [digits(text, from, 2), digits(text, from + 3, 2)]
  const isOne = text[from + 2] === ':' && hour <= hours && minute <= 59
  return isOne ? hour * HOUR_MS + minute * MINUTE_MS : NaN
}

/** Milliseconds that a `Z` or `[+-]hh:mm` at the end is ahead of UTC; without one, none. */
function parseZone(text: string, from: number): number {
  const zone = text.slice(from)
  if (zone === '' || zone === 'Z' || zone === 'z') return 0
  const ahead = zone.length === 6 ? parseHourMinute(zone, 1, 14) : NaN
  if (zone.startsWith('+')) return ahead
  return zone.startsWith('-') ? -ahead : NaN
}

/** Where the digits of a fraction end that begins at `from`. */
function endOfFraction(text: string, from: number): number {
  let end = from
  while (digits(text, end, 1) >= 0) end += 1
  return end
}

/**
 * Milliseconds of the `:ss` at `from`, and where it ends; a fraction of a second counts for
 * nothing.
 */
function parseSeconds(text: string, from: number): readonly [ms: number, end: number] {
  if (text[from] !== ':') return [0, from]
  const second = digits(text, from + 1, 2)
  const end = from + 3
  if (!(second <= 59)) return [NaN, end]
  if (text[end] !== '.') return [second * 1000, end]
  const last = endOfFraction(text, end + 1)
  return [last > end + 1 ? second * 1000 : NaN, last]
}

/** Milliseconds from the day's beginning in UTC to a `Thh:mm[:ss[.fff]][zone]` at `from`. */
function parseTimeOfDay(text: string, from: number): number {
  if (text[from] !== 'T' && text[from] !== ' ') return NaN
  const [seconds, end] = parseSeconds(text, from + 6)
  return parseHourMinute(text, from + 1, 23) + seconds - parseZone(text, end)
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
  const ms = start + parseTimeOfDay(text, 10)
  if (!Number.isFinite(ms)) return undefined
  const moment = toInstant(ms)
  return { earliest: moment, latest: moment, written: text }
}

function parsePeriod(period: unknown): TimeSpan | undefined {
  if (!isJsonObject(period)) return undefined
  const written = nonBlank(period['end']) ?? nonBlank(period['start'])
  return written === undefined ? undefined : parseDateTime(written)
}

/** The last event of a Timing, else the end of the period that bounds it. */
function parseTiming(timing: unknown): TimeSpan | undefined {
  if (!isJsonObject(timing)) return undefined
  const events = elements(timing['event'])
    .map(nonBlank)
    .flatMap((text) => (text === undefined ? [] : [parseDateTime(text)]))
    .filter((span) => span !== undefined)
  const last = events.toSorted((a, b) => b.latest - a.latest)[0]
  const repeat = timing['repeat']
  return last ?? (isJsonObject(repeat) ? parsePeriod(repeat['boundsPeriod']) : undefined)
}

// Names are written out: a name put together anew for every resource is a slow key.
const TIME_ELEMENTS = {
  effective: ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod', 'effectiveTiming'],
  performed: ['performedDateTime', 'performedInstant', 'performedPeriod', 'performedTiming'],
  occurrence: ['occurrenceDateTime', 'occurrenceInstant', 'occurrencePeriod', 'occurrenceTiming'],
} as const

/**
 * The time of a resource that has a choice of types (`effective[x]`, `performed[x]`,
 * `occurrence[x]`): dateTime, instant, the end of a Period, the last event of a Timing.
 */
export function readTime(
  resource: Readonly<Record<string, unknown>>,
  element: keyof typeof TIME_ELEMENTS,
): TimeSpan | undefined {
  const [dateTime, instant, period, timing] = TIME_ELEMENTS[element]
  const written = nonBlank(resource[dateTime]) ?? nonBlank(resource[instant])
  if (written !== undefined) return parseDateTime(written)
  return parsePeriod(resource[period]) ?? parseTiming(resource[timing])
}

/**
 * Age in whole years. Who was born on 29 February comes of age on 1 March in other years; of a
 * birth date without a day the last possible day counts.
 */
export function ageAt(birthDate: TimeSpan, at: Instant): number {
  const [born, then] = [new Date(birthDate.latest), new Date(at)]
  const years = then.getUTCFullYear() - born.getUTCFullYear()
  const birthday = Date.UTC(then.getUTCFullYear(), born.getUTCMonth(), born.getUTCDate())
  return birthday > at ? years - 1 : years
}

/** Whether the span may lie after `at`, a day's grace for zones allowed. */
export function isInFuture({ earliest }: TimeSpan, at: Instant): boolean {
  return earliest > addDays(at, 1)
}
