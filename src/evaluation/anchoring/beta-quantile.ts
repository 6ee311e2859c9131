import { logFactorial } from '../statistics/distributions.ts'

const TINY = 1e-300
const TERMS = 500

/**
 * The continued fraction of the incomplete beta function (Lentz; Press et al., Numerical Recipes,
 * 6.4).
 */
function fraction(x: number, a: number, b: number): number {
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))]
  let h = d
  const step = (numerator: number) => {
    d = 1 / (Math.abs(1 + numerator * d) < TINY ? TINY : 1 + numerator * d)
    c = Math.abs(1 + numerator / c) < TINY ? TINY : 1 + numerator / c
    h *= d * c
  }
  for (let m = 1; m <= TERMS; m += 1) {
    step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)))
    step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)))
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return h
}

/** The share of a beta distribution below x. */
export function betaCumulative(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCumulative(1 - x, b, a)
  const logBeta = logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1)
  return (Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) * fraction(x, a, b)) / a
}

/** The value below which a share of a beta distribution lies, by bisection. */
export function betaQuantile(share: number, a: number, b: number): number {
  let [low, high] = [0, 1]
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2
    if (betaCumulative(middle, a, b) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
