import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import { readPatientRecord } from '../clinical/assessment/patient-record.ts'
import { NO_ORDER_YET } from '../clinical/assessment/relevant-order.ts'
import { isDiagnosis } from '../clinical/recognition/recognise-diagnosis.ts'
import type { Call } from './call.ts'
import { fetchKeys } from './fetch-record.ts'
import type { OrderDispatchRequest, PatientViewRequest } from './protocol/hook-request.ts'
import { relevantDispatched, relevantDrafts, type RelevantOrders } from './relevant-orders.ts'

/** The orders that are the service's, and what of the record had to be read to find them. */
export interface FoundOrders extends RelevantOrders {
  readonly slots: PrefetchSlots
}

/**
 * The dispatched orders that are the service's. They stand in the record, not in the context, and
 * no prefetch token of a published version can ask for them: they are read.
 */
async function findDispatched(call: Call, request: OrderDispatchRequest): Promise<FoundOrders> {
  const { dispatchedOrders, patientId } = request.context
  const templates = Object.fromEntries(dispatchedOrders.map((order) => [order, order]))
  const slots = await fetchKeys(call, templates)
  const resources = Object.values(slots).flatMap((slot) =>
    slot.kind === 'supplied' ? slot.resources : [],
  )
  return { ...(await relevantDispatched(resources, patientId, call.model.order)), slots: {} }
}

/**
 * Whether the patient whose record is opened has the diagnosis. That alone is read of everybody
 * else.
 */
async function findAtView(call: Call, { context }: PatientViewRequest): Promise<FoundOrders> {
  const { entry, model } = call
  const key = model.keys.diagnoses
  const slots = await fetchKeys(call, { [key]: entry.prefetch[key] ?? '' })
  const { conditions } = readPatientRecord(slots, model, context.patientId)
  const isDiagnosed = conditions.some(
    ({ code, holds }) => holds && isDiagnosis(code, model.diagnosis),
  )
  return { orders: isDiagnosed ? [NO_ORDER_YET] : [], passedOver: 0, slots }
}

/**
 * The orders of a call that are the service's, by hook.
 *
 * @throws {Fault} `data-unavailable` when they cannot be read.
 */
export async function findOrders(call: Call): Promise<FoundOrders> {
  const { request, model } = call
  switch (request.hook) {
    case 'order-select':
    case 'order-sign':
      return { ...(await relevantDrafts(request, model.order)), slots: {} }
    case 'order-dispatch':
      return findDispatched(call, request)
    case 'patient-view':
      return findAtView(call, request)
  }
}
