import {
  addDays,
  DAY_MS,
  elements,
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

const TIME_OF_DAY =
  /^[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?:[Zz]|([+-])(0\d|1[0-4]):([0-5]\d))?$/

/** Milliseconds from the day's beginning in UTC to a `Thh:mm[:ss[.fff]][zone]`. */
function parseTimeOfDay(text: string): number {
  const match = TIME_OF_DAY.exec(text)
  if (match === null) return NaN
  const [, hour, minute, second = 0, sign, zoneHour = 0, zoneMinute = 0] = match
  const zone = (sign === '-' ? -1 : 1) * (Number(zoneHour) * 60 + Number(zoneMinute))
  return (Number(hour) * 60 + Number(minute) - zone) * 60_000 + Number(second) * 1000
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
  const ms = start + parseTimeOfDay(text.slice(10))
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

/** Whether the span may lie after `at`, a day's grace for zones allowed. */
export function isInFuture({ earliest }: TimeSpan, at: Instant): boolean {
  return earliest > addDays(at, 1)
}
