import type { FhirResource } from '../clinical/fhir/resource.ts'
import { nonBlank, objects } from '../base/json.ts'

/** What the banner says of a patient. */
export interface PatientLine {
  readonly name: string
  readonly sex: string
  readonly birthDate: string | undefined
}

function patientName(patient: FhirResource): string {
  const [name] = objects(patient['name'])
  const given = Array.isArray(name?.['given']) ? name['given'].map(String) : []
  const whole = [...given, nonBlank(name?.['family'])]
    .filter((part) => part !== undefined)
    .join(' ')
  return nonBlank(name?.['text']) ?? (whole === '' ? (nonBlank(patient['id']) ?? '') : whole)
}

export const toPatientLine = (patient: FhirResource): PatientLine => ({
  name: patientName(patient),
  sex: nonBlank(patient['gender']) ?? 'unknown',
  birthDate: nonBlank(patient['birthDate']),
})
