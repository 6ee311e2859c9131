import type { Instant } from '../../base/time.ts'
import { readOrder } from '../fhir/order.ts'
import type { FhirResource } from '../fhir/resource.ts'
import { afterReview, assess, type Assessment } from './assess.ts'
import { toAssessmentBasis } from './assessment-basis.ts'
import type { GivenCircumstances } from './circumstances.ts'
import type { ModelInService } from './model-in-service.ts'
import { NO_ORDER_YET, type RelevantOrder } from './relevant-order.ts'
import type { PrefetchSlots } from './slots.ts'

/** The record of a patient and, when it is known, the order to assess it for. */
export interface RecordToAssess {
  readonly slots: PrefetchSlots
  readonly patientId: string
  readonly order: FhirResource | undefined
  readonly now: Instant
  readonly circumstances?: GivenCircumstances | undefined
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
  { order, ...data }: RecordToAssess,
): Assessment {
  const basis = toAssessmentBasis({ definition, ...data })
  return afterReview(definition.review, data.now, assess(toRelevantOrder(order), basis))
}
