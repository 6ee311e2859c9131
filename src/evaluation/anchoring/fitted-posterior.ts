import type { Posterior } from '../../clinical/models/versions/posterior-versions.ts'
import { sumOf, at } from '../statistics/vector.ts'

/** A fit on a site's own patients, after shrinkage. */
interface ShrunkenFit {
  readonly names: readonly string[]
  /** The intercept, then one coefficient per name. */
  readonly coefficients: readonly number[]
  /** Of the fit before shrinkage, in the same order: as uncertain as it was. */
  readonly covariance: readonly (readonly number[])[]
}

/** The predictor that the versions take as its distance from a centre. */
interface Centre {
  readonly predictor: string
  readonly mean: number
}

/** Each new element as a sum of old ones: the intercept moves with the centre. */
function transformOf(names: readonly string[], centre: Centre | undefined) {
  const size = names.length + 1
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => {
      if (i === j) return 1
      return i === 0 && names[j - 1] === centre?.predictor ? (centre?.mean ?? 0) : 0
    }),
  )
}

/** A fit as a normal distribution of intercept and coefficients, about the centre of a platform. */
export function fittedPosterior(
  { names, coefficients, covariance }: ShrunkenFit,
  centre: Centre | undefined,
): Posterior {
  const transform = transformOf(names, centre)
  const size = coefficients.length
  const element = (matrix: readonly (readonly number[])[], i: number, j: number) =>
    matrix[i]?.[j] ?? NaN
  const moved = (i: number, j: number) =>
    sumOf(size, (k) =>
      sumOf(
        size,
        (l) => element(transform, i, k) * element(covariance, k, l) * element(transform, j, l),
      ),
    )
  return {
    mean: transform.map((row) => sumOf(size, (j) => at(row, j) * at(coefficients, j))),
    covariance: transform.map((_, i) =>
      transform.map((__, j) => (i <= j ? moved(i, j) : moved(j, i))),
    ),
  }
}
