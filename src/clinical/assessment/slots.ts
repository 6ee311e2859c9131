import type { FhirResource } from '../fhir/resource.ts'

/**
 * What became of one prefetch key:
 *
 * - `supplied`: the client or its FHIR server gave resources (perhaps none: then the record is known
 *   to be empty);
 * - `failed`: asked, and refused or broken; `why` is safe to show;
 * - `unavailable`: neither prefetched nor to be had, since there is no FHIR server to ask.
 */
export type PrefetchSlot =
  | {
      readonly kind: 'supplied'
      readonly by: 'client' | 'fhir-server'
      readonly resources: readonly FhirResource[]
      /** Some pages could not be read. */
      readonly isPartial: boolean
    }
  | { readonly kind: 'failed'; readonly why: FetchFailure }
  | { readonly kind: 'unavailable' }

/** Why a read or search brought nothing, told apart as far as somebody can act on the difference. */
export type FetchFailure =
  // The client could not prefetch it.
  | 'client-reported-error'
  // The client's grant.
  | 'token-expired'
  | 'token-of-another-patient'
  | 'not-permitted'
  // What the server answered.
  | 'not-found'
  | 'request-refused'
  | 'too-many-requests'
  | 'server-error'
  | 'unreadable'
  | 'too-large'
  // That it did not answer.
  | 'timed-out'
  | 'unreachable'
  | 'untrusted-address'
  | 'suspended'

export type PrefetchSlots = Readonly<Record<string, PrefetchSlot>>
