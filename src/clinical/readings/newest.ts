import { DAY_MS } from '../../base/time.ts'
import type { TimeSpan } from '../fhir/date-time.ts'

const isTimed = ({ earliest, latest }: TimeSpan) => earliest === latest

const dayOf = ({ written }: TimeSpan) => written.slice(0, 10)

/**
 * Whether a time is surely later than another. Two moments are compared as they are; a date without
 * a time of day by the dates as they are printed: it is neither before nor after a moment of its
 * day.
 */
export function isLater(a: TimeSpan, b: TimeSpan): boolean {
  if (isTimed(a) && isTimed(b)) return a.earliest > b.earliest
  const [first, second] = [dayOf(a), dayOf(b)]
  const length = Math.min(first.length, second.length)
  return first.slice(0, length) > second.slice(0, length)
}

/** Whether a time is surely of a later day than another: the moments of one printed day are not. */
export const isOfLaterDay = (a: TimeSpan, b: TimeSpan): boolean =>
  dayOf(a) !== dayOf(b) && isLater(a, b)

interface Timed {
  readonly time: TimeSpan
}

// No two zones are further apart, so that what is older by more is older by every rule.
const FURTHEST_APART_MS = 3 * DAY_MS

/**
 * The items than which none is later. Where zones are mixed so that each has a later one, all are
 * as new as each other.
 */
export function newestOf<Item extends Timed>(
  items: readonly Item[],
  isLaterItem: (a: Item, b: Item) => boolean,
): readonly Item[] {
  if (items.length < 2) return items
  const last = items.reduce((latest, { time }) => Math.max(latest, time.earliest), -Infinity)
  const recent = items.filter(({ time }) => time.latest >= last - FURTHEST_APART_MS)
  const newest = recent.filter((item) => !recent.some((other) => isLaterItem(other, item)))
  return newest.length === 0 ? recent : newest
}
