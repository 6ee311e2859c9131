import { addDays, daysBetween, type Instant, toInstant, toIsoDate } from '../base/time.ts'

/** The day on which the fixtures play. */
export const NOMINAL_DAY: Instant = toInstant(Date.UTC(2026, 10, 20))

const DATE = /^(\d{4}-\d{2}-\d{2})(T.*)?$/

function shiftText(text: string, days: number): string {
  const [, date, rest = ''] = DATE.exec(text) ?? []
  if (date === undefined) return text
  const moved = addDays(toInstant(new Date(`${date}T00:00:00Z`)), days)
  return `${toIsoDate(moved)}${rest}`
}

/**
 * A resource with every date and dateTime in it moved by whole days, the time of day and its zone
 * kept; a birth date stays.
 */
export function shiftDates<T>(value: T, days: number): T
export function shiftDates(value: unknown, days: number): unknown {
  if (typeof value === 'string') return shiftText(value, days)
  if (Array.isArray(value)) return value.map((element: unknown) => shiftDates(element, days))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      name === 'birthDate' ? member : shiftDates(member, days),
    ]),
  )
}

/** Whole days by which fixtures move so that their nominal day is `today`. */
export function daysSinceNominal(today: Instant): number {
  return daysBetween(NOMINAL_DAY, today)
}
