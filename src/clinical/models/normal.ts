/** The 97.5 % quantile of the standard normal distribution: half a 95 % interval's width. */
export const Z_95 = 1.959963984540054

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/**
 * The probability between 0 and z, by its everywhere positive series (Marsaglia G. Evaluating the
 * normal distribution. J Stat Softw 2004;11(4)).
 */
function seriesFromZero(z: number): number {
  let term = z
  let sum = z
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return sum * density(z)
}

/** Enough for a relative error below 1e-15 from `FAR_OUT` on. */
const FRACTIONS = 100

/** The probability beyond z, by Laplace's continued fraction (Abramowitz and Stegun, 26.2.14). */
function tailFraction(z: number): number {
  let fraction = z
  for (let k = FRACTIONS; k >= 1; k -= 1) fraction = z + k / fraction
  return density(z) / fraction
}

/** From here on 1/2 less the series would lose the digits of a small probability. */
const FAR_OUT = 2

/** The two-sided P value of a standard normal statistic, to 13 significant digits. */
export function twoSidedP(z: number): number {
  const size = Math.abs(z)
  return size < FAR_OUT ? 1 - 2 * seriesFromZero(size) : 2 * tailFraction(size)
}
