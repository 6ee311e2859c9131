import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { Service } from '../service.ts'

/** A draft order under the first code that means the ordered procedure and no other. */
export function draftOrder({ order }: Pick<Service, 'order'>, patientId: string): FhirResource {
  const [coding] = order.specificCodes.codings
  return {
    resourceType: 'ServiceRequest',
    id: 'made-up-by-doctor',
    status: 'draft',
    intent: 'order',
    subject: { reference: `Patient/${patientId}` },
    code: { coding: coding === undefined ? [] : [coding] },
  }
}
