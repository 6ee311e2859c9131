import type { Action, Suggestion } from '../../hook/protocol/card.ts'
import { type FhirResource, referenceTo } from '../../clinical/fhir/resource.ts'
import { nameOf } from '../../clinical/fhir/concept.ts'
import { readOrder } from '../../clinical/fhir/order.ts'
import { isJsonObject } from '../../base/json.ts'
import { inLanguage, type Orderable } from './settings.ts'

export interface OrderForm {
  readonly orderable: Orderable
  readonly priority: string
  /** `Condition/id`, or nothing. */
  readonly reason: string
  readonly note: string
  /** Of the name of what is ordered. */
  readonly language: string
}

/** The unsigned orders of one patient. */
export type Drafts = readonly FhirResource[]

interface DraftContext {
  readonly patientId: string
  readonly authoredOn: string
  readonly id: string
}

export function toDraft(
  { orderable: { order, names }, priority, reason, note, language }: OrderForm,
  { patientId, authoredOn, id }: DraftContext,
): FhirResource {
  const code = isJsonObject(order['code']) ? order['code'] : {}
  return {
    ...order,
    id,
    code: { ...code, text: inLanguage(names, language) },
    subject: { reference: `Patient/${patientId}` },
    priority,
    authoredOn,
    ...(reason === '' ? {} : { reasonReference: [{ reference: reason }] }),
    ...(note.trim() === '' ? {} : { note: [{ text: note.trim() }] }),
  }
}

function applyAction(drafts: Drafts, action: Action, newId: () => string): Drafts {
  switch (action.type) {
    case 'create':
      return [...drafts, { ...action.resource, id: newId() }]
    case 'update':
      return drafts.map((draft) =>
        referenceTo(draft) === referenceTo(action.resource) ? action.resource : draft,
      )
    case 'delete':
      return drafts.filter((draft) => referenceTo(draft) !== action.resourceId)
  }
}

/** The drafts after a suggestion. https://cds-hooks.hl7.org/2.0/#suggestion */
export function applySuggestion(
  drafts: Drafts,
  { actions = [] }: Suggestion,
  newId: () => string,
): Drafts {
  return actions.reduce((sofar, action) => applyAction(sofar, action, newId), drafts)
}

export function nameOfOrder(order: FhirResource): string {
  const [code] = readOrder(order)?.codes ?? []
  return code === undefined ? referenceTo(order) : nameOf(code)
}

/** The drafts as `draftOrders` of a hook's context, under the URLs that they will have. */
export const toBundle = (drafts: Drafts, fhirServer: string): FhirResource => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: drafts.map((resource) => ({
    fullUrl: `${fhirServer}/${referenceTo(resource)}`,
    resource,
  })),
})
