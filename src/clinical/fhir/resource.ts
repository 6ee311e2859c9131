import { isJsonObject, type JsonObject, nonBlank, elements, objects } from '../../base/json.ts'
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js'
import { onceCarried } from '../../base/once-of.ts'
import type { FaultIssue } from '../../base/fault.ts'

/** A FHIR resource of which only the type is known. */
export type FhirResource = JsonObject & { readonly resourceType: string }

/** Whether a value is an object that names its resource type. */
export function isFhirResource(value: unknown): value is FhirResource {
  return isJsonObject(value) && nonBlank(value['resourceType']) !== undefined
}

/** `Type/id` of a resource, or its bare type when it has no id. */
export function referenceTo({ resourceType, id }: FhirResource): string {
  // An id is a string; some clients send a number.
  const isId = typeof id === 'string' || typeof id === 'number'
  return isId ? `${resourceType}/${String(id)}` : resourceType
}

/** The contained resources by their ids, of several the first: there may be thousands. */
const containedIn = onceCarried((within: FhirResource): ReadonlyMap<string, FhirResource> => {
  const contained = elements(within['contained']).filter(isFhirResource).toReversed()
  return new Map(contained.map((resource) => [String(resource['id']), resource]))
})

/** The resource that another contains under an id. */
export const findContained = (id: string, within: FhirResource): FhirResource | undefined =>
  containedIn(within).get(id)

/** The `reference` of a FHIR Reference; nothing of one by identifier or display alone. */
export function readReference(value: unknown): string | undefined {
  return isJsonObject(value) ? nonBlank(value['reference']) : undefined
}

/** `Type/id` of a relative, absolute or versioned reference. */
export function localReference(reference: string): string {
  const match = /(?<![A-Za-z])([A-Za-z]+\/[^/?#]+)(?:\/_history\/[^/]+)?$/.exec(reference)
  return match?.[1] ?? reference
}

/** `Type/id` of each FHIR Reference among the values; others are passed over. */
export function localReferences(values: readonly unknown[]): readonly string[] {
  return values
    .map(readReference)
    .filter((reference) => reference !== undefined)
    .map(localReference)
}

export interface BundleContent {
  readonly resources: readonly FhirResource[]
  /** OperationOutcomes among the entries: what the server says about the search itself. */
  readonly outcomes: readonly FhirResource[]
  /** Entries without a readable resource. */
  readonly passedOver: number
  readonly next?: string | undefined
}

const subjectReference = ({ subject, patient }: FhirResource) =>
  readReference(subject) ?? readReference(patient)

/** Whether a reference can only be understood inside of its Bundle. */
const isOfBundle = (reference: string | undefined) => reference?.startsWith('urn:') === true

/** `Type/id` of the resources of a Bundle by their `fullUrl`. */
function referencesByUrl(entries: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(
    entries.filter(isJsonObject).flatMap(({ fullUrl, resource }) => {
      const isNamed = isFhirResource(resource) && nonBlank(resource['id']) !== undefined
      return typeof fullUrl === 'string' && isNamed ? [[fullUrl, referenceTo(resource)]] : []
    }),
  )
}

/**
 * The resources with the subjects that name an entry of the Bundle by its `fullUrl` named by id.
 * https://hl7.org/fhir/R4/bundle.html#references
 */
function withSubjectsOf(
  entries: readonly unknown[],
  resources: readonly FhirResource[],
): readonly FhirResource[] {
  if (!resources.some((resource) => isOfBundle(subjectReference(resource)))) return resources
  const references = referencesByUrl(entries)
  return resources.map((resource) => {
    const reference = references.get(subjectReference(resource) ?? '')
    return reference === undefined ? resource : { ...resource, subject: { reference } }
  })
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
    resources: withSubjectsOf(elements(bundle['entry']), resources),
    outcomes,
    passedOver,
    next: next === undefined ? undefined : nonBlank(next['url']),
  }
}

export function toOperationOutcome(
  code: OperationOutcomeIssue['code'],
  issues: readonly FaultIssue[],
): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ text, expression }) => ({
      severity: 'error',
      code,
      details: { text },
      diagnostics: text,
      ...(expression === undefined ? {} : { expression: [expression] }),
    })),
  }
}
