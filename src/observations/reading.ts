/** Where a reading comes from, and what it was before it was read. */
export interface Provenance {
  /** `Observation/id`. */
  readonly reference: string
  /** The value with its unit, as it was sent. */
  readonly asSent: string
  /** The clinically relevant time, as it was written. */
  readonly written: string | undefined
  /** Age in whole days at the index date; negative when it is younger. */
  readonly ageDays: number | undefined
  readonly lesion: string | undefined
}

/** Why an Observation that is there cannot be used. */
export type Unusable =
  | 'not-final'
  | 'no-value'
  | 'not-a-number'
  | 'only-a-limit'
  | 'unknown-unit'
  | 'implausible'
  | 'no-date'
  | 'in-the-future'
  | 'too-old'
  | 'unknown-modifier'
  | 'value-not-understood'
  | 'not-the-models-variable'
  | 'no-partner'
  | 'several-lesions'
  | 'contradicts-another'

/** One selected value with its provenance, or the reason why there is none. */
export type Reading<Value> =
  | { readonly kind: 'found'; readonly value: Value; readonly from: Provenance }
  | { readonly kind: 'unusable'; readonly why: Unusable; readonly from: Provenance }
  | { readonly kind: 'missing' }
