import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'

/** A FHIR resource of which only the type is known. */
export type FhirResource = JsonObject & { readonly resourceType: string }

/** Whether a value is an object that names its resource type. */
export function isFhirResource(value: unknown): value is FhirResource {
  return isJsonObject(value) && nonBlank(value['resourceType']) !== undefined
}

/** `Type/id` of a resource, or its bare type when it has no id. */
export function referenceTo({ resourceType, id }: FhirResource): string {
  return typeof id === 'string' ? `${resourceType}/${id}` : resourceType
}

/** The literal of a FHIR Reference. */
export function readReference(value: unknown): string | undefined {
  return isJsonObject(value) ? nonBlank(value['reference']) : undefined
}

/** `Type/id` of a relative, absolute or versioned reference. */
export function localReference(reference: string): string {
  const match = /([A-Za-z]+\/[^/?#]+)(?:\/_history\/[^/]+)?$/.exec(reference)
  return match?.[1] ?? reference
}

const refersTo = (reference: string, local: string) =>
  reference === local || localReference(reference) === local

/**
 * Whether a resource is about this patient. One without a subject is believed (a client may leave
 * it out of what it prefetched); one that names another patient is not.
 */
export function isAbout(resource: FhirResource, patientId: string): boolean {
  if (resource.resourceType === 'Patient') return resource['id'] === patientId
  const subject = readReference(resource['subject']) ?? readReference(resource['patient'])
  return subject === undefined || refersTo(subject, `Patient/${patientId}`)
}
