import { ascending, at, quantileOf, type Vector } from './vector.ts'

/** Shares at which Harrell places knots (Regression Modeling Strategies, 2nd ed. 2015, table 2.3). */
const KNOT_SHARES: Readonly<Record<3 | 4 | 5, readonly number[]>> = {
  3: [0.1, 0.5, 0.9],
  4: [0.05, 0.35, 0.65, 0.95],
  5: [0.05, 0.275, 0.5, 0.725, 0.95],
}

/** The knots for these values; nothing when too few values differ. */
export function knotsOf(values: Vector, count: 3 | 4 | 5): readonly number[] | undefined {
  const sorted = ascending(values)
  const knots = KNOT_SHARES[count].map((share) => quantileOf(sorted, share))
  return new Set(knots).size === count ? knots : undefined
}

const cube = (x: number) => (x > 0 ? x ** 3 : 0)

/**
 * A value in the basis of a restricted cubic spline: itself, then one term for every knot but two
 * (Stone and Koo 1985; Harrell 2015, 2.4.5), divided by the squared span of the knots.
 */
export function splineBasis(x: number, knots: readonly number[]): readonly number[] {
  const [first, last] = [at(knots, 0), at(knots, knots.length - 1)]
  const beforeLast = at(knots, knots.length - 2)
  const span = last - beforeLast
  const nonlinear = knots.slice(0, -2).map((knot) => {
    const atEnds =
      (cube(x - beforeLast) * (last - knot) - cube(x - last) * (beforeLast - knot)) / span
    return (cube(x - knot) - atEnds) / (last - first) ** 2
  })
  return [x, ...nonlinear]
}
