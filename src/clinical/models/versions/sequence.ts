import { normalQuantile } from '../normal.ts'

function isPrime(n: number): boolean {
  for (let factor = 2; factor * factor <= n; factor += 1) if (n % factor === 0) return false
  return n > 1
}

/** The prime of a dimension: 2, 3, 5 ... */
function primeOf(dimension: number): number {
  let [prime, left] = [2, dimension]
  while (left > 0) {
    prime += 1
    if (isPrime(prime)) left -= 1
  }
  return prime
}

/**
 * One dimension of a Kronecker sequence: the fractional parts of `1/2 + m * sqrt(prime)`, m from 1.
 * Deterministic, and spread evenly over 0 to 1 in all dimensions together (Niederreiter, Random
 * Number Generation and Quasi-Monte Carlo Methods, 1992, chapter 3).
 */
export function uniform(dimension: number, count: number): Float64Array {
  const root = Math.sqrt(primeOf(dimension))
  return Float64Array.from({ length: count }, (_, i) => (0.5 + (i + 1) * root) % 1)
}

/** The same as standard normal scores. */
export const normal = (dimension: number, count: number): Float64Array =>
  uniform(dimension, count).map(normalQuantile)

/** The same between two ends. */
export const between = (
  [least, most]: readonly [number, number],
  dimension: number,
  count: number,
): Float64Array => uniform(dimension, count).map((u) => least + (most - least) * u)

/** Which dimension of the sequence draws what. */
export interface Dimensions {
  readonly slope: number
  readonly weight: number
  readonly share: number
  readonly shareDefinition: number
  readonly gain: number
  /** Of the first documented figure; the others follow. */
  readonly documented: number
  /** Of the sampling of an anchor's patients, and of a centre. */
  readonly sampling: number
}

/** The coefficients come first; one dimension between the documented figures and the last is free. */
export function dimensionsOf(terms: number, documented: number): Dimensions {
  return {
    slope: terms,
    weight: terms + 1,
    share: terms + 2,
    shareDefinition: terms + 3,
    gain: terms + 4,
    documented: terms + 5,
    sampling: terms + 5 + documented + 1,
  }
}
