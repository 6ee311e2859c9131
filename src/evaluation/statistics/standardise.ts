import type { Design } from './logistic-likelihood.ts'
import { at, meanOf, standardDeviationOf, sumOf, type Vector } from './vector.ts'

interface Standardised {
  readonly mean: number
  readonly sd: number
  readonly column: Float64Array
}

/** A column whose values differ by less than this share of their mean is constant but for rounding. */
const CONSTANT = 1e-12

/** A selection fits the same columns some hundred times. */
const known = new WeakMap<Vector, Standardised>()

function standardised(column: Vector): Standardised {
  const before = known.get(column)
  if (before !== undefined) return before
  const mean = meanOf(column)
  const sd = standardDeviationOf(column)
  const isConstant = !(sd > CONSTANT * Math.abs(mean))
  const made = {
    mean,
    sd: isConstant ? 1 : sd,
    column: Float64Array.from(column, (value) => (isConstant ? 0 : (value - mean) / sd)),
  }
  known.set(column, made)
  return made
}

/** A design with every column of mean 0 and standard deviation 1, and the way there and back. */
export interface StandardisedDesign {
  readonly design: Design
  /** Coefficients per unit as coefficients per standard deviation, about the mean patient. */
  readonly toStandard: (coefficients: readonly number[]) => readonly number[]
  readonly toUnits: (coefficients: readonly number[]) => readonly number[]
  readonly covarianceToUnits: (
    covariance: readonly (readonly number[])[],
  ) => readonly (readonly number[])[]
}

/**
 * In standard deviations a step, a tolerance and a bound mean the same for every column, and a
 * column in tiny units or far from 0 loses no digits. A constant column becomes one of zeros.
 */
export function standardise(design: Design): StandardisedDesign {
  const scales = design.columns.map(standardised)
  const rows = [
    [1, ...scales.map(({ mean, sd }) => -mean / sd)],
    ...scales.map(({ sd }, j) => [0, ...scales.map((_, k) => (k === j ? 1 / sd : 0))]),
  ]
  const product = (a: readonly number[], b: readonly number[]) =>
    sumOf(a.length, (k) => at(a, k) * at(b, k))
  return {
    design: { ...design, columns: scales.map(({ column }) => column) },
    toStandard: ([intercept = 0, ...slopes]) => [
      intercept + sumOf(slopes.length, (j) => at(slopes, j) * (scales[j]?.mean ?? 0)),
      ...slopes.map((slope, j) => slope * (scales[j]?.sd ?? 1)),
    ],
    toUnits: (coefficients) => rows.map((row) => product(row, coefficients)),
    covarianceToUnits: (covariance) => {
      const half = rows.map((row) => covariance.map((column) => product(row, column)))
      return rows.map((_, j) => rows.map((row) => product(half[j] ?? [], row)))
    },
  }
}
