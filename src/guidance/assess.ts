import type { FetchFailure, PrefetchSlots } from '../cds-hooks/index.ts'
import { readCondition, textsOf } from '../fhir/index.ts'
import { type Instant, toIsoDate } from '../kernel/index.ts'
import {
  applicableRules,
  type ApplicabilityFacts,
  gatherPredictors,
  type PredictorReading,
  type PredictorReadings,
} from '../predictors/index.ts'
import { isDiagnosis, recogniseOrder } from '../recognition/index.ts'
import type { PredictorValues, RiskBounds, RiskEstimate } from '../risk-model/index.ts'
import type { ConcernedOrder } from './concerned-orders.ts'
import { isComplete, type PatientRecord } from './patient-record.ts'
import type { GuidanceDefinition } from './service-definition.ts'

/** A reading, or that its prefetch key brought nothing. */
export type InputReading =
  PredictorReading | { readonly kind: 'not-obtained'; readonly why: FetchFailure | 'unavailable' }

/** The inputs of an assessment, by predictor. */
export type Inputs = Readonly<Record<string, InputReading>>

interface WithInputs {
  readonly inputs: Inputs
  readonly indexDate: Instant
  /** The calendar date of the index date as the order writes it, in the zone of who wrote it. */
  readonly indexDay: string
  /** Ids of the rules that ask for caution. */
  readonly cautions: readonly string[]
}

/** What is said about one order. */
export type Assessment =
  | { readonly kind: 'not-concerned' }
  | { readonly kind: 'no-diagnosis' }
  | { readonly kind: 'diagnosis-unreadable' }
  /** The model card is overdue, and the site shows no figure then. */
  | { readonly kind: 'under-review' }
  | { readonly kind: 'not-applicable'; readonly because: readonly string[] }
  | (WithInputs & {
      readonly kind: 'insufficient-data'
      /** The risk over the reference ranges of the inputs that are not there. */
      readonly bounds: RiskBounds
    })
  | (WithInputs & { readonly kind: 'estimated'; readonly estimate: RiskEstimate })

/** What an assessment is made from. */
export interface AssessmentMaterial {
  readonly definition: GuidanceDefinition
  readonly slots: PrefetchSlots
  readonly record: PatientRecord
  readonly now: Instant
}

type DiagnosisFound = 'yes' | 'no' | 'unknown'

function findDiagnosis(
  { order }: ConcernedOrder,
  { definition, slots, record }: AssessmentMaterial,
): DiagnosisFound {
  const contained = order.contained.map(readCondition).filter((one) => one !== undefined)
  const isHeld = [...record.conditions, ...contained].some(
    ({ code, holds }) => holds && isDiagnosis(code, definition.diagnosis),
  )
  if (isHeld || order.reasons.some((reason) => isDiagnosis(reason, definition.diagnosis)))
    return 'yes'
  return isComplete(slots[definition.keys.diagnoses]) ? 'no' : 'unknown'
}

/**
 * Day 0 of the prediction: when the order was written, if that is known and not in the future; else
 * now.
 */
function indexDateOf({ order }: ConcernedOrder, now: Instant) {
  const { authoredOn } = order
  return authoredOn === undefined || authoredOn.latest > now
    ? { indexDate: now, indexDay: toIsoDate(now) }
    : { indexDate: authoredOn.latest, indexDay: authoredOn.written.slice(0, 10) }
}

function earlierProcedure({
  definition,
  slots,
  record,
}: AssessmentMaterial): ApplicabilityFacts['earlierProcedure'] {
  const found = record.procedures.some(
    (procedure) =>
      procedure.wasDone &&
      recogniseOrder({ ...procedure, notes: [] }, definition.order) !== 'other',
  )
  if (found) return 'found'
  return isComplete(slots[definition.keys.procedures]) ? 'none' : 'unknown'
}

function applicabilityOf(
  { order }: ConcernedOrder,
  material: AssessmentMaterial,
  indexDate: Instant,
) {
  const rules = applicableRules(material.definition.applicability, {
    birthDate: material.record.birthDate,
    indexDate,
    earlierProcedure: earlierProcedure(material),
    orderPriority: order.priority,
    orderTexts: [...[...order.codes, ...order.reasons].flatMap(textsOf), ...order.notes],
  })
  const ids = (wanted: 'exclude' | 'caution') =>
    rules.filter((rule) => rule.class === wanted).map(({ id }) => id)
  return { exclusions: ids('exclude'), cautions: ids('caution') }
}

/**
 * A predictor that is missing because its key brought nothing is told apart from one that nobody
 * recorded.
 */
function withSlots(readings: PredictorReadings, { definition, slots }: AssessmentMaterial): Inputs {
  return Object.fromEntries(
    definition.predictors.map(({ id, prefetchKey }): [string, InputReading] => {
      const reading = readings[id] ?? { kind: 'missing' }
      const slot = slots[prefetchKey] ?? { kind: 'unavailable' }
      if (reading.kind !== 'missing' || slot.kind === 'supplied') return [id, reading]
      return [id, { kind: 'not-obtained', why: slot.kind === 'failed' ? slot.why : slot.kind }]
    }),
  )
}

function foundValues(inputs: Inputs): PredictorValues {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([id, reading]) =>
      reading.kind === 'found' ? [[id, reading.value.number]] : [],
    ),
  )
}

function estimateOrBounds({ definition }: AssessmentMaterial, common: WithInputs): Assessment {
  const values = foundValues(common.inputs)
  const absent = definition.predictors.filter(({ id }) => values[id] === undefined)
  if (absent.length === 0)
    return { ...common, kind: 'estimated', estimate: definition.model.estimate(values) }
  const ranges = Object.fromEntries(absent.map(({ id, referenceRange }) => [id, referenceRange]))
  return { ...common, kind: 'insufficient-data', bounds: definition.model.bounds(values, ranges) }
}

/**
 * Assesses one order of a patient: is it concerned, is the patient in the model's population, what
 * is the risk.
 */
export function assess(concerned: ConcernedOrder, material: AssessmentMaterial): Assessment {
  const { definition, record, now } = material
  const diagnosis = findDiagnosis(concerned, material)
  if (diagnosis === 'unknown') return { kind: 'diagnosis-unreadable' }
  if (diagnosis === 'no')
    return { kind: concerned.verdict === 'recognised' ? 'no-diagnosis' : 'not-concerned' }
  const { indexDate, indexDay } = indexDateOf(concerned, now)
  const { exclusions, cautions } = applicabilityOf(concerned, material, indexDate)
  const readings = gatherPredictors(definition.predictors, record.observations, {
    time: { indexDate, now },
    synonyms: definition.synonyms,
  })
  const excluding = Object.values(readings).flatMap((reading) =>
    reading.kind === 'excluding' ? [reading.because] : [],
  )
  const because = [...exclusions, ...excluding]
  if (because.length > 0) return { kind: 'not-applicable', because }
  const inputs = withSlots(readings, material)
  return estimateOrBounds(material, { inputs, indexDate, indexDay, cautions })
}
