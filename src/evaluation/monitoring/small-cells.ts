/**
 * Counts below this are not told, except 0: with few patients a count can point to one of them. A
 * choice of this project; a hospital may want more.
 */
export const SMALL_CELL = 5

/** A count, that it is too small to tell, or between which counts it lies. */
export type DisclosedCount = number | 'few' | `${number}-${number}`

/** A count as it may be told. */
export const disclosed = (count: number): DisclosedCount =>
  count > 0 && count < SMALL_CELL ? 'few' : count

const isFew = (count: number) => disclosed(count) === 'few'

/** Whether a share may be told: neither the count behind it nor the rest is too small. */
export const isDisclosable = (count: number, of: number): boolean =>
  !isFew(count) && !isFew(of - count)

/** What a few less than a sum may be. */
const aFewLess = (sum: number): DisclosedCount => `${sum - SMALL_CELL + 1}-${sum - 1}`

/** A count among others as it may be told: where the rest is too small, only that it is a few less. */
export function disclosedAmong(count: number, of: number): DisclosedCount {
  if (isFew(count)) return 'few'
  return isFew(of - count) ? aFewLess(of) : count
}

/**
 * Counts that add up to a sum that is told too. Where one of them alone is too small, the largest
 * of the others is told as a range: else the small one could be worked out from the sum.
 */
export function disclosedBesideSum(
  counts: Readonly<Record<string, number>>,
): Readonly<Record<string, DisclosedCount>> {
  const cells = Object.entries(counts)
  const [few, ...moreFew] = cells.filter(([, count]) => isFew(count))
  const [largest] = cells.filter(([, count]) => !isFew(count)).toSorted(([, a], [, b]) => b - a)
  const isAlone = few !== undefined && moreFew.length === 0
  return Object.fromEntries(
    cells.map(([name, count]) =>
      isAlone && name === largest?.[0] && count > 0
        ? [name, aFewLess(count + few[1])]
        : [name, disclosed(count)],
    ),
  )
}

/**
 * Counts of the same patients under several conditions: one that differs by a few from another is
 * told as near that one, since the difference would be of a few.
 *
 * @param known - Counts that are told elsewhere.
 */
export function disclosedBesideOthers(
  counts: readonly number[],
  known: readonly number[] = [],
): readonly DisclosedCount[] {
  const told = [...known]
  return counts.map((count): DisclosedCount => {
    if (isFew(count)) return 'few'
    const near = told.find((other) => isFew(Math.abs(count - other)))
    if (near !== undefined) return `${near - SMALL_CELL + 1}-${near + SMALL_CELL - 1}`
    told.push(count)
    return count
  })
}

/** A count as reports print it. */
export function countText(count: DisclosedCount): string {
  if (count === 'few') return `<${String(SMALL_CELL)}`
  return String(count).replace('-', '\u2013')
}
