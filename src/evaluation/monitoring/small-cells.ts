/**
 * Counts below this are not told, except 0: with few patients a count can point to one of them. A
 * choice of this project; a hospital may want more.
 */
export const SMALL_CELL = 5

/** A count, or that it is too small to tell. */
export type DisclosedCount = number | 'few'

/** A count as it may be told. */
export const disclosed = (count: number): DisclosedCount =>
  count > 0 && count < SMALL_CELL ? 'few' : count

/** Whether a share may be told: neither the count behind it nor the rest is too small. */
export const isDisclosable = (count: number, of: number): boolean =>
  disclosed(count) !== 'few' && disclosed(of - count) !== 'few'

/** A count among others as it may be told: neither it nor the rest is too small. */
export const disclosedAmong = (count: number, of: number): DisclosedCount =>
  isDisclosable(count, of) ? count : 'few'

const hiddenOf = (counts: readonly DisclosedCount[]) =>
  counts.filter((count) => count === 'few').length

/**
 * Counts that add up to a sum that is told too. Where only one of them is too small, the least of
 * the others is hidden with it: else the small one could be worked out from the sum.
 */
export function disclosedBesideSum(
  counts: Readonly<Record<string, number>>,
): Readonly<Record<string, DisclosedCount>> {
  const cells = Object.entries(counts).map(([name, count]) => ({
    name,
    count,
    told: disclosed(count),
  }))
  const isAlone = hiddenOf(cells.map((cell) => cell.told)) === 1
  const others = cells.filter((cell) => cell.told !== 'few' && cell.count > 0)
  const least = others.toSorted((a, b) => a.count - b.count)[0]
  return Object.fromEntries(
    cells.map((cell) => [cell.name, isAlone && cell === least ? 'few' : cell.told]),
  )
}
