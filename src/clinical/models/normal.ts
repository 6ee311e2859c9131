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

type Polynomial = readonly number[]

const evaluate = (coefficients: Polynomial, x: number) =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)

const ratio = ([above, below]: readonly [Polynomial, Polynomial], x: number) =>
  evaluate(above, x) / evaluate(below, x)

const CENTRAL = [
  [
    3.3871328727963666, 133.14166789178438, 1971.5909503065514, 13731.693765509461,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852854,
  ],
] as const

const NEAR_TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const

const FAR_TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 0.00002711555568743488, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.13692988092273581, 0.014875361290850615, 0.0007868691311456133,
    0.000018463183175100547, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const

function tailQuantile(p: number): number {
  const r = Math.sqrt(-Math.log(p))
  return r <= 5 ? ratio(NEAR_TAIL, r - 1.6) : ratio(FAR_TAIL, r - 5)
}

/**
 * The standard normal score below which a share of the distribution lies, to about 16 digits
 * (Wichura MJ. Algorithm AS 241. Appl Stat 1988;37:477-484).
 */
export function normalQuantile(share: number): number {
  const q = share - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRAL, 0.180625 - q * q)
  return q < 0 ? -tailQuantile(share) : tailQuantile(1 - share)
}
