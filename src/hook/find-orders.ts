import type {
  HookRequest,
  OrderDispatchRequest,
  PatientViewRequest,
} from './protocol/hook-request.ts'
import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import { Fault } from '../base/fault.ts'
import { isDiagnosis } from '../clinical/recognition/recognise.ts'
import { relevantDispatched, relevantDrafts, type RelevantOrders } from './relevant-orders.ts'
import { NO_ORDER_YET } from '../clinical/assessment/relevant-order.ts'
import { readPatientRecord } from '../clinical/assessment/patient-record.ts'
import type { ClientSettings } from './client-settings.ts'
import type { HookPorts } from './ports.ts'
import type { CdsService } from './service.ts'

/** One invocation and what it is answered with. */
export interface Call {
  readonly service: CdsService
  readonly request: HookRequest
  readonly ports: HookPorts
  readonly client: ClientSettings
}

/** The orders that concern the service, and what of the record had to be read to find them. */
export interface Found extends RelevantOrders {
  readonly slots: PrefetchSlots
}

/**
 * Refuses a call for which nothing could be obtained.
 *
 * @throws {Fault} `data-unavailable`. https://cds-hooks.hl7.org/2.0/#prefetch-template
 */
export function refuseWithoutData(slots: PrefetchSlots): void {
  if (Object.values(slots).some(({ kind }) => kind === 'supplied')) return
  const keys = Object.keys(slots).join(', ')
  throw new Fault(
    'data-unavailable',
    `Nothing that is needed was prefetched or could be read from the FHIR server. Needed: ${keys}.`,
  )
}

/**
 * The dispatched orders that concern the service. They stand in the record, not in the context, and
 * no prefetch token of a published version can ask for them: they are read.
 */
async function findDispatched(
  { service, ports, client }: Call,
  request: OrderDispatchRequest,
): Promise<Found> {
  const { dispatchedOrders, patientId } = request.context
  const slots = await ports.patientData.acquire(
    request,
    Object.fromEntries(dispatchedOrders.map((reference) => [reference, reference])),
    client,
  )
  refuseWithoutData(slots)
  const resources = Object.values(slots).flatMap((slot) =>
    slot.kind === 'supplied' ? slot.resources : [],
  )
  return {
    ...relevantDispatched(resources, patientId, service.definition.order),
    slots: {},
  }
}

/**
 * Whether the patient whose record is opened has the diagnosis. That alone is read of everybody
 * else.
 */
async function findAtView(
  { service: { entry, definition }, ports, client }: Call,
  request: PatientViewRequest,
): Promise<Found> {
  const key = definition.keys.diagnoses
  const slots = await ports.patientData.acquire(
    request,
    { [key]: entry.prefetch[key] ?? '' },
    client,
  )
  refuseWithoutData(slots)
  const { conditions } = readPatientRecord(slots, definition, request.context.patientId)
  const isRelevant = conditions.some(
    ({ code, holds }) => holds && isDiagnosis(code, definition.diagnosis),
  )
  return { orders: isRelevant ? [NO_ORDER_YET] : [], passedOver: 0, slots }
}

/**
 * What of a call concerns the service, by hook.
 *
 * @throws {Fault} `data-unavailable` when that cannot be read.
 */
export async function findRelevantOrders(call: Call): Promise<Found> {
  const { request } = call
  switch (request.hook) {
    case 'order-select':
    case 'order-sign':
      return { ...relevantDrafts(request, call.service.definition.order), slots: {} }
    case 'order-dispatch':
      return findDispatched(call, request)
    case 'patient-view':
      return findAtView(call, request)
  }
}
