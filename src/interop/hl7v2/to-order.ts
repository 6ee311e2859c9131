import type { JsonObject } from '../../base/json.ts'
import type { ResourceWithId } from './collected.ts'
import { findMapped, type Hl7Map } from './hl7-map.ts'
import { groupsOf, type Message, type Segment } from './message.ts'
import { idOf, toFhirId } from './patient.ts'
import { firstNonEmpty, withoutUndefined } from './empty-values.ts'
import { MessageProblem } from './problem.ts'
import { toFhirDateTime } from './timestamp.ts'
import { toConcept } from './to-observations.ts'
import { toLookup } from '../../base/lookup.ts'

export type OrderRemark = 'not-a-new-order' | 'order-not-in-map' | 'diagnosis-not-in-map'

interface TranslatedOrders {
  readonly orders: readonly ResourceWithId[]
  readonly conditions: readonly ResourceWithId[]
  /** Reference to who orders. */
  readonly userId: string
  readonly remarks: readonly { readonly code: string; readonly what: OrderRemark }[]
}

/** OBR-5, OBR-27.6 and ORC-7.6 (HL7 table 0485) in the terms of FHIR. */
const PRIORITIES = toLookup<string>({ S: 'stat', A: 'asap', R: 'routine' })

const firstNamed = (group: readonly Segment[], segment: string) =>
  group.find(({ name }) => name === segment)

/** An order begins with its ORC, or with an OBR that has none. */
const isFirstOfOrder = ({ name }: Segment, group: readonly Segment[] | undefined) =>
  name === 'ORC' ||
  (name === 'OBR' && (group === undefined || firstNamed(group, 'OBR') !== undefined))

function toCondition(dg1: Segment, patientId: string, { diagnoses }: Hl7Map) {
  const code = dg1.value(3)
  const mapped = findMapped(diagnoses, code, dg1.value(3, { component: 3 }))
  const text = firstNonEmpty(dg1.value(4), dg1.value(3, { component: 2 }), code)
  const condition: ResourceWithId = {
    resourceType: 'Condition',
    id: idOf(patientId, 'DG1', code, text),
    subject: { reference: `Patient/${patientId}` },
    // What the map does not name is passed on in the hospital's words, without a code.
    code: mapped === undefined ? { text } : toConcept(mapped, text),
  }
  return { code, text, isMapped: mapped !== undefined, condition }
}

const urgencyOf = (orc: Segment | undefined, obr: Segment) =>
  firstNonEmpty(obr.value(5), obr.value(27, { component: 6 }), orc?.value(7, { component: 6 }))

/** The order of a group; nothing when the map has no such order. */
function toOrder(
  group: readonly Segment[],
  patientId: string,
  { orders, timeZone }: Hl7Map,
  reasonReference: readonly JsonObject[],
): ResourceWithId | undefined {
  const [orc, obr] = [firstNamed(group, 'ORC'), firstNamed(group, 'OBR')]
  if (obr === undefined) return undefined
  const mapped = findMapped(orders, obr.value(4), obr.value(4, { component: 3 }))
  if (mapped === undefined) return undefined
  const number = firstNonEmpty(orc?.value(2), obr.value(2), idOf(patientId, mapped.code))
  return {
    resourceType: 'ServiceRequest',
    id: toFhirId(number),
    status: 'draft',
    intent: 'order',
    code: toConcept(mapped, obr.value(4, { component: 2 })),
    subject: { reference: `Patient/${patientId}` },
    ...withoutUndefined({
      authoredOn: toFhirDateTime(orc?.value(9) ?? '', timeZone),
      priority: PRIORITIES[urgencyOf(orc, obr)],
      reasonReference: reasonReference.length === 0 ? undefined : reasonReference,
    }),
  }
}

const codeOf = (group: readonly Segment[]) => firstNamed(group, 'OBR')?.value(4) ?? ''

/**
 * The new orders of a message that the map names, with the diagnoses beside them.
 *
 * @throws {MessageProblem} When it has no order at all.
 */
export function toOrders(message: Message, patientId: string, map: Hl7Map): TranslatedOrders {
  const groups = groupsOf(message, isFirstOfOrder)
  if (groups.length === 0) throw new MessageProblem('AR', '100', 'it has neither ORC nor OBR')
  const diagnoses = message.segments
    .filter(({ name }) => name === 'DG1')
    .map((dg1) => toCondition(dg1, patientId, map))
    .filter(({ text }) => text !== '')
  const conditions = diagnoses.map(({ condition }) => condition)
  const reasons = conditions.map(({ id }) => ({ reference: `Condition/${id}` }))
  const orders: ResourceWithId[] = []
  const remarks: { readonly code: string; readonly what: OrderRemark }[] = []
  for (const group of groups) {
    const code = codeOf(group)
    const order = toOrder(group, patientId, map, reasons)
    const isNew = map.newOrder.includes(firstNamed(group, 'ORC')?.value(1) ?? '')
    if (!isNew) remarks.push({ code, what: 'not-a-new-order' })
    else if (order === undefined) remarks.push({ code, what: 'order-not-in-map' })
    else orders.push(order)
  }
  for (const { code, isMapped } of diagnoses)
    if (!isMapped) remarks.push({ code, what: 'diagnosis-not-in-map' })
  const user = firstNonEmpty(...groups.map((group) => firstNamed(group, 'ORC')?.value(12)))
  const userId = user === '' ? map.userWhenMissing : `Practitioner/${toFhirId(user)}`
  return { orders, conditions, userId, remarks }
}
