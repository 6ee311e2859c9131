import { Z_95 } from '../../clinical/models/normal.ts'

/** A closed interval. */
export type Interval = readonly [low: number, high: number]

/** A figure with its 95 % confidence interval. */
export interface IntervalEstimate {
  readonly value: number
  readonly ci95: Interval
}

/** A figure with its standard error and its 95 % confidence interval. */
export interface Estimate extends IntervalEstimate {
  readonly standardError: number
}

/** An estimate with the normal (Wald) interval. */
export function waldEstimate(value: number, standardError: number): Estimate {
  const margin = Z_95 * standardError
  return { value, standardError, ci95: [value - margin, value + margin] }
}

/** The interval of a ratio from the standard error of its logarithm. */
export function ratioInterval(value: number, logStandardError: number): Interval {
  const factor = Math.exp(Z_95 * logStandardError)
  return [value / factor, value * factor]
}

export const holds = ({ ci95 }: IntervalEstimate, value: number): boolean =>
  ci95[0] <= value && value <= ci95[1]

/** A figure with the ends of its interval by name, as plots and evidence.json have it. */
export const withEnds = ({ value, ci95: [low, high] }: IntervalEstimate) => ({ value, low, high })
