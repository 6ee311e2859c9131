import { chiSquaredP } from './distributions.ts'
import { at, meanOf, sumOf, type Vector } from './vector.ts'

const NORMALITY_MINIMUM = 20

function centralMoment(values: Vector, mean: number, power: number): number {
  return sumOf(values.length, (i) => (at(values, i) - mean) ** power) / values.length
}

/** The third central moment in standard deviations: 0 for values that are symmetric. */
export function skewnessOf(values: Vector): number {
  const mean = meanOf(values)
  return centralMoment(values, mean, 3) / centralMoment(values, mean, 2) ** 1.5
}

function skewnessZ(n: number, skewness: number): number {
  const y = skewness * Math.sqrt(((n + 1) * (n + 3)) / (6 * (n - 2)))
  const beta =
    (3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)) / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
  const w2 = Math.sqrt(2 * (beta - 1)) - 1
  const delta = 1 / Math.sqrt(Math.log(w2) / 2)
  return delta * Math.asinh(y / Math.sqrt(2 / (w2 - 1)))
}

function kurtosisZ(n: number, kurtosis: number): number {
  const mean = (3 * (n - 1)) / (n + 1)
  const variance = (24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5))
  const x = (kurtosis - mean) / Math.sqrt(variance)
  const skew =
    ((6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9))) *
    Math.sqrt((6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)))
  const a = 6 + (8 / skew) * (2 / skew + Math.sqrt(1 + 4 / skew ** 2))
  const ratio = (1 - 2 / a) / (1 + x * Math.sqrt(2 / (a - 4)))
  return (1 - 2 / (9 * a) - Math.cbrt(ratio)) / Math.sqrt(2 / (9 * a))
}

/**
 * P of the omnibus test of normality by skewness and kurtosis (D'Agostino and Pearson, Biometrika
 * 1973;60:613-622; D'Agostino, Belanger and D'Agostino, Am Stat 1990;44:316-321); nothing for fewer
 * than 20 values or for values that are all equal.
 */
export function normalityTest(values: Vector): number | undefined {
  const n = values.length
  if (n < NORMALITY_MINIMUM) return undefined
  const mean = meanOf(values)
  const variance = centralMoment(values, mean, 2)
  if (variance === 0) return undefined
  const kurtosis = centralMoment(values, mean, 4) / variance ** 2
  return chiSquaredP(skewnessZ(n, skewnessOf(values)) ** 2 + kurtosisZ(n, kurtosis) ** 2, 2)
}
