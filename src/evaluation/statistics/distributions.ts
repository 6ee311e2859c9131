import jStat from 'jstat'
import { twoSidedP } from '../../clinical/models/normal.ts'

export const normalQuantile = (share: number): number => jStat.normal.inv(share, 0, 1)

/** From here on the library loses digits, and the normal approximation has them. */
const MANY_DEGREES = 1000

/**
 * P of Student's t statistic, two-sided; the degrees of freedom need not be whole. Many of them: by
 * the normal approximation of Abramowitz and Stegun, Handbook of Mathematical Functions, 1964,
 * 26.7.8.
 */
export function twoSidedStudentP(t: number, df: number): number {
  if (df < MANY_DEGREES) return 2 * jStat.studentt.cdf(-Math.abs(t), df)
  return twoSidedP((t * (1 - 1 / (4 * df))) / Math.sqrt(1 + t ** 2 / (2 * df)))
}

/** P of a chi-squared statistic: the upper tail. */
export const chiSquaredP = (statistic: number, df: number): number =>
  statistic <= 0 ? 1 : Math.max(0, 1 - jStat.chisquare.cdf(statistic, df))

/** The natural logarithm of n!. */
export const logFactorial = (n: number): number => jStat.gammaln(n + 1)

/** The natural logarithm of the number of ways to choose k of n. */
export const logChoose = (n: number, k: number): number =>
  logFactorial(n) - logFactorial(k) - logFactorial(n - k)
