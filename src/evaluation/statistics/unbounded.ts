import { EVD, Matrix } from 'ml-matrix'
import { type Design, INTERCEPT } from './logistic-likelihood.ts'
import { nonnegativeResidual } from './nonnegative-least-squares.ts'
import type { StandardisedDesign } from './standardise.ts'
import { at, sumOf } from './vector.ts'

/** Patients' rows with the constant in front, negative where they do not have the outcome. */
type Rows = readonly Float64Array[]

const signedRows = ({ outcome, columns }: Design): Rows =>
  Array.from({ length: outcome.length }, (_, i) => {
    const sign = at(outcome, i) === 1 ? 1 : -1
    return Float64Array.from([1, ...columns.map((column) => at(column, i))], (x) => sign * x)
  })

const sumOfRows = (rows: Rows, size: number) =>
  Float64Array.from({ length: size }, (_, k) => sumOf(rows.length, (i) => at(rows[i] ?? [], k)))

const product = (a: Float64Array, b: Float64Array) => sumOf(a.length, (k) => at(a, k) * at(b, k))

/** What is 0 but for rounding, of figures about as large as 1. */
const ROUNDING = 1e-8
/** The share of a direction that is no move of a coefficient. */
const STILL = 1e-6

/**
 * Patients left over by every direction along which nobody loses: where the outcome overlaps. A
 * direction is what the nearest positive sum of rows leaves of nothing; where the rows sum up to
 * nothing with positive weights, there is none (Gordan's alternative, Stiemke's form).
 */
function overlapping(rows: Rows, size: number): Rows {
  if (rows.length === 0) return rows
  const scale = Math.sqrt(rows.length)
  const sum = sumOfRows(rows, size).map((value) => -value / scale)
  const direction = nonnegativeResidual(rows, sum).map((value) => -value)
  const length = Math.sqrt(product(direction, direction))
  if (length < ROUNDING) return rows
  const rest = rows.filter((row) => product(row, direction) / length < ROUNDING)
  return rest.length === rows.length ? rows : overlapping(rest, size)
}

/** Directions that change no linear predictor of these rows. */
function openDirections(rows: Rows, size: number): readonly (readonly number[])[] {
  const matrix = rows.length === 0 ? Matrix.zeros(1, size) : new Matrix(rows.map((row) => [...row]))
  const { realEigenvalues, eigenvectorMatrix } = new EVD(matrix.transpose().mmul(matrix), {
    assumeSymmetric: true,
  })
  return realEigenvalues.flatMap((value, k) =>
    value < ROUNDING * Math.max(1, rows.length) ? [eigenvectorMatrix.getColumn(k)] : [],
  )
}

/**
 * Whose coefficients have no finite maximum likelihood estimate, the intercept's among them: those
 * that patients in whom the outcome overlaps do not determine (Albert and Anderson, Biometrika
 * 1984;71:1-10). Nothing without separation; all under complete separation, where nobody overlaps.
 *
 * @param standardised - Of whose columns none is explained by the others.
 */
export function unboundedOf({ design, toUnits }: StandardisedDesign): readonly string[] {
  const size = design.columns.length + 1
  const rows = signedRows(design)
  const rest = overlapping(rows, size)
  if (rest.length === rows.length) return []
  const directions = openDirections(rest, size)
  // A table shows the intercept of a patient whose values are 0, not that of the mean one.
  const movesIntercept = (direction: readonly number[]) => {
    const [atMean, atZero] = [at(direction, 0), at(toUnits(direction), 0)]
    return Math.abs(atZero) > STILL * (Math.abs(atMean) + Math.abs(atZero - atMean))
  }
  return [INTERCEPT, ...design.names].filter((_, j) =>
    directions.some((direction) =>
      j === 0 ? movesIntercept(direction) : Math.abs(at(direction, j)) > STILL,
    ),
  )
}
