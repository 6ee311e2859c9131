import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import type { FhirResource } from '../clinical/fhir/resource.ts'
import { readOrder } from '../clinical/fhir/order.ts'
import type { Instant } from '../base/time.ts'
import { assess, type Assessment, afterReview } from '../clinical/assessment/assess.ts'
import { NO_ORDER_YET, type RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import { readPatientRecord } from '../clinical/assessment/patient-record.ts'
import type { ModelInService } from '../clinical/assessment/model-in-service.ts'

/** The record of a patient and, when it is known, the order to assess it for. */
export interface RecordToAssess {
  readonly slots: PrefetchSlots
  readonly patientId: string
  readonly order: FhirResource | undefined
  readonly now: Instant
}

/** An order of which nothing is known but that it is the one: assessed as of now. */
export const { order: ANY_ORDER } = NO_ORDER_YET

/** The order to assess for, or one of which nothing is known. */
export const toRelevantOrder = (order: FhirResource | undefined): RelevantOrder => ({
  order: (order === undefined ? undefined : readOrder(order)) ?? ANY_ORDER,
  verdict: 'recognised',
})

/** The assessment of a record outside of a hook, as a SMART app makes it, by the rules of the cards. */
export function assessRecord(
  definition: ModelInService,
  { slots, patientId, order, now }: RecordToAssess,
): Assessment {
  const record = readPatientRecord(slots, definition, patientId)
  const assessment = assess(toRelevantOrder(order), { definition, slots, record, now })
  return afterReview(definition.review, now, assessment)
}
