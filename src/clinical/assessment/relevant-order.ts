import type { OrderView } from '../fhir/order.ts'
import { type OrderVerdict, holdsProcedure } from '../recognition/recognise.ts'
import type { PrefetchSlots } from './slots.ts'
import type { ProcedureView } from '../fhir/clinical-record.ts'
import { type Instant, toIsoDate } from '../../base/time.ts'
import { indexStatements } from '../readings/select-statements.ts'
import type { ReadingContext, RecordStatements } from '../readings/reading-context.ts'
import type { PatientRecord } from './patient-record.ts'
import type { ModelInService } from './model-in-service.ts'

/** An order that may be the one that the service answers to. */
export interface RelevantOrder {
  readonly order: OrderView
  readonly verdict: Exclude<OrderVerdict, 'other'>
}

/**
 * Stands for the order that nobody wrote yet, when a record is opened: it says nothing, so that the
 * diagnosis decides whether the patient is the service's.
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

/** What an assessment is made from. */
export interface AssessmentMaterial {
  readonly definition: ModelInService
  readonly slots: PrefetchSlots
  readonly record: PatientRecord
  readonly now: Instant
}

/** What the readings for one order are made from. */
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

/** The earlier procedures of the kind that is ordered. */
function earlierProcedures({ definition, record }: AssessmentMaterial): readonly ProcedureView[] {
  return record.procedures.filter(
    (procedure) =>
      procedure.wasDone && holdsProcedure({ ...procedure, notes: [] }, definition.order),
  )
}

/** The record as readers of predictors want it, at the index date of the order. */
export function toAsOfOrder(relevant: RelevantOrder, material: AssessmentMaterial): AsOfOrder {
  const { definition, record, now } = material
  const { indexDate, indexDay } = indexDateOf(relevant, now)
  const procedures = earlierProcedures(material).map(({ time }) => time)
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
