import { assess, situationOf } from '../../../clinical/assessment/assess.ts'
import {
  type AssessmentBasis,
  toAssessmentBasis,
} from '../../../clinical/assessment/assessment-basis.ts'
import { whyNoNumber } from '../../../clinical/assessment/input-reading.ts'
import { readPatientRecord } from '../../../clinical/assessment/patient-record.ts'
import { OMITTED, type PrefetchSlot, reasonsOf } from '../../../clinical/assessment/slots.ts'
import { readOrder } from '../../../clinical/fhir/order.ts'
import { judgeDiagnosis } from '../../../clinical/recognition/recognise-diagnosis.ts'
import type { Instant } from '../../../base/time.ts'
import type { PatientData } from '../../call.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../client-settings.ts'
import type { HookRequest } from '../../protocol/hook-request.ts'
import type { CdsService } from '../../service.ts'
import { draftOrder } from '../draft-order.ts'
import { lookAtOrders, toUnmapped, type UnmappedCode, unmappedValues } from './unmapped.ts'

/** What a patient's record gives, without anything by which the patient could be known. */
export interface PatientLook {
  /** By prefetch key, why not all came; empty when all did. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** By predictor, `found` or why there is no number. */
  readonly inputs: Readonly<Record<string, string>>
  readonly situation: string
  /** How each order was recognised that is the service's. */
  readonly orders: readonly string[]
  /** How the diagnosis was found, or that it was not. */
  readonly diagnosis: string
  readonly unmapped: readonly UnmappedCode[]
}

/** What is asked for beside the prefetch, to find what is not mapped. */
const EXTRA = {
  everything: 'Observation?patient={{context.patientId}}&_sort=-date&_count=200',
  orders: 'ServiceRequest?patient={{context.patientId}}&_count=100',
} as const

const resourcesIn = (slot: PrefetchSlot | undefined) =>
  slot?.kind === 'supplied' ? slot.resources : []

/** How the diagnosis stands in a record, and the codes under which only its words are it. */
function lookAtDiagnosis({ definition, record }: AssessmentBasis) {
  const { diagnosis } = definition
  const held = record.conditions
    .filter(({ holds }) => holds)
    .map(({ code }) => ({ code, verdict: judgeDiagnosis(code, diagnosis) }))
  const found = (['coded', 'in-words', 'unmapped'] as const).find((wanted) =>
    held.some(({ verdict }) => verdict === wanted),
  )
  const perhaps = held.filter(({ verdict }) => verdict === 'in-words' || verdict === 'unmapped')
  return {
    diagnosis: found ?? 'not-found',
    unmapped: perhaps.flatMap(({ code }) => toUnmapped(code, [diagnosis.codes.id])),
  }
}

/** An order of today, to which the record is read. */
function orderOfToday({ definition }: CdsService, patientId: string) {
  const order = readOrder(draftOrder(definition, patientId))
  if (order === undefined) throw new TypeError('a draft order can be read')
  return { order, verdict: 'recognised' } as const
}

const reasonsByKey = ({ entry }: CdsService, { slots }: AssessmentBasis): PatientLook['keys'] =>
  Object.fromEntries(Object.keys(entry.prefetch).map((key) => [key, reasonsOf(slots[key])]))

/**
 * What a patient's record gives an order of today.
 *
 * @param request - Of the patient, without prefetch.
 */
export async function lookAtPatient(
  service: CdsService,
  request: HookRequest,
  patientData: PatientData,
  now: Instant,
): Promise<PatientLook> {
  const { entry, definition } = service
  const { patientId } = request.context
  const templates = { ...entry.prefetch, ...EXTRA }
  const { everything, orders, ...slots } = await patientData.acquire(
    request,
    templates,
    DEFAULT_CLIENT_SETTINGS,
  )
  const basis = toAssessmentBasis({ definition, slots, patientId, now })
  const relevant = orderOfToday(service, patientId)
  const assessment = assess(relevant, basis)
  const { readings } = basis.asOf(relevant).predictors()
  const { predictors, auxiliaries } = definition.inputs
  const all = { everything: everything ?? OMITTED }
  const { statements } = readPatientRecord(all, definition, patientId)
  const ordered = lookAtOrders(resourcesIn(orders), definition.order)
  const diagnosed = lookAtDiagnosis(basis)
  const states = predictors.map(({ id }) => {
    const reading = readings[id]
    return [id, reading === undefined ? 'missing' : (whyNoNumber(reading) ?? 'found')] as const
  })
  return {
    keys: reasonsByKey(service, basis),
    inputs: Object.fromEntries(states),
    situation: assessment.kind === 'not-relevant' ? assessment.kind : situationOf(assessment),
    orders: ordered.verdicts,
    diagnosis: diagnosed.diagnosis,
    unmapped: [
      ...ordered.unmapped,
      ...diagnosed.unmapped,
      ...unmappedValues(statements, [...predictors, ...auxiliaries]),
    ],
  }
}
