import { Z_95 } from '../../clinical/models/normal.ts'
import type { IntervalEstimate } from './estimate.ts'

/** A share of patients, between 0 and 1. */
export type Proportion = IntervalEstimate

/**
 * A share with Wilson's score interval (Wilson, J Am Stat Assoc 1927;22:209-212).
 *
 * @throws {RangeError} When there is nothing to take a share of.
 */
export function wilson(count: number, of: number): Proportion {
  if (!(of > 0 && count >= 0 && count <= of))
    throw new RangeError(`${String(count)} of ${String(of)} is no share`)
  const value = count / of
  const z2 = Z_95 ** 2
  const centre = (value + z2 / (2 * of)) / (1 + z2 / of)
  const margin = (Z_95 * Math.sqrt((value * (1 - value)) / of + z2 / (4 * of ** 2))) / (1 + z2 / of)
  // At 0 and 1 rounding would leave the share outside its own interval.
  return {
    value,
    ci95: [
      Math.min(value, Math.max(0, centre - margin)),
      Math.max(value, Math.min(1, centre + margin)),
    ],
  }
}

/** The same, or nothing when nobody was counted. */
export const proportion = (count: number, of: number): Proportion | undefined =>
  of === 0 ? undefined : wilson(count, of)
