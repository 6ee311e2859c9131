import type { PredictorReading } from '../readings/predictor-reading.ts'
import type { Unusable } from '../readings/reading.ts'
import type { FetchFailure, PrefetchSlot } from './slots.ts'

/** An input whose prefetch key brought nothing, or not everything. */
export interface NotObtained {
  readonly kind: 'not-obtained'
  readonly why: FetchFailure | 'unavailable' | 'partly-read'
}

/** What was read of an input. */
export type InputReading = PredictorReading | NotObtained

/** Why an input has no number. The texts of a service have words for each. */
export type WhyNoNumber = Unusable | NotObtained['why'] | 'missing' | 'excluding'

function whyNotObtained(slot: PrefetchSlot | undefined): NotObtained['why'] | undefined {
  if (slot === undefined) return 'unavailable'
  if (slot.kind === 'failed') return slot.why
  if (slot.kind === 'unavailable') return slot.kind
  return slot.isPartial ? 'partly-read' : undefined
}

/**
 * A reading beside what became of its prefetch key: an input that is missing because the key
 * brought nothing is told apart from one that nobody recorded.
 */
export function toInputReading<Read extends { readonly kind: string }>(
  reading: Read,
  slot: PrefetchSlot | undefined,
): Read | NotObtained {
  if (reading.kind !== 'missing') return reading
  const why = whyNotObtained(slot)
  return why === undefined ? reading : { kind: 'not-obtained', why }
}

/** Any reading, of a predictor of a model or of a score. */
type AnyReading =
  | { readonly kind: 'found' | 'missing' | 'excluding' }
  | { readonly kind: 'unusable'; readonly why: Unusable }
  | NotObtained

/** Why a reading has no number; nothing when it has one. */
export function whyNoNumber(reading: AnyReading): WhyNoNumber | undefined {
  if (reading.kind === 'found') return undefined
  return 'why' in reading ? reading.why : reading.kind
}
