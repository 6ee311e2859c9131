import type { Known } from '../models/decisions.ts'
import type { Provenance, Reading } from './reading.ts'

interface KnownReading {
  readonly known: Known
  readonly from: Provenance
}

/**
 * What is known of a reading: its number or finding, else the interval that the number lies in; a
 * limit decides what lies beyond it.
 */
export function knownOf(
  reading: Reading<number | { readonly id: string }> | undefined,
): KnownReading | undefined {
  if (reading === undefined || reading.kind === 'missing') return undefined
  const { from } = reading
  const { measured } = from
  if (reading.kind === 'unusable')
    return reading.range && { known: { range: reading.range, measured }, from }
  const { value } = reading
  if (typeof value !== 'number') return { known: { finding: value.id }, from }
  return { known: { number: value, measured }, from }
}
