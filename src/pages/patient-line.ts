import type { FhirResource } from '../clinical/fhir/resource.ts'
import { nonBlank, objects } from '../base/json.ts'

/** Who a patient is, in one line. */
export interface PatientLine {
  readonly name: string
  readonly sex: string
  readonly birthDate: string | undefined
}

function patientName(patient: FhirResource): string {
  const [name] = objects(patient['name'])
  const given = Array.isArray(name?.['given']) ? name['given'].map(String) : []
  const whole = [...given, nonBlank(name?.['family'])].filter((one) => one !== undefined).join(' ')
  return nonBlank(name?.['text']) ?? (whole === '' ? (nonBlank(patient['id']) ?? '') : whole)
}

/** Name, sex and birth date of a Patient. */
export const toPatientLine = (patient: FhirResource): PatientLine => ({
  name: patientName(patient),
  sex: nonBlank(patient['gender']) ?? 'unknown',
  birthDate: nonBlank(patient['birthDate']),
})
