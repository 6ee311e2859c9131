import { ascending, type Vector } from './vector.ts'

/** The least whole number below `end` from which on all are reached; `end` when none is. */
export function firstReached(end: number, isReached: (index: number) => boolean): number {
  let [from, to] = [0, end]
  while (from < to) {
    const middle = (from + to) >> 1
    if (isReached(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/** How many of the values, in ascending order, are below a limit. */
export const countBelow = (sorted: Float64Array, limit: number): number =>
  firstReached(sorted.length, (i) => (sorted[i] ?? Infinity) >= limit)

/** How many of the values, in ascending order, are at most a limit. */
const countUpTo = (sorted: Float64Array, limit: number): number =>
  firstReached(sorted.length, (i) => (sorted[i] ?? Infinity) > limit)

/** Ranks from 1; equal values share the mean of their ranks. */
export function midranksOf(values: Vector): Float64Array {
  const sorted = ascending(values)
  return Float64Array.from(
    values,
    (value) => (countBelow(sorted, value) + 1 + countUpTo(sorted, value)) / 2,
  )
}

/** The distinct ones of values in ascending order. */
export const distinct = (sorted: Float64Array): Float64Array =>
  sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])

/** The sizes of the groups of equal values. */
export function tiesOf(values: Vector): readonly number[] {
  const sorted = ascending(values)
  return Array.from(
    distinct(sorted),
    (value) => countUpTo(sorted, value) - countBelow(sorted, value),
  )
}
