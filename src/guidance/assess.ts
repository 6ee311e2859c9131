import type { FetchFailure, PrefetchSlot, PrefetchSlots } from '../cds-hooks/index.ts'
import { type ProcedureView, readCondition, textsOf } from '../fhir/index.ts'
import { type Instant, toIsoDate } from '../kernel/index.ts'
import { indexStatements } from '../observations/index.ts'
import {
  applicableRules,
  type ApplicabilityFacts,
  type Gathered,
  gatherPredictors,
  type PredictorDefinition,
  type PredictorReading,
  type PredictorReadings,
} from '../predictors/index.ts'
import { isDiagnosis, recogniseOrder } from '../recognition/index.ts'
import type { PredictorValues, RiskEstimate, RiskRange } from '../risk-model/index.ts'
import type { ConcernedOrder } from './concerned-orders.ts'
import { isComplete, type PatientRecord } from './patient-record.ts'
import type { GuidanceDefinition } from './service-definition.ts'

/** A reading, or that its prefetch key brought nothing or not everything. */
export type InputReading =
  | PredictorReading
  | {
      readonly kind: 'not-obtained'
      readonly why: FetchFailure | 'unavailable' | 'partly-read'
    }

/** The inputs of an assessment, by predictor. */
export type Inputs = Readonly<Record<string, InputReading>>

interface WithInputs {
  readonly inputs: Inputs
  readonly indexDate: Instant
  /** The calendar date of the index date as the order writes it, in the zone of who wrote it. */
  readonly indexDay: string
  /** Ids of the rules that ask for caution. */
  readonly cautions: readonly string[]
  /** Whether the values are of the largest of several lesions. */
  readonly isOfLargestLesion: boolean
}

/** What is said about one order. */
export type Assessment =
  | { readonly kind: 'not-concerned' }
  | { readonly kind: 'no-diagnosis' }
  | { readonly kind: 'diagnosis-unreadable' }
  | { readonly kind: 'not-applicable'; readonly because: readonly string[] }
  | (WithInputs & {
      readonly kind: 'insufficient-data'
      /** The risk over the reference ranges of the inputs that are not there. */
      readonly bounds: { readonly envelope: RiskRange; readonly category: string | undefined }
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

/** The earlier procedures of the kind that is ordered. */
function earlierProcedures({ definition, record }: AssessmentMaterial): readonly ProcedureView[] {
  return record.procedures.filter(
    (procedure) =>
      procedure.wasDone &&
      recogniseOrder({ ...procedure, notes: [] }, definition.order) !== 'other',
  )
}

function earlierProcedureOf(
  found: readonly ProcedureView[],
  { definition, slots }: AssessmentMaterial,
): ApplicabilityFacts['earlierProcedure'] {
  if (found.length > 0) return 'found'
  return isComplete(slots[definition.keys.procedures]) ? 'none' : 'unknown'
}

/** The predictors whose value lies outside the range that the study can have seen. */
function outsideReference({ readings }: Gathered, { definition }: AssessmentMaterial) {
  return definition.inputs.predictors
    .filter(({ id, referenceRange: [least, most] }) => {
      const reading = readings[id]
      if (reading?.kind !== 'found') return false
      return reading.value.number < least || reading.value.number > most
    })
    .map(({ id }) => id)
}

function factsOf(
  { order }: ConcernedOrder,
  material: AssessmentMaterial,
  gathered: Gathered,
  found: { readonly procedures: readonly ProcedureView[]; readonly indexDate: Instant },
): ApplicabilityFacts {
  const { record } = material
  const recorded = [
    ...record.conditions.filter(({ holds }) => holds).map(({ code }) => code),
    ...record.procedures.filter(({ wasDone }) => wasDone).flatMap(({ codes }) => codes),
  ]
  return {
    birthDate: record.birthDate,
    indexDate: found.indexDate,
    earlierProcedure: earlierProcedureOf(found.procedures, material),
    orderPriority: order.priority,
    orderTexts: [...[...order.codes, ...order.reasons].flatMap(textsOf), ...order.notes],
    recordTexts: [...recorded, ...order.reasons].flatMap(textsOf),
    outsideReference: outsideReference(gathered, material),
  }
}

function whyNotObtained(slot: PrefetchSlot) {
  if (slot.kind === 'failed') return slot.why
  if (slot.kind === 'unavailable') return slot.kind
  return slot.isPartial ? 'partly-read' : undefined
}

function applicabilityOf(facts: ApplicabilityFacts, { definition }: AssessmentMaterial) {
  const rules = applicableRules(definition.applicability, facts)
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
    definition.inputs.predictors.map(({ id, prefetchKey }): [string, InputReading] => {
      const reading = readings[id] ?? { kind: 'missing' }
      const why = whyNotObtained(slots[prefetchKey] ?? { kind: 'unavailable' })
      return reading.kind === 'missing' && why !== undefined
        ? [id, { kind: 'not-obtained', why }]
        : [id, reading]
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

/** What is known of an input that is no number, else where it lies in the reference population. */
function rangeOf(
  { id, referenceRange }: PredictorDefinition,
  inputs: Inputs,
): readonly [number, number] {
  const reading = inputs[id]
  return (reading?.kind === 'unusable' ? reading.range : undefined) ?? referenceRange
}

function estimateOrBounds({ definition }: AssessmentMaterial, common: WithInputs): Assessment {
  const values = foundValues(common.inputs)
  const absent = definition.inputs.predictors.filter(({ id }) => values[id] === undefined)
  if (absent.length === 0)
    return { ...common, kind: 'estimated', estimate: definition.model.estimate(values) }
  const ranges = Object.fromEntries(absent.map((one) => [one.id, rangeOf(one, common.inputs)]))
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
  const procedures = earlierProcedures(material)
  const gathered = gatherPredictors(
    definition.inputs,
    {
      index: indexStatements(record.statements),
      stages: record.conditions.flatMap(({ stages }) => stages),
    },
    {
      time: { indexDate, now, earlierProcedures: procedures.map(({ time }) => time) },
      units: definition.units,
    },
  )
  const facts = factsOf(concerned, material, gathered, { procedures, indexDate })
  const { exclusions, cautions } = applicabilityOf(facts, material)
  const because = [...new Set([...exclusions, ...gathered.exclusions])]
  if (because.length > 0) return { kind: 'not-applicable', because }
  const inputs = withSlots(gathered.readings, material)
  const isOfLargestLesion = gathered.lesions.kind === 'largest'
  return estimateOrBounds(material, { inputs, indexDate, indexDay, cautions, isOfLargestLesion })
}
