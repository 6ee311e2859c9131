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

// https://hl7.org/fhir/R4/datatypes.html#dateTime, with the lower-case and missing zones that servers send.
const DATE_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|z|[+-]\d{2}:\d{2})?)?)?)?$/

function endOf(start: Instant, [, , month, day, hour]: readonly (string | undefined)[]): Instant {
  const date = new Date(start)
  if (month === undefined) return toInstant(Date.UTC(date.getUTCFullYear() + 1, 0) - 1)
  if (day === undefined)
    return toInstant(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) - 1)
  return hour === undefined ? toInstant(start + DAY_MS - 1) : start
}

function isRealDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/**
 * The span of a FHIR date or dateTime; nothing when it is none. A time without a zone is read as
 * UTC: the day may be wrong by one, the order of two readings of one server is not.
 */
export function parseDateTime(text: string): TimeSpan | undefined {
  const match = DATE_TIME.exec(text)
  if (match === null) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] =
    match
  if (!isRealDay(Number(year), Number(month), Number(day))) return undefined
  const ms = Date.parse(
    `${String(year)}-${month}-${day}T${hour}:${minute}:${second}${zone.toUpperCase()}`,
  )
  if (!Number.isFinite(ms)) return undefined
  const earliest = toInstant(ms)
  return { earliest, latest: endOf(earliest, match), written: text }
}

function parsePeriod(period: unknown): TimeSpan | undefined {
  if (!isJsonObject(period)) return undefined
  const written = nonBlank(period['end']) ?? nonBlank(period['start'])
  return written === undefined ? undefined : parseDateTime(written)
}

/**
 * The time of a resource that has a choice of types (`effective[x]`, `performed[x]`,
 * `occurrence[x]`): dateTime, instant, the end of a Period.
 */
export function readTime(
  resource: Readonly<Record<string, unknown>>,
  element: string,
): TimeSpan | undefined {
  const written =
    nonBlank(resource[`${element}DateTime`]) ?? nonBlank(resource[`${element}Instant`])
  return written === undefined ? parsePeriod(resource[`${element}Period`]) : parseDateTime(written)
}

/** Whether the span may lie after `at`, a day's grace for zones allowed. */
export function isInFuture({ earliest }: TimeSpan, at: Instant): boolean {
  return earliest > addDays(at, 1)
}
