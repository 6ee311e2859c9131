import { referenceTo } from '../clinical/fhir/resource.ts'
import type { SandboxPatient } from './patients.ts'

/** An order-select request for a patient of the sandbox, with nothing prefetched. */
function exampleRequest(
  { id, draftOrder }: SandboxPatient,
  fhirServer: string,
): Record<string, unknown> {
  return {
    hook: 'order-select',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    fhirServer,
    context: {
      userId: 'Practitioner/example',
      patientId: id,
      selections: [referenceTo(draftOrder)],
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ fullUrl: `${fhirServer}/${referenceTo(draftOrder)}`, resource: draftOrder }],
      },
    },
  }
}

export function exampleCurl(
  serviceUrl: string,
  patient: SandboxPatient,
  fhirServer: string,
): string {
  const body = JSON.stringify(exampleRequest(patient, fhirServer))
  return `curl -s -H 'content-type: application/json' ${serviceUrl} -d '${body}'`
}
