/** A row of numbers that is only read: an array or a typed array. */
export type Vector = ArrayLike<number>

/**
 * One element.
 *
 * @throws {RangeError} When there is none: an index is never silently past the end.
 */
export function at(values: Vector, index: number): number {
  const value = values[index]
  if (value === undefined) throw new RangeError(`no element ${index} among ${values.length}`)
  return value
}

/** The sum of `of(i)` for i from 0 up to, not including, `count`. */
export function sumOf(count: number, of: (index: number) => number): number {
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += of(i)
  return sum
}

/** The values as doubles in one block of memory, which loops run through fastest. */
export const packed = (values: Vector): Float64Array =>
  values instanceof Float64Array ? values : Float64Array.from(values)

export function meanOf(values: Vector): number {
  return packed(values).reduce((sum, value) => sum + value, 0) / values.length
}

/** The sample variance, with n - 1 in the denominator; 0 for a single value. */
export function varianceOf(values: Vector): number {
  if (values.length < 2) return 0
  const mean = meanOf(values)
  const squares = packed(values).reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return squares / (values.length - 1)
}

/** The sample standard deviation, with n - 1 in the denominator; 0 for a single value. */
export const standardDeviationOf = (values: Vector): number => Math.sqrt(varianceOf(values))

export const areAllAlike = (values: Vector): boolean =>
  packed(values).every((value) => value === values[0])

export function ascending(values: Vector): Float64Array {
  return Float64Array.from(values).sort()
}

/**
 * A quantile of values in ascending order, linearly interpolated (type 7 of Hyndman and Fan, Am
 * Stat 1996;50:361-365, the default of R).
 */
export function quantileOf(sorted: Vector, share: number): number {
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const low = at(sorted, below)
  const high = at(sorted, Math.min(below + 1, sorted.length - 1))
  return low + (position - below) * (high - low)
}

/** The rows that `keep` accepts, in order. */
export function rowsWhere(count: number, keep: (index: number) => boolean): Int32Array {
  const rows = new Int32Array(count)
  let kept = 0
  for (let i = 0; i < count; i += 1) {
    if (!keep(i)) continue
    rows[kept] = i
    kept += 1
  }
  return rows.slice(0, kept)
}

/** The values of the given rows; a row may come several times. */
export function take(values: Vector, rows: Vector): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) taken[i] = at(values, at(rows, i))
  return taken
}
