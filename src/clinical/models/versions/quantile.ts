function swap(values: Float64Array, i: number, j: number): void {
  const moved = values[i] ?? 0
  values[i] = values[j] ?? 0
  values[j] = moved
}

/** Moves what is not greater than a pivot before what is not smaller: where the parts then end. */
function divide(
  values: Float64Array,
  pivot: number,
  [from, to]: readonly [number, number],
): readonly [number, number] {
  let [i, j] = [from, to]
  while (i <= j) {
    while ((values[i] ?? pivot) < pivot) i += 1
    while (pivot < (values[j] ?? pivot)) j -= 1
    if (i > j) break
    swap(values, i, j)
    i += 1
    j -= 1
  }
  return [i, j]
}

/**
 * Puts the value of a rank in its place: none before it is greater, none behind it smaller. Hoare's
 * FIND (Communications of the ACM 4 (1961) 321), which takes a tenth of the time of sorting.
 */
function putInPlace(values: Float64Array, rank: number): number {
  let [from, to] = [0, values.length - 1]
  while (from < to) {
    const [i, j] = divide(values, values[rank] ?? 0, [from, to])
    if (j < rank) from = i
    if (rank < i) to = j
  }
  return values[rank] ?? 0
}

/**
 * A quantile of type 7 of Hyndman and Fan, 0 to 1.
 *
 * @param values - Finite, at least one; they are put in another order.
 */
export function quantileOf(values: Float64Array, share: number): number {
  const position = (values.length - 1) * share
  const rank = Math.floor(position)
  const low = putInPlace(values, rank)
  if (rank === position) return low
  let next = Infinity
  for (let i = rank + 1; i < values.length; i += 1) next = Math.min(next, values[i] ?? next)
  return low + (position - rank) * (next - low)
}
