import type { CodedEntry, MeasuredNumber } from '../content-item.ts'
import type { NamedSrConcept, SrFinding, SrFindingValue, SrQuantity } from '../sr-map.ts'

export interface Lesion {
  /** Tracking Unique Identifier, as URI. */
  readonly uid: string
  /** Tracking Identifier: what people call the lesion. */
  readonly name: string | undefined
}

export interface NumberSaid {
  readonly kind: 'number'
  readonly quantity: SrQuantity
  /** Nothing when the report does not say it. */
  readonly statistic: NamedSrConcept | undefined
  readonly value: number
  /** UCUM. */
  readonly unit: string
}

export interface FindingSaid {
  readonly kind: 'finding'
  readonly finding: SrFinding
  readonly value: SrFindingValue
  /** The value in the report's words. */
  readonly words: string
}

/** What says how something came about, or how sure it is. */
export interface Detail {
  readonly concept: CodedEntry
  readonly value:
    | { readonly kind: 'code'; readonly code: CodedEntry }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'number'; readonly number: number; readonly unit: string }
}

/** PS3.16 TID 4019. */
export interface Algorithm {
  readonly name: string
  readonly version: string | undefined
  /** Family and parameters. */
  readonly about: readonly Detail[]
}

/** What a content item says, and becomes an Observation. */
export interface Statement {
  readonly position: string
  /** Observation UID, as URI. */
  readonly observation: string | undefined
  /** How the report names it. */
  readonly concept: CodedEntry | undefined
  readonly said: NumberSaid | FindingSaid
  /** Nothing of what is said of the organ with all its lesions. */
  readonly lesion: Lesion | undefined
  readonly site: NamedSrConcept
  /** FHIR dateTime; nothing when the report is not dated. */
  readonly time: string | undefined
  readonly methods: readonly CodedEntry[]
  readonly details: readonly Detail[]
  readonly algorithm: Algorithm | undefined
  readonly observers: readonly string[]
}

/** Why a region is not known to be of a tumour, or of which. */
export type LesionReason =
  | 'unknown-modifier'
  | 'no-lesion'
  | 'other-tracking'
  | 'not-a-lesion'
  | 'said-otherwise'
  | 'unread-text'
  | 'unnamed-region'

/** Why the images of a value have no known date. */
export type TimeReason = 'other-images' | 'unlisted-images' | 'other-time-point' | 'unreadable-time'

export type PassedOverReason =
  | 'not-in-a-group'
  | 'other-quantity'
  | LesionReason
  | 'no-site'
  | 'unknown-site'
  | 'part-of-organ'
  | 'no-statistic'
  | 'other-statistic'
  | 'qualified'
  | Extract<MeasuredNumber, { readonly why: unknown }>['why']
  | 'unknown-unit'
  | 'no-count'
  | 'unknown-value'
  | TimeReason

export type ValueOrReason<Value> = { readonly value: Value } | { readonly why: PassedOverReason }
