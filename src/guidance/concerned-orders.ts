import type { HookRequest } from '../cds-hooks/index.ts'
import {
  isAbout,
  isOrderType,
  localReference,
  type OrderView,
  readBundle,
  readOrder,
} from '../fhir/index.ts'
import { recogniseOrder, type OrderRecognition, type OrderVerdict } from '../recognition/index.ts'

/** An order that may be the one that the service answers to. */
export interface ConcernedOrder {
  readonly order: OrderView
  readonly verdict: Exclude<OrderVerdict, 'other'>
}

/**
 * The orders of a request that concern the service, and how many were passed over because nothing
 * in them could be read.
 */
export interface ConcernedOrders {
  readonly orders: readonly ConcernedOrder[]
  readonly passedOver: number
}

function isSelected(order: OrderView, request: HookRequest): boolean {
  if (request.hook === 'order-sign') return true
  return request.context.selections.some((one) => localReference(one) === order.reference)
}

/**
 * The live orders of the context's patient that concern the service: of order-select the selected
 * ones, of order-sign all.
 */
export function concernedOrders(request: HookRequest, by: OrderRecognition): ConcernedOrders {
  const { draftOrders, patientId } = request.context
  const bundle = readBundle(draftOrders)
  const candidates = bundle.resources.filter(({ resourceType }) => isOrderType(resourceType))
  const readable = candidates
    .filter((resource) => isAbout(resource, patientId))
    .map(readOrder)
    .filter((order) => order !== undefined)
  const orders = readable
    .filter((order) => order.isLive && isSelected(order, request))
    .map((order) => ({ order, verdict: recogniseOrder(order, by) }))
    .filter((one): one is ConcernedOrder => one.verdict !== 'other')
  return { orders, passedOver: bundle.passedOver + candidates.length - readable.length }
}
