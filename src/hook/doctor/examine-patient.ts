import type { HookRequest } from '../protocol/hook-request.ts'
import { type FhirResource, referenceTo } from '../../clinical/fhir/resource.ts'
import type { CdsService } from '../service.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../client-settings.ts'
import { type Examination, examine } from './examine.ts'
import type { HookPorts, PatientData } from '../call.ts'
import { baseUrlOf } from '../fetch/reader/links.ts'
import { draftOrder } from './draft-order.ts'
import { terminalGrant } from './terminal-grant.ts'

/** Whom the doctor examines, and where. */
export interface DoctorRequest {
  readonly fhirServer: string
  readonly patientId: string
  /** `ServiceRequest/id` of an order of the server; without one, a draft of the service's own code. */
  readonly order: string | undefined
  readonly accessToken: string | undefined
  /** BCP 47 tag of the language of the card. */
  readonly language: string
}

/** What an examination needs, until it is closed. */
export interface ExaminationPorts {
  readonly service: CdsService
  readonly ports: HookPorts
  readonly close: () => Promise<void>
}

function toRequest(
  { fhirServer, patientId, accessToken }: DoctorRequest,
  orders: readonly FhirResource[],
): HookRequest {
  return {
    hook: 'order-sign',
    hookInstance: 'doctor',
    fhirServer,
    fhirAuthorization: terminalGrant(accessToken, 'doctor'),
    prefetch: {},
    context: {
      userId: 'Practitioner/doctor',
      patientId,
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: orders.map((resource) => ({
          fullUrl: `${baseUrlOf(fhirServer)}/${referenceTo(resource)}`,
          resource,
        })),
      },
    },
  }
}

async function fetchOrder(
  request: DoctorRequest,
  order: string,
  records: PatientData,
): Promise<FhirResource> {
  const slots = await records.acquire(toRequest(request, []), { order }, DEFAULT_CLIENT_SETTINGS)
  const found = slots['order']
  const [resource] = found?.kind === 'supplied' ? found.resources : []
  if (resource === undefined || referenceTo(resource) !== order)
    throw new Error(`${order} could not be read from the server`)
  return { ...resource, status: 'draft' }
}

/** Examines one patient of a FHIR server. */
export async function examinePatient(
  request: DoctorRequest,
  { service, ports, close }: ExaminationPorts,
): Promise<Examination> {
  try {
    const order =
      request.order === undefined
        ? draftOrder(service.definition, request.patientId)
        : await fetchOrder(request, request.order, ports.patientData)
    return await examine(service, toRequest(request, [order]), ports, request.language)
  } finally {
    await close()
  }
}
