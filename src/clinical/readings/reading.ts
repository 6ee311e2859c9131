import type { Measured } from '../models/decisions.ts'
import type { Origin } from '../fhir/origin.ts'
import type { MeasuredBy } from './protocol-key.ts'

/** Where a value comes from. */
export interface Provenance {
  /** `Observation/id`; of a value made from several, all of theirs, joined by `/`. */
  readonly reference: string
  /** The value with its unit, as it was sent. */
  readonly asSent: string
  /** The clinically relevant time, as it was sent. */
  readonly written: string | undefined
  /** Calendar days from the date as written to that of the index date; negative when it is later. */
  readonly ageDays: number | undefined
  /** `system|code` of the Observation, or of the several that it was made from. */
  readonly codes?: readonly string[] | undefined
  /** The imaging study, where the record says which. */
  readonly study?: string | undefined
  /** What it traces to; of a value made from several, what each of them does. */
  readonly origin?: Origin | undefined
  /** Who typed it into a form. */
  readonly enteredBy?: string | undefined
  /** The two values that contradict each other, where there is none for that. */
  readonly sides?: readonly [Provenance, Provenance] | undefined
  /** Measured by a method that is in no list. */
  readonly isByUnknownMethod?: boolean
  /** The device and method that the record names. */
  readonly measuredBy?: MeasuredBy | undefined
  /** Of a predictor: not known to be measured as the site says that it measures. */
  readonly isByOtherProtocol?: boolean
  /** Of a predictor: its protocol key, where record or site file say by what it was measured. */
  readonly platform?: string | undefined
  /** In the unit in which it was measured, where that is one of the input's. */
  readonly measured?: Measured | undefined
  /** Of a derived value: what it was derived from. */
  readonly parts?: readonly { readonly input: string; readonly asSent: string }[]
}

export type Unusable =
  | 'not-final'
  | 'no-value'
  | 'not-a-number'
  | 'only-a-limit'
  | 'only-a-range'
  | 'no-unit'
  | 'unknown-unit'
  | 'implausible'
  | 'not-the-mean'
  | 'other-organ'
  | 'background-liver'
  | 'unknown-site'
  | 'statistic-not-understood'
  | 'another-method'
  | 'another-scheme'
  | 'no-date'
  | 'in-the-future'
  | 'too-old'
  | 'in-wash-out'
  | 'after-procedure'
  | 'unknown-modifier'
  | 'value-not-understood'
  | 'not-the-models-variable'
  | 'no-partner'
  | 'methods-differ'
  | 'several-lesions'
  | 'several-studies'
  | 'contradicting-values'
  | 'contradicts-derived'
  | 'too-many-values'

/** A closed interval in a canonical unit. */
export type Interval = readonly [least: number, most: number]

/** The value of an input with its provenance, or why there is none. */
export type Reading<Value> =
  | { readonly kind: 'found'; readonly value: Value; readonly from: Provenance }
  | {
      readonly kind: 'unusable'
      readonly why: Unusable
      readonly from: Provenance
      /**
       * Where the number lies all the same: beyond a limit, or between the values of several
       * lesions.
       */
      readonly range?: Interval | undefined
    }
  | { readonly kind: 'missing' }

/** The value that one statement gives an input, or why it gives none. */
export type Judgement<Value> =
  | {
      readonly value: Value
      readonly isPreferred?: boolean
      readonly isByUnknownMethod?: boolean
      /** Between what it lies by its printed digits. */
      readonly printed?: Interval | undefined
      readonly measured?: Measured | undefined
    }
  | {
      readonly why: Unusable
      readonly range?: Interval | undefined
      readonly measured?: Measured | undefined
    }
