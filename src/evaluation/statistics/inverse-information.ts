import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** A symmetric positive definite matrix made ready: its inverse and the log of its determinant. */
export interface Inverted {
  readonly inverse: Matrix
  readonly logDeterminant: number
}

/** Below this squared share of a column that others do not explain, it counts as explained. */
const TOLERANCE = 1e-11

/**
 * The inverse of an information matrix, or nothing when it is singular to working precision. It is
 * scaled to a unit diagonal first, so that predictors in very different units do no harm.
 */
export function invert(information: Matrix): Inverted | undefined {
  const scale = information.diagonal().map((entry) => 1 / Math.sqrt(entry))
  if (!scale.every(Number.isFinite)) return undefined
  // By products of two scales at once: rounding then keeps the matrix symmetric.
  const scales = Matrix.columnVector(scale).mmul(Matrix.rowVector(scale))
  const cholesky = new CholeskyDecomposition(Matrix.mul(information, scales))
  const pivots = cholesky.lowerTriangularMatrix.diagonal()
  if (!cholesky.isPositiveDefinite() || pivots.some((pivot) => pivot * pivot < TOLERANCE))
    return undefined
  const solved = cholesky.solve(Matrix.eye(information.rows))
  const logOf = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + Math.log(value), 0)
  return {
    inverse: solved.clone().add(solved.transpose()).mul(0.5).mul(scales),
    logDeterminant: 2 * logOf(pivots) - 2 * logOf(scale),
  }
}

/** The first column that the columns before it explain: where a singular matrix becomes singular. */
export function firstExplained(information: Matrix): number {
  for (let size = 1; size <= information.rows; size += 1) {
    if (invert(information.subMatrix(0, size - 1, 0, size - 1)) === undefined) return size - 1
  }
  return -1
}
