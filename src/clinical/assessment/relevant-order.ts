import type { OrderView } from '../fhir/order.ts'
import { type OrderVerdict, holdsProcedure } from '../recognition/recognise.ts'
import type { PrefetchSlots } from './slots.ts'
import type { ProcedureView } from '../fhir/clinical-record.ts'
import { type Instant, toIsoDate } from '../../base/time.ts'
import { indexStatements } from '../readings/select-statements.ts'
import type { ReadingContext, RecordStatements } from '../readings/reading-context.ts'
import type { PatientRecord } from './patient-record.ts'
import type { ModelInService } from './model-in-service.ts'

/** An order that may be one that the service answers to. */
export interface RelevantOrder {
  readonly order: OrderView
  readonly verdict: Exclude<OrderVerdict, 'other'>
}

/**
 * Stands for the order that nobody has written yet when a record is opened (patient-view): it says
 * nothing, so that the diagnosis alone decides whether the patient is one of the service's.
 */
export const NO_ORDER_YET: RelevantOrder = {
  verdict: 'if-diagnosed',
  order: {
    reference: '',
    codes: [],
    reasons: [],
    reasonReferences: [],
    bodySites: [],
    notes: [],
    isLive: true,
    priority: undefined,
    authoredOn: undefined,
    occurrence: undefined,
    contained: [],
  },
}

/**
 * What an assessment is made from (`basis` of a FHIR RiskAssessment): the model, and the patient's
 * data as far as they were obtained.
 */
export interface AssessmentBasis {
  readonly definition: ModelInService
  readonly slots: PrefetchSlots
  readonly record: PatientRecord
  readonly now: Instant
}

/** The record as it is read for one order. */
export interface AsOfOrder {
  readonly statements: RecordStatements
  readonly context: ReadingContext
  /** The calendar date of the index date as the order writes it. */
  readonly indexDay: string
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

function earlierProcedures({ definition, record }: AssessmentBasis): readonly ProcedureView[] {
  return record.procedures.filter(
    (procedure) =>
      procedure.wasDone && holdsProcedure({ ...procedure, notes: [] }, definition.order),
  )
}

/** The statements of the record and the times against which they are judged, for one order. */
export function toAsOfOrder(relevant: RelevantOrder, basis: AssessmentBasis): AsOfOrder {
  const { definition, record, now } = basis
  const { indexDate, indexDay } = indexDateOf(relevant, now)
  const procedures = earlierProcedures(basis).map(({ time }) => time)
  return {
    statements: {
      index: indexStatements(record.statements),
      stages: record.conditions.flatMap(({ stages }) => stages),
    },
    context: {
      time: { indexDate, now, earlierProcedures: procedures },
      units: definition.units,
    },
    indexDay,
  }
}
