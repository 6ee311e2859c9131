import type { JsonObject } from '../../base/json.ts'
import type { Identified } from './collected.ts'
import { findMapped, type Hl7Map } from './hl7-map.ts'
import { groupsOf, type Message, type Segment } from './message.ts'
import { idOf, toFhirId } from './patient.ts'
import { firstWritten, present } from './without-empty.ts'
import { MessageProblem } from './problem.ts'
import { toFhirDateTime } from './timestamp.ts'
import { toConcept } from './to-observations.ts'

/** Why an order, or a diagnosis beside it, is not passed on as code. */
export type OrderRemark = 'not-a-new-order' | 'order-not-in-map' | 'diagnosis-not-in-map'

/** The orders of a message that the service is to be asked about. */
interface TranslatedOrders {
  readonly orders: readonly Identified[]
  readonly conditions: readonly Identified[]
  /** Reference to who orders. */
  readonly userId: string
  readonly remarks: readonly { readonly code: string; readonly what: OrderRemark }[]
}

/** OBR-5, OBR-27.6 and ORC-7.6 (HL7 table 0485) in the terms of FHIR. */
const PRIORITIES: Readonly<Record<string, string>> = { S: 'stat', A: 'asap', R: 'routine' }

const first = (group: readonly Segment[], segment: string) =>
  group.find(({ name }) => name === segment)

/** An order begins with its ORC, or with an OBR that has none. */
const beginsOrder = ({ name }: Segment, group: readonly Segment[] | undefined) =>
  name === 'ORC' || (name === 'OBR' && (group === undefined || first(group, 'OBR') !== undefined))

function toCondition(dg1: Segment, patientId: string, { diagnoses }: Hl7Map) {
  const code = dg1.value(3)
  const mapped = findMapped(diagnoses, code, dg1.value(3, { component: 3 }))
  const text = firstWritten(dg1.value(4), dg1.value(3, { component: 2 }), code)
  const condition: Identified = {
    resourceType: 'Condition',
    id: idOf(patientId, 'DG1', code, text),
    subject: { reference: `Patient/${patientId}` },
    // What the map does not name is passed on in the hospital's words, without a code.
    code: mapped === undefined ? { text } : toConcept(mapped, text),
  }
  return { code, text, isMapped: mapped !== undefined, condition }
}

const urgencyOf = (orc: Segment | undefined, obr: Segment) =>
  firstWritten(obr.value(5), obr.value(27, { component: 6 }), orc?.value(7, { component: 6 }))

/** The order of a group; nothing when the map has no such order. */
function toOrder(
  group: readonly Segment[],
  patientId: string,
  { orders, timeZone }: Hl7Map,
  reasonReference: readonly JsonObject[],
): Identified | undefined {
  const [orc, obr] = [first(group, 'ORC'), first(group, 'OBR')]
  if (obr === undefined) return undefined
  const mapped = findMapped(orders, obr.value(4), obr.value(4, { component: 3 }))
  if (mapped === undefined) return undefined
  const number = firstWritten(orc?.value(2), obr.value(2), idOf(patientId, mapped.code))
  return {
    resourceType: 'ServiceRequest',
    id: toFhirId(number),
    status: 'draft',
    intent: 'order',
    code: toConcept(mapped, obr.value(4, { component: 2 })),
    subject: { reference: `Patient/${patientId}` },
    ...present({
      authoredOn: toFhirDateTime(orc?.value(9) ?? '', timeZone),
      priority: PRIORITIES[urgencyOf(orc, obr)],
      reasonReference: reasonReference.length === 0 ? undefined : reasonReference,
    }),
  }
}

const codeOf = (group: readonly Segment[]) => first(group, 'OBR')?.value(4) ?? ''

/**
 * The new orders of a message that the map names, with the diagnoses beside them.
 *
 * @throws {MessageProblem} When it has no order at all.
 */
export function toOrders(message: Message, patientId: string, map: Hl7Map): TranslatedOrders {
  const groups = groupsOf(message, beginsOrder)
  if (groups.length === 0) throw new MessageProblem('AR', '100', 'it has neither ORC nor OBR')
  const diagnoses = message.segments
    .filter(({ name }) => name === 'DG1')
    .map((dg1) => toCondition(dg1, patientId, map))
    .filter(({ text }) => text !== '')
  const conditions = diagnoses.map(({ condition }) => condition)
  const reasons = conditions.map(({ id }) => ({ reference: `Condition/${id}` }))
  const orders: Identified[] = []
  const remarks: { readonly code: string; readonly what: OrderRemark }[] = []
  for (const group of groups) {
    const code = codeOf(group)
    const order = toOrder(group, patientId, map, reasons)
    const isNew = map.newOrder.includes(first(group, 'ORC')?.value(1) ?? '')
    if (!isNew) remarks.push({ code, what: 'not-a-new-order' })
    else if (order === undefined) remarks.push({ code, what: 'order-not-in-map' })
    else orders.push(order)
  }
  for (const { code, isMapped } of diagnoses)
    if (!isMapped) remarks.push({ code, what: 'diagnosis-not-in-map' })
  const user = firstWritten(...groups.map((group) => first(group, 'ORC')?.value(12)))
  const userId = user === '' ? map.userWhenMissing : `Practitioner/${toFhirId(user)}`
  return { orders, conditions, userId, remarks }
}
