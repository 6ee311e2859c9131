import jStat from 'jstat'

/** The quantile of the standard normal distribution. */
export const normalQuantile = (share: number): number => jStat.normal.inv(share, 0, 1)

/** Half the width of a two-sided 95 % normal interval, in standard errors. */
export const Z_95 = normalQuantile(0.975)

/** P of a standard normal statistic, two-sided. */
export const twoSidedNormalP = (z: number): number => 2 * jStat.normal.cdf(-Math.abs(z), 0, 1)

/** From here on the library loses digits, and the normal approximation has them. */
const MANY_DEGREES = 1000

/**
 * P of Student's t statistic, two-sided; the degrees of freedom need not be whole. Many of them: by
 * the normal approximation of Abramowitz and Stegun, Handbook of Mathematical Functions, 1964,
 * 26.7.8.
 */
export function twoSidedStudentP(t: number, df: number): number {
  if (df < MANY_DEGREES) return 2 * jStat.studentt.cdf(-Math.abs(t), df)
  return twoSidedNormalP((t * (1 - 1 / (4 * df))) / Math.sqrt(1 + t ** 2 / (2 * df)))
}

/** P of a chi-squared statistic: the upper tail. */
export const chiSquaredP = (statistic: number, df: number): number =>
  statistic <= 0 ? 1 : Math.max(0, 1 - jStat.chisquare.cdf(statistic, df))

/** The natural logarithm of n!. */
export const logFactorial = (n: number): number => jStat.gammaln(n + 1)
