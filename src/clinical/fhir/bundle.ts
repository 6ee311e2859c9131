import { elements, isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { type FhirResource, isFhirResource } from './resource.ts'

/** What a search result holds. */
export interface BundleContent {
  readonly resources: readonly FhirResource[]
  /** OperationOutcomes among the entries: what the server wants to say about the search. */
  readonly outcomes: readonly FhirResource[]
  /** Entries without a readable resource. */
  readonly passedOver: number
  /** The link to the next page. */
  readonly next?: string | undefined
}

/**
 * The resources in the entries of a Bundle; `null` entries and entries without a resource are
 * counted and passed over.
 */
export function readBundle(bundle: FhirResource): BundleContent {
  const resources: FhirResource[] = []
  const outcomes: FhirResource[] = []
  let passedOver = 0
  for (const entry of elements(bundle['entry'])) {
    const resource = isJsonObject(entry) ? entry['resource'] : undefined
    if (!isFhirResource(resource)) passedOver += 1
    else if (resource.resourceType === 'OperationOutcome') outcomes.push(resource)
    else resources.push(resource)
  }
  const next = objects(bundle['link']).find(({ relation }) => relation === 'next')
  return {
    resources,
    outcomes,
    passedOver,
    next: next === undefined ? undefined : nonBlank(next['url']),
  }
}
