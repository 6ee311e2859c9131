import { loadShippedCatalog } from '../../../src/catalog/shipped.ts'
import {
  type Extracted,
  extractPatient,
} from '../../../src/evaluation/extraction/extract-patient.ts'
import { isFhirResource } from '../../../src/clinical/fhir/resource.ts'
import { isOrderType } from '../../../src/clinical/fhir/ordered-codes.ts'
import type { Made } from '../../support/synthetic-patient.ts'

/** The service as it is shipped. */
export const definition = loadShippedCatalog({ language: 'en' }).definitions[0]!

/** What the record of one patient is worth to the cohort, nothing left unread. */
export function extract(resources: readonly Made[], patientId: string): Extracted {
  const fhir = resources.filter(isFhirResource)
  const slot = (isIn: (type: string) => boolean) => ({
    kind: 'supplied' as const,
    by: 'fhir-server' as const,
    resources: fhir.filter(({ resourceType }) => isIn(resourceType)),
    unread: [],
  })
  const { keys, inputs } = definition
  return extractPatient(definition, {
    patientId,
    slots: {
      [keys.patient]: slot((type) => type === 'Patient'),
      [keys.diagnoses]: slot((type) => type === 'Condition'),
      [keys.procedures]: slot((type) => type === 'Procedure'),
      ...Object.fromEntries(
        inputs.predictors.map(({ prefetchKey }) => [prefetchKey, slot(() => false)]),
      ),
      observations: slot((type) => type === 'Observation' || type === 'BodyStructure'),
    },
    orders: fhir.filter(({ resourceType }) => isOrderType(resourceType)),
  })
}
