import type { PublishedOddsRatio } from './definition.ts'
import { twoSidedP, Z_95 } from './normal.ts'

/** What follows from a published odds ratio and its interval. */
export interface DerivedCoefficient {
  /** Natural logarithm of the odds ratio. */
  readonly coefficient: number
  /** Width of the interval on the log scale, divided by twice 1.96. */
  readonly standardError: number
  /** Geometric middle of the interval divided by the odds ratio: 1 for a Wald interval. */
  readonly middle: number
  /** Of the Wald test, two-sided. */
  readonly p: number
  /** The P value as papers print it. */
  readonly pText: string
}

/** A P value as papers print it: three decimals, and no smaller than that. */
export function formatP(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3)
}

/** The coefficient, its standard error and its P value from a published odds ratio. */
export function deriveCoefficient({ oddsRatio, ci95 }: PublishedOddsRatio): DerivedCoefficient {
  const [low, high] = ci95
  const coefficient = Math.log(oddsRatio)
  const standardError = Math.log(high / low) / (2 * Z_95)
  const p = twoSidedP(coefficient / standardError)
  return {
    coefficient,
    standardError,
    middle: Math.sqrt(low * high) / oddsRatio,
    p,
    pText: formatP(p),
  }
}
