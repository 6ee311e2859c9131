import type { Statement } from '../fhir/observation.ts'
import type { Usable } from './select-statements.ts'

/** Two values of one sample. */
export interface Pair {
  readonly numerator: Usable<number>
  readonly denominator: Usable<number>
}

const MINUTE_MS = 60_000

/**
 * Whether two values are of one sample: of the same specimen where both name one; else of the same
 * panel or report; else observed at most `windowMinutes` apart.
 */
function isSameSample(a: Statement, b: Statement, windowMinutes: number): boolean {
  if (a.specimen !== undefined && b.specimen !== undefined) return a.specimen === b.specimen
  if (a.groups.some((group) => b.groups.includes(group))) return true
  // For the type alone: what was judged usable has a time.
  if (a.time === undefined || b.time === undefined) return false
  // Two dates without a time of day say nothing about the sample unless they are the same date.
  const isExact = a.time.earliest === a.time.latest && b.time.earliest === b.time.latest
  const apart = Math.abs(a.time.earliest - b.time.earliest)
  return isExact ? apart <= windowMinutes * MINUTE_MS : apart === 0
}

/**
 * The newest two values of one sample. A newer value without its partner gives way to an older
 * complete pair.
 */
export function newestPair(
  numerators: readonly Usable<number>[],
  denominators: readonly Usable<number>[],
  windowMinutes: number,
): Pair | undefined {
  for (const numerator of numerators) {
    const denominator = denominators.find((candidate) =>
      isSameSample(numerator.observation, candidate.observation, windowMinutes),
    )
    if (denominator !== undefined) return { numerator, denominator }
  }
  return undefined
}
