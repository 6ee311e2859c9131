import type { Action } from '../../hook/protocol/card.ts'
import { type FhirResource, isFhirResource, referenceTo } from '../../clinical/fhir/resource.ts'
import { nameOf } from '../../clinical/fhir/concept.ts'
import { readOrder } from '../../clinical/fhir/order.ts'
import { isJsonObject, nonBlank } from '../../base/json.ts'
import { inLanguage, type Orderable } from './settings.ts'

/** What is ordered: an orderable by its id, or a resource as JSON. */
export interface Ordered {
  readonly written: string
  readonly order: FhirResource
}

export interface OrderForm {
  readonly ordered: Ordered
  readonly priority: string
  /** `Condition/id`, or nothing. */
  readonly reason: string
  readonly note: string
}

/** An unsigned order. */
export interface Draft {
  readonly resource: FhirResource
  /** As its person ordered it; nothing of what a card brought. */
  readonly written?: string
}

/** The unsigned orders of one patient. */
export type Drafts = readonly Draft[]

interface DraftContext {
  readonly patientId: string
  readonly userId: string
  readonly authoredOn: string
  readonly id: string
}

/** The order of the sandbox's list, called as in a language. */
export function fromOrderable({ id, order, names }: Orderable, language: string): Ordered {
  const code = isJsonObject(order['code']) ? order['code'] : {}
  return { written: id, order: { ...order, code: { ...code, text: inLanguage(names, language) } } }
}

/** Where each kind of order says what is ordered. */
const CODE_ELEMENT = {
  ServiceRequest: 'code',
  MedicationRequest: 'medicationCodeableConcept',
  DeviceRequest: 'codeCodeableConcept',
} as const

/** What is ordered by a code of whatever system, or by a name alone. */
export interface CodedForm {
  readonly kind: keyof typeof CODE_ELEMENT
  readonly system: string
  readonly code: string
  readonly display: string
}

/** Nothing while neither a code nor a name is given. */
export function fromCode({ kind, ...given }: CodedForm): Ordered | undefined {
  const filled = Object.entries(given).map(([name, text]) => [name, text.trim()] as const)
  const coding = Object.fromEntries(filled.filter(([, text]) => text !== ''))
  const { code, display: text } = coding
  if (code === undefined && text === undefined) return undefined
  const concept = {
    ...(code === undefined ? {} : { coding: [coding] }),
    ...(text === undefined ? {} : { text }),
  }
  const order = { resourceType: kind, intent: 'order', [CODE_ELEMENT[kind]]: concept }
  return { written: JSON.stringify(order), order }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An order that somebody wrote as JSON; nothing when it is no FHIR resource. */
export function fromJson(text: string): Ordered | undefined {
  const order = parsed(text)
  return isFhirResource(order) ? { written: JSON.stringify(order), order } : undefined
}

/** What stands in a URL, as it was ordered. */
export function fromWritten(
  written: string,
  orderables: readonly Orderable[],
  language: string,
): Ordered | undefined {
  const orderable = orderables.find(({ id }) => id === written)
  return orderable === undefined ? fromJson(written) : fromOrderable(orderable, language)
}

/** Where the resources that are not about a `subject` name their patient, and their date. */
const PATIENT_ELEMENT: ReadonlyMap<string, string> = new Map([
  ['NutritionOrder', 'patient'],
  ['VisionPrescription', 'patient'],
])
const DATE_ELEMENT: ReadonlyMap<string, string> = new Map([
  ['NutritionOrder', 'dateTime'],
  ['VisionPrescription', 'dateWritten'],
])

/** Whoever's the pasted order was: here it is a draft for the open patient, by who is signed in. */
export function toDraft(
  { ordered: { order, written }, priority, reason, note }: OrderForm,
  { patientId, userId, authoredOn, id }: DraftContext,
): Draft {
  const { resourceType: type } = order
  const resource = {
    ...order,
    id,
    status: 'draft',
    ...(type === 'VisionPrescription' ? {} : { intent: order['intent'] ?? 'order' }),
    [PATIENT_ELEMENT.get(type) ?? 'subject']: { reference: `Patient/${patientId}` },
    [DATE_ELEMENT.get(type) ?? 'authoredOn']: authoredOn,
    ...(PATIENT_ELEMENT.has(type) ? {} : { priority, requester: { reference: userId } }),
    ...(reason === '' || PATIENT_ELEMENT.has(type)
      ? {}
      : { reasonReference: [{ reference: reason }] }),
    ...(note.trim() === '' ? {} : { note: [{ text: note.trim() }] }),
  }
  return { resource, written }
}

function applyAction(drafts: Drafts, action: Action, newId: () => string): Drafts {
  switch (action.type) {
    case 'create':
      return [...drafts, { resource: { ...action.resource, id: newId() } }]
    case 'update':
      return drafts.map((draft) =>
        referenceTo(draft.resource) === referenceTo(action.resource)
          ? { resource: action.resource }
          : draft,
      )
    case 'delete':
      return drafts.filter(({ resource }) => !isNamed(resource, action.resourceId))
  }
}

/** A widespread mistake names a draft by its id alone. */
const isNamed = (resource: FhirResource, name: string) =>
  [referenceTo(resource), resource['id']].includes(name)

/** The drafts after actions. https://cds-hooks.hl7.org/2.0/#action */
export const applyActions = (
  drafts: Drafts,
  actions: readonly Action[],
  newId: () => string,
): Drafts => actions.reduce((sofar, action) => applyAction(sofar, action, newId), drafts)

export function nameOfOrder(order: FhirResource): string {
  const [code] = readOrder(order)?.codes ?? []
  const described = nonBlank(order['description'])
  return code === undefined ? (described ?? referenceTo(order)) : nameOf(code)
}

/** The drafts as `draftOrders` of a hook's context, under the URLs that they will have. */
export const toBundle = (drafts: Drafts, fhirServer: string): FhirResource => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: drafts.map(({ resource }) => ({
    fullUrl: `${fhirServer}/${referenceTo(resource)}`,
    resource,
  })),
})

/** An order as it is stored when it is signed: the server gives it its id. */
export function toSigned({ id: _, resourceType, ...order }: FhirResource): FhirResource {
  const isDraft = order['status'] === 'draft'
  const signed = resourceType === 'Task' ? 'requested' : 'active'
  return { resourceType, ...order, status: isDraft ? signed : order['status'] }
}
