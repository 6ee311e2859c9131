import { logChoose, logFactorial } from '../statistics/distributions.ts'

const logBeta = (a: number, b: number) =>
  logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1)

/** The sum of probabilities from the first on, each known by its ratio to the one before it. */
function sumFrom(first: number, from: number, to: number, ratio: (k: number) => number): number {
  let [log, sum] = [first, 0]
  for (let k = from; k <= to; k += 1) {
    sum += Math.exp(log)
    log += Math.log(ratio(k))
  }
  return Math.min(1, sum)
}

/** The probability of `count` or more among `of` at a known share, which is neither 0 nor 1. */
export function atLeast(count: number, of: number, share: number): number {
  const first = logChoose(of, count) + count * Math.log(share) + (of - count) * Math.log1p(-share)
  return sumFrom(first, count, of, (k) => ((of - k) / (k + 1)) * (share / (1 - share)))
}

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
  const first = logChoose(of, count) + logBeta(count + a, of - count + b) - logBeta(a, b)
  return sumFrom(
    first,
    count,
    of,
    (k) => ((of - k) / (k + 1)) * ((k + a) / Math.max(b, of - k - 1 + b)),
  )
}
