import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type FhirResource, isFhirResource, localReference, readReference } from './resource.ts'

/** A patient as resources may name them. */
export interface PatientIdentity {
  readonly id: string
  /** `Patient/id`, and of records that were merged into this one. */
  readonly references: ReadonlySet<string>
  /** `value`s by `system`. */
  readonly identifiers: ReadonlyMap<string, readonly string[]>
}

/** `value`s by `system` of a list of Identifiers; those without either say nothing. */
function readIdentifiers(value: unknown): ReadonlyMap<string, readonly string[]> {
  const bySystem = new Map<string, readonly string[]>()
  for (const identifier of objects(value)) {
    const [system, written] = [nonBlank(identifier['system']), nonBlank(identifier['value'])]
    if (system === undefined || written === undefined) continue
    bySystem.set(system, [...(bySystem.get(system) ?? []), written])
  }
  return bySystem
}

/**
 * The records that a Patient replaces: "the other patient resource has been merged into this one".
 * https://hl7.org/fhir/R4/valueset-link-type.html
 */
function replacedBy(patient: FhirResource | undefined): readonly string[] {
  return objects(patient?.['link'])
    .filter(({ type }) => type === 'replaces')
    .map(({ other }) => readReference(other))
    .filter((reference) => reference !== undefined)
    .map(localReference)
}

/** @param patients - Patients that were read, of which one may be this one. */
export function identityOf(
  patientId: string,
  patients: readonly FhirResource[] = [],
): PatientIdentity {
  const own = patients.find(
    ({ resourceType, id }) => resourceType === 'Patient' && id === patientId,
  )
  return {
    id: patientId,
    references: new Set([`Patient/${patientId}`, `urn:uuid:${patientId}`, ...replacedBy(own)]),
    identifiers: readIdentifiers(own?.['identifier']),
  }
}

type Match = 'same' | 'other' | 'open'

/** Whether identifiers name the patient: of one system, one value or another. */
function matchOf(value: unknown, { identifiers }: PatientIdentity): Match {
  const matches = [...readIdentifiers(value)].flatMap(([system, values]) => {
    const own = identifiers.get(system)
    return own === undefined ? [] : [values.some((written) => own.includes(written))]
  })
  if (matches.length === 0) return 'open'
  return matches.includes(true) ? 'same' : 'other'
}

/** A subject that the resource contains is the patient when it has an identifier of theirs. */
function isContained(resource: FhirResource, fragment: string, patient: PatientIdentity): boolean {
  const contained = elements(resource['contained'])
    .filter(isFhirResource)
    .find(({ id }) => id === fragment)
  if (contained?.resourceType !== 'Patient') return false
  return matchOf(contained['identifier'], patient) === 'same'
}

const subjectOf = (resource: JsonObject) => {
  const subject = resource['subject'] ?? resource['patient']
  return isJsonObject(subject) ? subject : undefined
}

/**
 * Whether a resource is about this patient. One without a subject is believed (a client may leave
 * it out of what it prefetched); one that names another patient, or a patient who cannot be told,
 * is not.
 */
export function isAboutPatient(resource: FhirResource, patient: PatientIdentity): boolean {
  if (resource.resourceType === 'Patient') return resource['id'] === patient.id
  const subject = subjectOf(resource)
  if (subject === undefined) return true
  const reference = readReference(subject)
  if (reference === undefined)
    return matchOf([subject['identifier']].filter(isJsonObject), patient) !== 'other'
  if (reference.startsWith('#')) return isContained(resource, reference.slice(1), patient)
  return patient.references.has(reference) || patient.references.has(localReference(reference))
}
