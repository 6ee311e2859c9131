import { type Instant, toIsoDate } from '../../base/time.ts'
import { type PredictorsRead, readPredictors } from '../readings/read-predictors.ts'
import type { ReadingContext, RecordStatements } from '../readings/reading-context.ts'
import { indexStatements } from '../readings/select-statements.ts'
import { holdsProcedure } from '../recognition/recognise.ts'
import type { ModelInService } from './model-in-service.ts'
import { type PatientRecord, readPatientRecord } from './patient-record.ts'
import type { RelevantOrder } from './relevant-order.ts'
import type { PrefetchSlots } from './slots.ts'

/** The model, and the patient's data as far as they were obtained. */
export interface ObtainedData {
  readonly definition: ModelInService
  readonly slots: PrefetchSlots
  readonly patientId: string
  readonly now: Instant
}

/** What an assessment is made from (`basis` of a FHIR RiskAssessment). */
export interface AssessmentBasis extends ObtainedData {
  readonly record: PatientRecord
  /** The record as it is read for an order: made once for all orders of one index date. */
  readonly asOf: (order: RelevantOrder) => AsOfOrder
}

/** The record as it is read at the index date of an order. */
export interface AsOfOrder {
  readonly statements: RecordStatements
  readonly context: ReadingContext
  /** The calendar date of the index date as the order writes it. */
  readonly indexDay: string
  /** The predictors of the model, read when they are first asked for. */
  readonly predictors: () => PredictorsRead
}

/**
 * Day 0 of the prediction: when the order was written, if that is known and not in the future; else
 * now.
 */
function indexDateOf({ order }: RelevantOrder, now: Instant) {
  const { authoredOn } = order
  return authoredOn === undefined || authoredOn.latest > now
    ? { indexDate: now, indexDay: toIsoDate(now) }
    : { indexDate: authoredOn.latest, indexDay: authoredOn.written.slice(0, 10) }
}

/** Makes a value when it is first asked for. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

/** Of the record what no order changes: its statements, and when such procedures were done. */
const ofEveryOrder = ({ definition }: ObtainedData, record: PatientRecord) => ({
  statements: {
    index: indexStatements(record.statements),
    stages: record.conditions.flatMap(({ stages }) => stages),
  },
  earlierProcedures: record.procedures
    .filter(
      (procedure) =>
        procedure.wasDone && holdsProcedure({ ...procedure, notes: [] }, definition.order),
    )
    .map(({ time }) => time),
})

/** Data to be assessed for any number of orders: nothing of them is read twice. */
export function toAssessmentBasis(data: ObtainedData): AssessmentBasis {
  const { definition, slots, patientId, now } = data
  const record = readPatientRecord(slots, definition, patientId)
  const shared = lazily(() => ofEveryOrder(data, record))
  const readings = new Map<string, AsOfOrder>()
  return {
    ...data,
    record,
    asOf: (relevant) => {
      const { indexDate, indexDay } = indexDateOf(relevant, now)
      const key = `${String(indexDate)} ${indexDay}`
      const known = readings.get(key)
      if (known !== undefined) return known
      const { statements, earlierProcedures } = shared()
      const time = { indexDate, indexDay, now, earlierProcedures }
      const context = { time, units: definition.units }
      const predictors = lazily(() => readPredictors(definition.inputs, statements, context))
      const made = { statements, context, indexDay, predictors }
      readings.set(key, made)
      return made
    },
  }
}
