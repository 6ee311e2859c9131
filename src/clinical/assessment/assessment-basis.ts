import { lazily } from '../../base/lazily.ts'
import { type Instant, toIsoDate } from '../../base/time.ts'
import { type PredictorsRead, readPredictors } from '../readings/read-predictors.ts'
import type { ReadingContext, RecordStatements } from '../readings/reading-context.ts'
import { indexStatements } from '../readings/select-statements.ts'
import { type ProcedureView, resolveReasons } from '../fhir/clinical-record.ts'
import { textsOf } from '../fhir/concept.ts'
import {
  type DoneVerdict,
  isNamedAgain,
  judgeDone,
  saysEarlier,
} from '../recognition/recognise-done.ts'
import { withinWords } from '../recognition/within-words.ts'
import type { GivenCircumstances } from './circumstances.ts'
import type { ModelInService } from './model-in-service.ts'
import { type PatientRecord, readPatientRecord } from './patient-record.ts'
import type { RelevantOrder } from './relevant-order.ts'
import { type PrefetchSlots, withoutUnknownPatient } from './slots.ts'
import type { TimeSpan } from '../fhir/date-time.ts'
import { keysOf, unreadAmong, type UnreadKey } from './unread-keys.ts'

/** The model, and the patient's data as far as they were obtained. */
export interface ObtainedData {
  readonly definition: ModelInService
  readonly slots: PrefetchSlots
  readonly patientId: string
  readonly now: Instant
  readonly circumstances?: GivenCircumstances | undefined
}

/** What an assessment is made from (`basis` of a FHIR RiskAssessment). */
export interface AssessmentBasis extends ObtainedData {
  readonly record: PatientRecord
  /** The prefetch keys of the model that were not read, or not all of them. */
  readonly unread: readonly UnreadKey[]
  /**
   * What of the record takes long to read, part by part, each read once: who reads them before,
   * with a pause between, keeps nobody waiting.
   */
  readonly parts: readonly (() => unknown)[]
  /** The record as it is read for an order: made once for all orders of one index date. */
  readonly asOf: (order: RelevantOrder) => AsOfOrder
}

/** The record as it is read at the index date of an order. */
export interface AsOfOrder {
  readonly statements: RecordStatements
  readonly context: ReadingContext
  /** The calendar date of the index date as the order writes it. */
  readonly indexDay: string
  /** Whether there is a procedure of which it is not clear whether it was the service's. */
  readonly hasPossibleEarlier: boolean
  /** The predictors of the model, read when they are first asked for. */
  readonly predictors: () => PredictorsRead
}

/**
 * Day 0 of the prediction: when the order was written, if that is known and not in the future; else
 * now.
 */
export function indexDateOf({ order }: RelevantOrder, now: Instant) {
  const { authoredOn } = order
  return authoredOn === undefined || authoredOn.latest > now
    ? { indexDate: now, indexDay: toIsoDate(now) }
    : { indexDate: authoredOn.latest, indexDay: authoredOn.written.slice(0, 10) }
}

interface Done {
  readonly verdict: DoneVerdict
  readonly time: TimeSpan | undefined
}

/** What a procedure that was done may have been; its reasons may be Conditions of the record. */
function judgeProcedure(
  procedure: ProcedureView,
  { definition }: ObtainedData,
  { conditions }: PatientRecord,
): Done {
  const reasons = resolveReasons(procedure.reasons, conditions)
  const verdict = judgeDone(withinWords({ ...procedure, reasons }), definition.order)
  return { verdict, time: procedure.time }
}

/** Whether a diagnosis of the record says that such a procedure was done, on whatever day. */
const isToldInDiagnoses = ({ definition }: ObtainedData, { conditions }: PatientRecord) =>
  definition.order.isByText &&
  conditions
    .flatMap(({ code }) => textsOf(code))
    .some((text) => saysEarlier(text, definition.order.earlier, 'past'))

/** Of the record what no order changes: its statements, and when such procedures were done. */
function ofEveryOrder(data: ObtainedData, record: PatientRecord, done: readonly Done[]) {
  const times = done.filter(({ verdict }) => verdict === 'earlier').map(({ time }) => time)
  return {
    statements: {
      index: indexStatements(record.statements),
      stages: record.conditions.flatMap(({ stages }) => stages),
    },
    earlierProcedures: times.length === 0 && isToldInDiagnoses(data, record) ? [undefined] : times,
    hasPossibleEarlier: done.some(({ verdict }) => verdict === 'possible'),
  }
}

/** Whether an order says itself that it is not the first. */
function isRepeat({ order }: RelevantOrder, { definition }: ObtainedData): boolean {
  const { earlier, isByText } = definition.order
  if (!isByText) return false
  return (
    order.codes.flatMap(textsOf).some((name) => isNamedAgain(name, earlier)) ||
    order.notes.some((text) => saysEarlier(text, earlier, 'said')) ||
    order.reasons.flatMap(textsOf).some((text) => saysEarlier(text, earlier, 'past'))
  )
}

/** Data to be assessed for any number of orders: nothing of them is read twice. */
export function toAssessmentBasis(data: ObtainedData): AssessmentBasis {
  const { definition, patientId, now } = data
  const slots = withoutUnknownPatient(data.slots, definition.keys.patient)
  const record = readPatientRecord(slots, definition, patientId)
  const procedures = record.procedures
    .filter(({ wasDone }) => wasDone)
    .map((procedure) => lazily(() => judgeProcedure(procedure, data, record)))
  const shared = lazily(() =>
    ofEveryOrder(
      data,
      record,
      procedures.map((judge) => judge()),
    ),
  )
  const readings = new Map<string, AsOfOrder>()
  return {
    ...data,
    slots: record.slots,
    record,
    unread: unreadAmong(keysOf(definition), record.slots),
    parts: procedures,
    asOf: (relevant) => {
      const { indexDate, indexDay } = indexDateOf(relevant, now)
      const isAgain = isRepeat(relevant, data)
      const key = `${String(indexDate)} ${indexDay} ${String(isAgain)}`
      const known = readings.get(key)
      if (known !== undefined) return known
      const { statements, earlierProcedures: done, hasPossibleEarlier } = shared()
      // What the order only says was done has no date.
      const earlierProcedures = isAgain && done.length === 0 ? [undefined] : done
      const time = { indexDate, indexDay, now, earlierProcedures }
      const context = { time, units: definition.units }
      const predictors = lazily(() => readPredictors(definition.inputs, statements, context))
      const made = { statements, context, indexDay, hasPossibleEarlier, predictors }
      readings.set(key, made)
      return made
    },
  }
}
