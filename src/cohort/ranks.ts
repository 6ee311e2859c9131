import { at, type Vector } from './vector.ts'

/** The rows in ascending order of their values. */
export function orderOf(values: Vector): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i)
  return order.sort((a, b) => at(values, a) - at(values, b))
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function midranksOf(values: Vector): Float64Array {
  const order = orderOf(values)
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && at(values, at(order, to)) === at(values, at(order, from))) to += 1
    for (let i = from; i < to; i += 1) ranks[at(order, i)] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

/** The sizes of the groups of equal values. */
export function tiesOf(values: Vector): readonly number[] {
  const counts = new Map<number, number>()
  for (let i = 0; i < values.length; i += 1)
    counts.set(at(values, i), (counts.get(at(values, i)) ?? 0) + 1)
  return [...counts.values()]
}
