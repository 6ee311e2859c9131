/**
 * Counts below this are not told, except 0: with few patients a count can point to one of them. A
 * choice of this project; a hospital may want more.
 */
export const SMALL_CELL = 5

/** A count, or that it is too small to tell. */
export type ToldCount = number | 'few'

/** A count as it may be told. */
export const told = (count: number): ToldCount => (count > 0 && count < SMALL_CELL ? 'few' : count)

/** Whether a share may be told: neither the count behind it nor the rest is too small. */
export const isTellable = (count: number, of: number): boolean =>
  told(count) !== 'few' && told(of - count) !== 'few'

const hiddenOf = (counts: readonly ToldCount[]) => counts.filter((one) => one === 'few').length

/**
 * Counts that add up to a sum that is told too. Where only one of them is too small, the least of
 * the others is hidden with it: else the small one could be worked out from the sum.
 */
export function toldOfSum(
  counts: Readonly<Record<string, number>>,
): Readonly<Record<string, ToldCount>> {
  const cells = Object.entries(counts).map(([name, count]) => ({ name, count, told: told(count) }))
  const isAlone = hiddenOf(cells.map((cell) => cell.told)) === 1
  const others = cells.filter((cell) => cell.told !== 'few' && cell.count > 0)
  const least = others.toSorted((a, b) => a.count - b.count)[0]
  return Object.fromEntries(
    cells.map((cell) => [cell.name, isAlone && cell === least ? 'few' : cell.told]),
  )
}
