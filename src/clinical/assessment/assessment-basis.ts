import { lazily } from '../../base/lazily.ts'
import { onceOf } from '../../base/once-of.ts'
import { type Instant, toIsoDate } from '../../base/time.ts'
import { type PredictorsRead, readPredictors } from '../readings/read-predictors.ts'
import type { ReadingContext, RecordStatements } from '../readings/reading-context.ts'
import { indexStatements } from '../readings/select-statements.ts'
import { type ProcedureView, resolveReasons } from '../fhir/clinical-record.ts'
import { textsOf } from '../fhir/concept.ts'
import { withinWords } from '../fhir/within-words.ts'
import {
  type DoneVerdict,
  isNamedAgain,
  judgeDone,
  saysEarlier,
} from '../recognition/recognise-done.ts'
import type { GivenCircumstances } from './circumstances.ts'
import type { ModelInService } from './model-in-service.ts'
import { type PatientRecord, readPatientRecord } from './patient-record.ts'
import type { RelevantOrder } from './relevant-order.ts'
import {
  CUT_ORDER,
  ORDER_KEY,
  type PrefetchSlots,
  withoutUnknownPatient,
  withUnread,
} from './slots.ts'
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
  /** The slots of the record, and of the order where not all of it was read. */
  readonly slots: PrefetchSlots
  /** Of the keys of the model and the order those that were not read, or not all of them. */
  readonly unread: readonly UnreadKey[]
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
  /** Whether its words, or those of its reasons, are more than are read. */
  readonly isCut: boolean
}

/** What a procedure that was done may have been; its reasons may be Conditions of the record. */
function judgeProcedure(
  procedure: ProcedureView,
  { definition }: ObtainedData,
  { conditions }: PatientRecord,
): Done {
  const reasons = resolveReasons(procedure.reasons, conditions)
  const read = withinWords({ ...procedure, reasons })
  const verdict = judgeDone(read, definition.order)
  return { verdict, time: procedure.time, isCut: read.unreadWords !== undefined }
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
  const { procedures: key } = data.definition.keys
  const slot = record.slots[key]
  const isCut = slot !== undefined && done.some((procedure) => procedure.isCut)
  return {
    slots: isCut ? { ...record.slots, [key]: withUnread(slot, ['more-than-read']) } : record.slots,
    statements: {
      index: indexStatements(record.statements),
      statements: record.statements,
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

/** What an order changes of the record: its date, whether it is a repeat, and whether it was cut. */
interface OrderAspects extends ReturnType<typeof indexDateOf> {
  readonly isAgain: boolean
  readonly isCut: boolean
}

const aspectsOf = (relevant: RelevantOrder, data: ObtainedData): OrderAspects => ({
  ...indexDateOf(relevant, data.now),
  isAgain: isRepeat(relevant, data),
  isCut: relevant.order.unreadWords !== undefined,
})

function readAsOf(
  { indexDate, indexDay, isAgain, isCut }: OrderAspects,
  { definition, now }: ObtainedData,
  ofRecord: ReturnType<typeof ofEveryOrder>,
): AsOfOrder {
  const { statements, earlierProcedures: done, hasPossibleEarlier } = ofRecord
  const slots = isCut ? { ...ofRecord.slots, [ORDER_KEY]: CUT_ORDER } : ofRecord.slots
  const keys = [...(isCut ? [ORDER_KEY] : []), ...keysOf(definition)]
  // What the order only says was done has no date.
  const earlierProcedures = isAgain && done.length === 0 ? [undefined] : done
  const time = { indexDate, indexDay, now, earlierProcedures }
  const context = { time, units: definition.units }
  const predictors = lazily(() => readPredictors(definition.inputs, statements, context))
  const unread = unreadAmong(keys, slots)
  return { statements, context, indexDay, slots, unread, hasPossibleEarlier, predictors }
}

/** Data to be assessed for any number of orders: nothing of them is read twice. */
export function toAssessmentBasis(data: ObtainedData): AssessmentBasis {
  const { definition, patientId } = data
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
    parts: procedures,
    asOf: onceOf((relevant: RelevantOrder) => {
      const aspects = aspectsOf(relevant, data)
      const key = JSON.stringify(aspects)
      const known = readings.get(key)
      if (known !== undefined) return known
      const made = readAsOf(aspects, data, shared())
      readings.set(key, made)
      return made
    }),
  }
}
