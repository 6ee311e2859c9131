import { type RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { DraftOrdersRequest } from './protocol/hook-request.ts'
import {
  type BundleContent,
  readBundle,
  type FhirResource,
  localReference,
} from '../clinical/fhir/resource.ts'
import { identityOf, isAboutPatient } from '../clinical/fhir/patient-identity.ts'
import { isOrderType, type OrderView, readOrder } from '../clinical/fhir/order.ts'
import { recogniseOrder } from '../clinical/recognition/recognise.ts'
import type { OrderRecognition } from '../clinical/recognition/definition.ts'

/**
 * The orders of a request that concern the service, and how many were passed over because nothing
 * in them could be read.
 */
export interface RelevantOrders {
  readonly orders: readonly RelevantOrder[]
  readonly passedOver: number
}

function isSelected(order: OrderView, request: DraftOrdersRequest): boolean {
  if (request.hook === 'order-sign') return true
  return request.context.selections.some((selected) => localReference(selected) === order.reference)
}

function relevantAmong(
  { resources, passedOver }: Pick<BundleContent, 'resources' | 'passedOver'>,
  patientId: string,
  isMeant: (order: OrderView) => boolean,
  by: OrderRecognition,
): RelevantOrders {
  const candidates = resources.filter(({ resourceType }) => isOrderType(resourceType))
  const patient = identityOf(patientId)
  const readable = candidates
    .filter((resource) => isAboutPatient(resource, patient))
    .map(readOrder)
    .filter((order) => order !== undefined)
  const orders = readable
    .filter((order) => order.isLive && isMeant(order))
    .map((order) => ({ order, verdict: recogniseOrder(order, by) }))
    .filter((candidate): candidate is RelevantOrder => candidate.verdict !== 'other')
  return { orders, passedOver: passedOver + candidates.length - readable.length }
}

/**
 * The live orders of the context's patient that concern the service: of order-select the selected
 * ones, of order-sign all.
 */
export function relevantDrafts(request: DraftOrdersRequest, by: OrderRecognition): RelevantOrders {
  const { draftOrders, patientId } = request.context
  const isMeant = (order: OrderView) => isSelected(order, request)
  return relevantAmong(readBundle(draftOrders), patientId, isMeant, by)
}

/** The live orders of the patient among those that are dispatched, read from the record. */
export function relevantDispatched(
  resources: readonly FhirResource[],
  patientId: string,
  by: OrderRecognition,
): RelevantOrders {
  return relevantAmong({ resources, passedOver: 0 }, patientId, () => true, by)
}
