import type { FhirResource } from '../../clinical/fhir/resource.ts'

/**
 * A Coding on a card; `system` and `code` are required since 2.0.
 * https://cds-hooks.hl7.org/2.0/#coding
 */
export interface CardCoding {
  readonly system: string
  readonly code: string
  readonly display?: string
}

/** https://cds-hooks.hl7.org/2.0/#source */
export interface CardSource {
  readonly label: string
  readonly url?: string
  readonly icon?: string
  readonly topic?: CardCoding
}

/** https://cds-hooks.hl7.org/2.0/#action */
export type Action =
  | { readonly type: 'create'; readonly description: string; readonly resource: FhirResource }
  | { readonly type: 'update'; readonly description: string; readonly resource: FhirResource }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string }

/** https://cds-hooks.hl7.org/2.0/#suggestion */
export interface Suggestion {
  readonly label: string
  readonly uuid: string
  readonly isRecommended?: boolean
  readonly actions?: readonly Action[]
  /** Since 3.0, and only for clients that are known to read it. */
  readonly actionSelectionBehavior?: 'all' | 'any' | 'at-most-one'
}

/** https://cds-hooks.hl7.org/2.0/#link */
export interface CardLink {
  readonly label: string
  readonly url: string
  readonly type: 'absolute' | 'smart'
  readonly appContext?: string
}

/** This project never sends `critical`. */
export type Indicator = 'info' | 'warning' | 'critical'

/** A reason that a clinician may give for not following a card; `display` is required. */
export type OverrideReason = Required<CardCoding>

/** https://cds-hooks.hl7.org/2.0/#card-attributes */
export interface Card {
  readonly uuid: string
  readonly summary: string
  readonly detail?: string
  readonly indicator: Indicator
  readonly source: CardSource
  readonly suggestions?: readonly Suggestion[]
  readonly selectionBehavior?: 'at-most-one' | 'any'
  readonly overrideReasons?: readonly OverrideReason[]
  readonly links?: readonly CardLink[]
  readonly extension?: Readonly<Record<string, unknown>>
}

/** https://cds-hooks.hl7.org/2.0/#cds-service-response */
export interface CdsServiceResponse {
  readonly cards: readonly Card[]
  /** Applied without asking: only by agreement with the client. Not in 1.0. */
  readonly systemActions?: readonly Action[]
}
