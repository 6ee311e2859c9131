/** A seeded source of randomness: the same seed gives the same numbers on every machine. */
export interface Random {
  /** The next 32 bits, as an integer from 0 to 2^32 - 1. */
  readonly next: () => number
  /** A number from 0 up to, not including, 1, with 32 random bits. */
  readonly uniform: () => number
  /** An integer from 0 up to, not including, `bound`. */
  readonly below: (bound: number) => number
  /** A standard normal deviate (Box and Muller, Ann Math Stat 1958;29:610-611). */
  readonly normal: () => number
}

/** The state of the generator: four 32-bit words, not all 0. */
type RandomState = readonly [number, number, number, number]

const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by))

/** Xoshiro128** 1.1 (Blackman and Vigna, ACM Trans Math Softw 2021;47:36). */
export function xoshiro128StarStar(state: RandomState): () => number {
  let [a, b, c, d] = state
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return result
  }
}

/** Words from a counter and the finalizer of MurmurHash3, so that near seeds give far states. */
function stateOf(seed: number): RandomState {
  const word = (n: number) => {
    let z = (seed + Math.imul(n, 0x9e3779b9)) | 0
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return z ^ (z >>> 16)
  }
  return [word(1), word(2), word(3), word(4)]
}

/**
 * A generator for a seed.
 *
 * @throws {RangeError} When the seed is not an integer from 0 to 2^32 - 1.
 */
export function toRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new RangeError('a seed is an integer from 0 to 2^32 - 1')
  const next = xoshiro128StarStar(stateOf(seed))
  const uniform = () => next() / 2 ** 32
  return {
    next,
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    normal: () =>
      Math.sqrt(-2 * Math.log((next() + 1) / 2 ** 32)) * Math.cos(2 * Math.PI * uniform()),
  }
}
