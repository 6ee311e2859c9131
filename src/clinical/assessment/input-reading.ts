import type { Interval, Provenance, Unusable } from '../readings/reading.ts'
import type { PredictorReading } from '../readings/predictor-reading.ts'
import type { KeyReason } from './slots.ts'
import type { UnreadKey } from './unread-keys.ts'

/**
 * An input that rests on a prefetch key that was not read, or not all of it. What was read of it is
 * never used as if it were all: the rest may hold a newer value, or another lesion.
 */
export interface NotObtained {
  readonly kind: 'not-obtained'
  readonly why: KeyReason
  /** The key that was not read. */
  readonly key: string
  /** Where what was read of it came from, if anything was. */
  readonly from?: Provenance
  /** Between which values it is taken to lie, when that is wider than its reference range. */
  readonly range?: Interval
}

/** What was read of an input. */
export type InputReading = PredictorReading | NotObtained

/** Why an input has no number. The texts of a service have words for each. */
export type WhyNoNumber = Unusable | KeyReason | 'missing' | 'excluding'

type AnyRead = { readonly kind: 'missing' } | { readonly kind: string; readonly from: Provenance }

/**
 * A reading beside what became of the prefetch keys that it rests on, the one that it comes under
 * first.
 *
 * @param bars - Those of the keys that were not read, or not all of them.
 */
export function toInputReading<Read extends AnyRead>(
  reading: Read,
  [bar]: readonly UnreadKey[],
): Read | NotObtained {
  if (bar === undefined) return reading
  const { key, reasons } = bar
  const from = 'from' in reading ? { from: reading.from } : {}
  return { kind: 'not-obtained', why: reasons[0], key, ...from }
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
