import type { Interval } from './reading.ts'

/** What can be compared: a value, and where it lies by its printed digits if it is a number. */
export interface Comparable {
  readonly value: unknown
  readonly printed?: Interval | undefined
}

/** Whether two intervals have more than an end in common. */
export const overlap = ([a, b]: Interval, [c, d]: Interval): boolean => a < d && c < b

/** Whether two values may be one: the same, or numbers whose printed digits leave room for one. */
export function agree(a: Comparable, b: Comparable): boolean {
  if (Object.is(a.value, b.value)) return true
  return a.printed !== undefined && b.printed !== undefined && overlap(a.printed, b.printed)
}

const leastOf = ({ printed }: Comparable) => printed?.[0] ?? 0
const mostOf = ({ printed }: Comparable) => printed?.[1] ?? 0

/**
 * Two of the values that contradict each other; nothing when all agree. Of numbers those that are
 * furthest apart, so that it does not matter in what order they come.
 */
export function contradictionIn<Item extends Comparable>(
  items: readonly Item[],
): readonly [Item, Item] | undefined {
  const [first] = items
  if (first === undefined) return undefined
  if (items.every(({ printed }) => printed !== undefined)) {
    const low = items.reduce((a, b) => (mostOf(b) < mostOf(a) ? b : a), first)
    const high = items.reduce((a, b) => (leastOf(b) > leastOf(a) ? b : a), first)
    return agree(low, high) ? undefined : [low, high]
  }
  const other = items.find((item) => !agree(first, item))
  return other === undefined ? undefined : [first, other]
}
