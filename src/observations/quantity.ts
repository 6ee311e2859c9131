import type { ObservationView } from '../fhir/index.ts'
import { conversionFactor, scale, type UnitSynonyms } from '../units/index.ts'
import type { Unusable } from './reading.ts'

/** The unit and the limits within which a measured value is believed. */
export interface QuantityRule {
  /** UCUM unit that the model's coefficient expects. */
  readonly unit: string
  /** Physically believable interval in that unit, both ends included. */
  readonly acceptance: readonly [number, number]
}

/** A number in the canonical unit, or why there is none. */
export type Measured = { readonly value: number } | { readonly why: Unusable }

/** Whether a value is believed. */
export function isAccepted(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most
}

/**
 * The value of an Observation in the canonical unit. A unit is never assumed, and a value out of
 * its limits never mended.
 */
export function measure(
  { value }: ObservationView,
  { unit, acceptance }: QuantityRule,
  synonyms: UnitSynonyms,
): Measured {
  if (value?.kind !== 'quantity') return { why: 'not-a-number' }
  const { quantity } = value
  if (quantity.comparator !== undefined) return { why: 'only-a-limit' }
  const factor = conversionFactor(quantity, unit, synonyms)
  if (factor === undefined) return { why: 'unknown-unit' }
  const canonical = scale(quantity.value, factor)
  return isAccepted(canonical, acceptance) ? { value: canonical } : { why: 'implausible' }
}
