import { normal } from './sequence.ts'

/** A multivariate normal distribution of intercept and coefficients, in the order of the terms. */
export interface Posterior {
  readonly mean: readonly number[]
  readonly covariance: readonly (readonly number[])[]
}

/** The lower triangular factor of a symmetric positive definite matrix. */
function choleskyOf(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const factor: number[][] = []
  matrix.forEach((row, i) => {
    const made: number[] = []
    for (let j = 0; j <= i; j += 1) {
      const other = j === i ? made : (factor[j] ?? [])
      const rest = (row[j] ?? 0) - made.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0)
      made.push(j === i ? Math.sqrt(rest) : rest / (other[j] ?? NaN))
    }
    factor.push(made)
  })
  return factor
}

/** Whether versions can be drawn with this covariance. */
export const isPositiveDefinite = (covariance: Posterior['covariance']): boolean =>
  covariance.every((row, i) => row.every((value, j) => value === covariance[j]?.[i])) &&
  choleskyOf(covariance).every((row, i) => (row[i] ?? 0) > 0)

/** The intercept and the coefficients of every version drawn from a posterior, as columns. */
export function drawPosterior(
  { mean, covariance }: Posterior,
  count: number,
): readonly Float64Array[] {
  const scores = mean.map((_, dimension) => normal(dimension, count))
  return choleskyOf(covariance).map((row, i) =>
    Float64Array.from({ length: count }, (_, m) =>
      row.reduce((sum, factor, k) => sum + factor * (scores[k]?.[m] ?? 0), mean[i] ?? 0),
    ),
  )
}
