import type { OrderView } from '../fhir/order.ts'
import type { OrderVerdict } from '../recognition/recognise.ts'

/** An order that may be one that the service answers to. */
export interface RelevantOrder {
  readonly order: OrderView
  readonly verdict: Exclude<OrderVerdict, 'other'>
}

/**
 * Stands for the order that nobody has written yet when a record is opened (patient-view): it says
 * nothing, so that the diagnosis alone decides whether the patient is one of the service's.
 */
export const NO_ORDER_YET: RelevantOrder = {
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
