import type { Instant } from '../../base/time.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { OrderView } from '../../clinical/fhir/order.ts'

/** For whom and for which order a suggestion is made, by whom and when. */
export interface SuggestionContext {
  readonly patientId: string
  /** Where there is none yet, its reference names nothing. */
  readonly order: OrderView
  /** Reference to who asks for what a suggestion orders, if that is known. */
  readonly requester: string | undefined
  readonly now: Instant
  readonly newUuid: () => string
  /** Orders that are being written beside it: what one of them orders is not suggested again. */
  readonly drafts: readonly FhirResource[]
}

/** Whether a reference names one resource: a bare type is that of a resource without an id. */
export const isNamed = (reference: string): boolean => reference.includes('/')
