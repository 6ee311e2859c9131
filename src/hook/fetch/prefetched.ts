import type { PartialReason, PrefetchSlot } from '../../clinical/assessment/slots.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import { readPage } from './reader/page.ts'

/** What a client put under a key: a slot, a first page to go on from, or nothing. */
export type Prefetched =
  | { readonly kind: 'slot'; readonly slot: PrefetchSlot }
  | { readonly kind: 'first-page'; readonly bundle: FhirResource }
  | { readonly kind: 'omitted' }

const supplied = (
  resources: readonly FhirResource[],
  unread: readonly PartialReason[] = [],
): Prefetched => ({
  kind: 'slot',
  slot: { kind: 'supplied', by: 'client', resources, unread },
})

const reportedError: Prefetched = {
  kind: 'slot',
  slot: { kind: 'failed', why: 'client-reported-error' },
}

function readBundle(bundle: FhirResource, searched: string | undefined): Prefetched {
  const { resources, next, failure, unread, matches, total } = readPage(bundle, searched)
  if (next !== undefined) return { kind: 'first-page', bundle }
  if (failure !== undefined && resources.length === 0) return reportedError
  return supplied(resources, total > matches.length ? [...unread, 'more-than-read'] : unread)
}

/**
 * Tells the states of a prefetch key apart: absent, `null` (known to be empty), an OperationOutcome
 * (the client's error, not to be asked again), a Bundle (perhaps only its first page), a single
 * resource. https://cds-hooks.hl7.org/2.0/#prefetch-response
 *
 * @param template - What the key asks for.
 */
export function readPrefetched(
  prefetch: Readonly<Record<string, unknown>>,
  key: string,
  template: string,
): Prefetched {
  const value = prefetch[key]
  if (!(key in prefetch) || value === undefined) return { kind: 'omitted' }
  if (value === null) return supplied([])
  if (!isFhirResource(value) || value.resourceType === 'OperationOutcome') return reportedError
  const searched = /^([A-Za-z]+)\?/.exec(template)?.[1]
  return value.resourceType === 'Bundle' ? readBundle(value, searched) : supplied([value])
}
