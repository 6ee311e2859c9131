import { Matrix, solve } from 'ml-matrix'
import { at } from './vector.ts'

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let k = 0; k < a.length; k += 1) sum += (a[k] ?? 0) * (b[k] ?? 0)
  return sum
}

const plus = (sum: Float64Array, factor: number, column: Float64Array) =>
  sum.map((value, k) => value + factor * (column[k] ?? 0))

/** The weights, of either sign, with which some columns come nearest to a target. */
function leastSquares(columns: readonly Float64Array[], target: Float64Array): readonly number[] {
  const matrix = new Matrix(columns.map((column) => [...column])).transpose()
  return solve(matrix, Matrix.columnVector([...target]), true).to1DArray()
}

/** How far to go from weights that are positive towards others before one of them is 0. */
const shareOfWay = (from: readonly number[], towards: readonly number[]): number =>
  Math.min(1, ...from.map((w, k) => (at(towards, k) > 0 ? 1 : w / (w - at(towards, k)))))

interface Active {
  readonly rows: readonly number[]
  readonly weights: readonly number[]
}

/** With a row more: rows whose weight would fall below 0 leave. */
function settle(vectors: readonly Float64Array[], target: Float64Array, active: Active): Active {
  const { rows, weights } = active
  const towards = leastSquares(
    rows.flatMap((i) => vectors[i] ?? []),
    target,
  )
  if (towards.every((weight) => weight > 0)) return { rows, weights: towards }
  const share = shareOfWay(weights, towards)
  const moved = weights.map((weight, k) => weight + share * (at(towards, k) - weight))
  const kept = rows.flatMap((row, k) =>
    at(moved, k) > 1e-12 ? [[row, at(moved, k)] as const] : [],
  )
  // Of rounding's making: a step that drops nobody would be taken for ever.
  if (kept.length === rows.length || kept.length === 0) return { rows: [], weights: [] }
  return settle(vectors, target, {
    rows: kept.map(([row]) => row),
    weights: kept.map(([, weight]) => weight),
  })
}

const ROUNDS = 1000

/**
 * What is left of a target after the nearest sum of vectors with weights of 0 or more (Lawson and
 * Hanson, Solving Least Squares Problems, 1974, chapter 23). No vector has a positive product with
 * it.
 */
export function nonnegativeResidual(
  vectors: readonly Float64Array[],
  target: Float64Array,
): Float64Array {
  const size = Math.max(...vectors.map((vector) => dot(vector, vector)))
  const enough = 1e-11 * Math.sqrt(size * Math.max(size, dot(target, target)))
  let active: Active = { rows: [], weights: [] }
  let residual = target
  for (let round = 0; round < ROUNDS; round += 1) {
    let [best, most] = [-1, enough]
    for (let i = 0; i < vectors.length; i += 1) {
      const gain = dot(vectors[i] ?? residual, residual)
      if (gain > most && !active.rows.includes(i)) [best, most] = [i, gain]
    }
    if (best === -1) return residual
    const { rows, weights } = active
    active = settle(vectors, target, { rows: [...rows, best], weights: [...weights, 0] })
    residual = active.rows.reduce(
      (left, row, k) => plus(left, -at(active.weights, k), vectors[row] ?? left),
      target,
    )
  }
  return residual
}
