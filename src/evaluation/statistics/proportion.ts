import { Z_95 } from './distributions.ts'
import type { Interval } from './estimate.ts'

/** A share of patients, with its 95 % confidence interval. */
export interface Proportion {
  readonly value: number
  readonly ci95: Interval
}

/**
 * A share with Wilson's score interval (Wilson, J Am Stat Assoc 1927;22:209-212); nothing when
 * nobody was counted.
 */
export function proportion(count: number, of: number): Proportion | undefined {
  if (of === 0) return undefined
  const value = count / of
  const z2 = Z_95 ** 2
  const centre = (value + z2 / (2 * of)) / (1 + z2 / of)
  const margin = (Z_95 * Math.sqrt((value * (1 - value)) / of + z2 / (4 * of ** 2))) / (1 + z2 / of)
  return { value, ci95: [Math.max(0, centre - margin), Math.min(1, centre + margin)] }
}
