import type { PrefetchSlots, Suggestion } from '../cds-hooks/index.ts'
import { type FhirResource, readOrder } from '../fhir/index.ts'
import type { Instant } from '../kernel/index.ts'
import { assess, type Assessment } from './assess.ts'
import { type ConcernedOrder, NO_ORDER_YET } from './concerned-orders.ts'
import { situationOf } from './give-guidance.ts'
import { readPatientRecord } from './patient-record.ts'
import { afterReview } from './review.ts'
import type { GuidanceDefinition } from './service-definition.ts'
import { makeSuggestions } from './suggestions.ts'

/** The record of a patient and, when it is known, the order to assess it for. */
export interface RecordToAssess {
  readonly slots: PrefetchSlots
  readonly patientId: string
  readonly order: FhirResource | undefined
  readonly now: Instant
}

/** An order of which nothing is known but that it is the one: assessed as of now. */
const { order: ANY_ORDER } = NO_ORDER_YET

/** The order to assess for, or one of which nothing is known. */
export const toConcernedOrder = (order: FhirResource | undefined): ConcernedOrder => ({
  order: (order === undefined ? undefined : readOrder(order)) ?? ANY_ORDER,
  verdict: 'recognised',
})

/** The assessment of a record outside of a hook, as a SMART app makes it, by the rules of the cards. */
export function assessRecord(
  definition: GuidanceDefinition,
  { slots, patientId, order, now }: RecordToAssess,
): Assessment {
  const record = readPatientRecord(slots, definition, patientId)
  const assessment = assess(toConcernedOrder(order), { definition, slots, record, now })
  return afterReview(definition.review, now, assessment)
}

/** For whom suggestions are made outside of a hook. */
export interface SuggestionsFor {
  readonly patientId: string
  /** `Type/id` of the order, when it is known. */
  readonly order: string
  readonly newUuid: () => string
}

/** The suggestions that the card of an assessment carries. */
export function suggestionsOf(
  definition: GuidanceDefinition,
  assessment: Exclude<Assessment, { readonly kind: 'not-concerned' }>,
  { patientId, order, newUuid }: SuggestionsFor,
): readonly Suggestion[] {
  const ids = definition.cards.situations[situationOf(assessment)]?.suggestions ?? []
  const context = { patientId, order: { ...ANY_ORDER, reference: order }, newUuid }
  return makeSuggestions(definition, ids, assessment, context)
}
