import { nonBlank } from '../base/json.ts'
import { personName } from '../clinical/fhir/human-name.ts'
import type { FhirResource } from '../clinical/fhir/resource.ts'

/** What the banner says of a patient. */
export interface PatientLine {
  readonly name: string
  readonly sex: string
  readonly birthDate: string | undefined
}

export const toPatientLine = (patient: FhirResource, language: string): PatientLine => ({
  name: personName(patient, language),
  sex: nonBlank(patient['gender']) ?? 'unknown',
  birthDate: nonBlank(patient['birthDate']),
})
