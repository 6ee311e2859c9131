import { logFactorial } from '../cohort/index.ts'

const logBeta = (a: number, b: number) =>
  logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1)

const logChoose = (n: number, k: number) => logFactorial(n) - logFactorial(k) - logFactorial(n - k)

function sumFrom(from: number, to: number, logProbability: (k: number) => number): number {
  let sum = 0
  for (let k = from; k <= to; k += 1) sum += Math.exp(logProbability(k))
  return Math.min(1, sum)
}

/** The probability of `count` or more among `of` at a known share, which is neither 0 nor 1. */
export const atLeast = (count: number, of: number, share: number): number =>
  sumFrom(count, of, (k) => logChoose(of, k) + k * Math.log(share) + (of - k) * Math.log1p(-share))

/** The probability of `count` or fewer among `of` at a known share, which is neither 0 nor 1. */
export const atMost = (count: number, of: number, share: number): number =>
  atLeast(of - count, of, 1 - share)

/** A count among others, such as of the periods before. */
export interface CountOf {
  readonly count: number
  readonly of: number
}

/**
 * The probability of `count` or more among `of` when the share is known only from `earlier` counts:
 * the beta-binomial distribution with Jeffreys' prior (Gelman et al., Bayesian Data Analysis, 3rd
 * ed., 2013, chapters 2 and 3).
 */
export function atLeastAfter(count: number, of: number, earlier: CountOf): number {
  const [a, b] = [earlier.count + 0.5, earlier.of - earlier.count + 0.5]
  return sumFrom(count, of, (k) => logChoose(of, k) + logBeta(k + a, of - k + b) - logBeta(a, b))
}
