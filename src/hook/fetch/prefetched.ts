import type { PrefetchSlot } from '../../clinical/assessment/slots.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import { readPage } from './reader/page.ts'

/** What a client put under a key: a slot, a first page to go on from, or nothing. */
export type Prefetched =
  | { readonly kind: 'slot'; readonly slot: PrefetchSlot }
  | { readonly kind: 'first-page'; readonly bundle: FhirResource }
  | { readonly kind: 'omitted' }

const supplied = (resources: readonly FhirResource[], isPartial = false): Prefetched => ({
  kind: 'slot',
  slot: { kind: 'supplied', by: 'client', resources, isPartial },
})

const reportedError: Prefetched = {
  kind: 'slot',
  slot: { kind: 'failed', why: 'client-reported-error' },
}

function readBundle(bundle: FhirResource): Prefetched {
  const { resources, next, failure, total } = readPage(bundle)
  if (next !== undefined) return { kind: 'first-page', bundle }
  return failure !== undefined && resources.length === 0
    ? reportedError
    : supplied(resources, failure !== undefined || total > resources.length)
}

/**
 * Tells the states of a prefetch key apart: absent, `null` (known to be empty), an OperationOutcome
 * (the client's error, not to be asked again), a Bundle (perhaps only its first page), a single
 * resource. https://cds-hooks.hl7.org/2.0/#prefetch-response
 */
export function readPrefetched(
  prefetch: Readonly<Record<string, unknown>>,
  key: string,
): Prefetched {
  const value = prefetch[key]
  if (!(key in prefetch) || value === undefined) return { kind: 'omitted' }
  if (value === null) return supplied([])
  if (!isFhirResource(value) || value.resourceType === 'OperationOutcome') return reportedError
  return value.resourceType === 'Bundle' ? readBundle(value) : supplied([value])
}
