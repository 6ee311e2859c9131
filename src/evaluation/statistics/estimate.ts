import { Z_95 } from './distributions.ts'

/** A closed interval. */
export type Interval = readonly [low: number, high: number]

/** A figure with its standard error and its 95 % confidence interval. */
export interface Estimate {
  readonly value: number
  readonly standardError: number
  readonly ci95: Interval
}

/** An estimate with the normal (Wald) interval. */
export function waldEstimate(value: number, standardError: number): Estimate {
  const margin = Z_95 * standardError
  return { value, standardError, ci95: [value - margin, value + margin] }
}

/** Whether the interval of an estimate holds a value. */
export const holds = ({ ci95 }: Pick<Estimate, 'ci95'>, value: number): boolean =>
  ci95[0] <= value && value <= ci95[1]
