import type { Usable } from './select.ts'

/** Two values of one blood sample. */
export interface Pair {
  readonly numerator: Usable<number>
  readonly denominator: Usable<number>
}

function isSameSample({ observation: a }: Usable<number>, { observation: b }: Usable<number>) {
  if (a.specimen !== undefined && b.specimen !== undefined) return a.specimen === b.specimen
  return a.time !== undefined && a.time.earliest === b.time?.earliest
}

/**
 * The newest two values of the same sample: of the same specimen where both name one, else of the
 * same time. A newer value without its partner gives way to an older complete pair.
 */
export function newestPair(
  numerators: readonly Usable<number>[],
  denominators: readonly Usable<number>[],
): Pair | undefined {
  for (const numerator of numerators) {
    const denominator = denominators.find((one) => isSameSample(numerator, one))
    if (denominator !== undefined) return { numerator, denominator }
  }
  return undefined
}
