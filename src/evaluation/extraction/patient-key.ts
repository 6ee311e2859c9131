import { elements, isJsonObject, nonBlank, objects } from '../../base/json.ts'
import {
  type FhirResource,
  isFhirResource,
  localReference,
  readReference,
} from '../../clinical/fhir/resource.ts'

/** Whose a resource is, as the reader of a patient's record would see it. */
export type PatientKey =
  | { readonly kind: 'patient'; readonly id: string }
  /** Who it is, the Patient with one of these identifiers knows: `system|value`. */
  | { readonly kind: 'named-by-identifier'; readonly identifiers: readonly string[] }
  | { readonly kind: 'nobody' }

const NOBODY: PatientKey = { kind: 'nobody' }

const PREFIX = 'Patient/'

const UUID = /^urn:uuid:([^/?#]+)$/

/** The id in a reference to a Patient: relative, absolute, versioned, or of its Bundle. */
function idIn(reference: string): string | undefined {
  const uuid = UUID.exec(reference)?.[1]
  if (uuid !== undefined) return uuid
  const local = localReference(reference)
  return local.startsWith(PREFIX) ? local.slice(PREFIX.length) : undefined
}

/** The identifiers of a list that have a system, `system|value`. */
export const identifiersIn = (value: unknown): readonly string[] =>
  objects(value).flatMap((identifier) => {
    const [system, written] = [nonBlank(identifier['system']), nonBlank(identifier['value'])]
    return system === undefined || written === undefined ? [] : [`${system}|${written}`]
  })

const byIdentifiers = (identifiers: readonly string[]): PatientKey =>
  identifiers.length === 0 ? NOBODY : { kind: 'named-by-identifier', identifiers }

function keyOfContained(resource: FhirResource, fragment: string): PatientKey {
  const contained = elements(resource['contained'])
    .filter(isFhirResource)
    .find(({ resourceType, id }) => resourceType === 'Patient' && id === fragment)
  return byIdentifiers(identifiersIn(contained?.['identifier']))
}

/** Whose a resource is, by what `isAboutPatient` goes by. */
export function patientKeyOf(resource: FhirResource): PatientKey {
  if (resource.resourceType === 'Patient') {
    const id = nonBlank(resource['id'])
    return id === undefined ? NOBODY : { kind: 'patient', id }
  }
  const subject = resource['subject'] ?? resource['patient']
  if (!isJsonObject(subject)) return NOBODY
  const reference = readReference(subject)
  if (reference === undefined)
    return byIdentifiers(identifiersIn([subject['identifier']].filter(isJsonObject)))
  if (reference.startsWith('#')) return keyOfContained(resource, reference.slice(1))
  const id = idIn(reference)
  return id === undefined ? NOBODY : { kind: 'patient', id }
}

/**
 * The one patient whom a line names that is no JSON any more; nothing when it names none, or
 * several.
 */
export function patientToldIn(text: string, type: string | undefined): string | undefined {
  if (type === 'Patient') return /"id"\s*:\s*"([^"\\]+)"/.exec(text)?.[1]
  const ids = [...text.matchAll(/"reference"\s*:\s*"([^"\\]+)"/g)]
    .map(([, reference = '']) => idIn(reference))
    .filter((id) => id !== undefined)
  const [id, ...others] = new Set(ids)
  return others.length === 0 ? id : undefined
}
