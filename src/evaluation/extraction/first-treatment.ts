import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { readOrder } from '../../clinical/fhir/order.ts'
import { isOrderType } from '../../clinical/fhir/ordered-codes.ts'
import { parseDateTime, readTime, type TimeSpan } from '../../clinical/fhir/date-time.ts'
import { readProcedure } from '../../clinical/fhir/clinical-record.ts'
import { DAY_MS } from '../../base/time.ts'
import { isJsonObject, nonBlank } from '../../base/json.ts'
import type { OrderRecognition } from '../../clinical/recognition/definition.ts'
import { recogniseOrder } from '../../clinical/recognition/recognise.ts'

/** One procedure of the kind that the service is for, or its order, in a record looked at later. */
interface Treatment {
  readonly kind: 'procedure' | 'order'
  readonly resource: FhirResource
  /** When it began, or was ordered; nothing when the record does not say. */
  readonly time: TimeSpan | undefined
}

/** The first treatment of a patient, and the start of the first that was carried out. */
export interface FirstTreatment {
  readonly treatment: Treatment
  readonly time: TimeSpan
  readonly firstDone: TimeSpan | undefined
}

export type NoIndexDate = 'index-date-unknown' | 'index-date-vague'

/** Orders that were never given, or taken back. A completed one was given, unlike at order time. */
const NOT_ORDERED = ['draft', 'cancelled', 'revoked', 'entered-in-error', 'unknown']

/**
 * When a procedure began. The readings of the service take the end of a Period; what was observed
 * during the procedure is no baseline, so that the start counts here.
 */
function startOf(procedure: FhirResource): TimeSpan | undefined {
  const period = procedure['performedPeriod'] ?? procedure['occurrencePeriod']
  if (!isJsonObject(period))
    return readTime(procedure, 'performed') ?? readTime(procedure, 'occurrence')
  const start = nonBlank(period['start'])
  return start === undefined ? undefined : parseDateTime(start)
}

function readAsProcedure(resource: FhirResource, by: OrderRecognition): Treatment | undefined {
  const procedure = readProcedure(resource)
  if (procedure?.wasDone !== true) return undefined
  const { concepts: reasons, references: reasonReferences } = procedure.reasons
  const verdict = recogniseOrder({ ...procedure, reasons, reasonReferences }, by)
  return verdict === 'other' ? undefined : { kind: 'procedure', resource, time: startOf(resource) }
}

function readAsOrder(resource: FhirResource, by: OrderRecognition): Treatment | undefined {
  const order = readOrder(resource)
  const status = nonBlank(resource['status']) ?? ''
  if (order === undefined || NOT_ORDERED.includes(status)) return undefined
  if (resource['doNotPerform'] === true || recogniseOrder(order, by) === 'other') return undefined
  return { kind: 'order', resource, time: order.authoredOn }
}

/** A resource as a treatment of the kind that the service is for; nothing when it is none. */
export function readTreatment(resource: FhirResource, by: OrderRecognition): Treatment | undefined {
  return isOrderType(resource.resourceType)
    ? readAsOrder(resource, by)
    : readAsProcedure(resource, by)
}

const isVague = ({ earliest, latest }: TimeSpan) => latest - earliest >= DAY_MS

const byStart = (a: TimeSpan, b: TimeSpan) => a.earliest - b.earliest || a.latest - b.latest

/** The earliest of the treatments with a date; of an order and a procedure of one time the order. */
export function firstOf(treatments: readonly Treatment[]): FirstTreatment | NoIndexDate {
  const dated = treatments.flatMap((treatment) =>
    treatment.time === undefined ? [] : [{ treatment, time: treatment.time }],
  )
  const [first] = dated.toSorted(
    (a, b) => byStart(a.time, b.time) || (a.treatment.kind < b.treatment.kind ? -1 : 1),
  )
  if (first === undefined) return 'index-date-unknown'
  const [firstDone] = dated
    .filter(({ treatment }) => treatment.kind === 'procedure')
    .map(({ time }) => time)
    .toSorted(byStart)
  return isVague(first.time) || (firstDone !== undefined && isVague(firstDone))
    ? 'index-date-vague'
    : { ...first, firstDone }
}
