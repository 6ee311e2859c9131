import { DAY_MS, type Instant, toInstant, toIsoDate } from '../../base/time.ts'

/** How long a period of the report is; months and quarters of the calendar, in UTC. */
export type PeriodLength = 'month' | 'quarter'

const monthOf = (at: Instant): string => toIsoDate(at).slice(0, 7)

/** The period of a moment: `2026-03`, or `2026-Q1`. */
export function periodOf(at: Instant, length: PeriodLength): string {
  const month = monthOf(at)
  if (length === 'month') return month
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`
}

/** The ISO 8601 week of a moment, `2026-W09`, in UTC: the week belongs to the year of its Thursday. */
export function isoWeekOf(at: Instant): string {
  const weekday = (new Date(at).getUTCDay() + 6) % 7
  const thursday = new Date(at + (3 - weekday) * DAY_MS)
  const year = thursday.getUTCFullYear()
  const dayOfYear = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS)
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0')}`
}

const YEAR_MS = 365 * DAY_MS

export const aYearBefore = (at: Instant): Instant => toInstant(at - YEAR_MS)

/** The things by a key, in the order in which the keys first came. */
export function groupBy<Thing>(
  things: readonly Thing[],
  keyOf: (thing: Thing) => string,
): ReadonlyMap<string, readonly Thing[]> {
  const groups = new Map<string, Thing[]>()
  for (const thing of things) {
    const key = keyOf(thing)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [thing])
    else group.push(thing)
  }
  return groups
}

/** The things by period, the periods in order; a period in which nothing was is not there. */
export function byPeriod<Thing extends { readonly at: Instant }>(
  things: readonly Thing[],
  length: PeriodLength,
): ReadonlyMap<string, readonly Thing[]> {
  return groupBy(
    things.toSorted((a, b) => a.at - b.at),
    ({ at }) => periodOf(at, length),
  )
}
