import { Z_95 } from '../../clinical/models/uncertainty.ts'

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * A proportion with Wilson's score interval (Wilson EB. J Am Stat Assoc 1927;22:209-212).
 *
 * @throws {RangeError} When there is nothing to take a share of.
 */
export function wilson(successes: number, total: number): Estimate {
  if (!(total > 0 && successes >= 0 && successes <= total))
    throw new RangeError(`${String(successes)} of ${String(total)} is no share`)
  const value = successes / total
  const z2 = Z_95 ** 2
  const centre = (successes + z2 / 2) / (total + z2)
  const margin =
    (Z_95 / (total + z2)) * Math.sqrt((successes * (total - successes)) / total + z2 / 4)
  // At 0 and 1 rounding would leave the share outside its own interval.
  return {
    value,
    low: Math.min(value, Math.max(0, centre - margin)),
    high: Math.max(value, Math.min(1, centre + margin)),
  }
}
