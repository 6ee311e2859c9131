import type { DraftOrdersRequest } from '../cds-hooks/index.ts'
import {
  type BundleContent,
  type FhirResource,
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

function isSelected(order: OrderView, request: DraftOrdersRequest): boolean {
  if (request.hook === 'order-sign') return true
  return request.context.selections.some((one) => localReference(one) === order.reference)
}

function concernedAmong(
  { resources, passedOver }: Pick<BundleContent, 'resources' | 'passedOver'>,
  patientId: string,
  isMeant: (order: OrderView) => boolean,
  by: OrderRecognition,
): ConcernedOrders {
  const candidates = resources.filter(({ resourceType }) => isOrderType(resourceType))
  const readable = candidates
    .filter((resource) => isAbout(resource, patientId))
    .map(readOrder)
    .filter((order) => order !== undefined)
  const orders = readable
    .filter((order) => order.isLive && isMeant(order))
    .map((order) => ({ order, verdict: recogniseOrder(order, by) }))
    .filter((one): one is ConcernedOrder => one.verdict !== 'other')
  return { orders, passedOver: passedOver + candidates.length - readable.length }
}

/**
 * The live orders of the context's patient that concern the service: of order-select the selected
 * ones, of order-sign all.
 */
export function concernedDrafts(
  request: DraftOrdersRequest,
  by: OrderRecognition,
): ConcernedOrders {
  const { draftOrders, patientId } = request.context
  const isMeant = (order: OrderView) => isSelected(order, request)
  return concernedAmong(readBundle(draftOrders), patientId, isMeant, by)
}

/** The live orders of the patient among those that are dispatched, read from the record. */
export function concernedDispatched(
  resources: readonly FhirResource[],
  patientId: string,
  by: OrderRecognition,
): ConcernedOrders {
  return concernedAmong({ resources, passedOver: 0 }, patientId, () => true, by)
}

/**
 * Stands for the order that nobody wrote yet, when a record is opened: it says nothing, so that the
 * diagnosis decides whether the patient is concerned.
 */
export const NO_ORDER_YET: ConcernedOrder = {
  verdict: 'if-diagnosed',
  order: {
    reference: '',
    codes: [],
    reasons: [],
    reasonReferences: [],
    bodySites: [],
    notes: [],
    isLive: true,
    priority: undefined,
    authoredOn: undefined,
    occurrence: undefined,
    contained: [],
  },
}
