import type { PredictorDefinition } from '../clinical/readings/input-definition.ts'
import type { AnsweredOrder, AssessedOrder } from '../hook/answered-order.ts'
import { type Assessment, situationOf } from '../clinical/assessment/assess.ts'
import type { InputReading } from '../clinical/assessment/input-reading.ts'
import type { RiskBounds, RiskEstimate } from '../clinical/models/estimate.ts'
import type { Fallback } from '../clinical/models/site-evidence.ts'
import { keyOf } from '../clinical/models/versions/versioned-model.ts'
import { toBoardRecord } from './board-record-making.ts'
import type {
  AssessmentRecord,
  GuidanceRecord,
  RecordedEstimate,
  RecordedModel,
  RecordedReading,
} from './guidance-record.ts'
import { type RecordedCall, fromOf, toRecordedAnswer } from './recorded-answer-making.ts'
import type { Service } from '../hook/service.ts'

const unitOf = (predictor: PredictorDefinition) =>
  predictor.kind === 'finding' ? undefined : predictor.unit

function stateOf(reading: InputReading): Pick<RecordedReading, 'state' | 'why'> {
  const { kind: state } = reading
  if ('why' in reading) return { state, why: reading.why }
  return reading.kind === 'excluding' ? { state, why: reading.because } : { state }
}

/**
 * A number that is not known was taken to lie in a range: the one that the bounds are over, else
 * its own.
 */
function valueOf(
  predictor: PredictorDefinition,
  reading: InputReading,
  { assessment }: AssessedOrder,
) {
  if (reading.kind !== 'found') {
    const bounds = assessment.kind === 'insufficient-data' ? assessment.bounds : undefined
    const known = 'range' in reading ? reading.range : undefined
    return { range: bounds?.ranges[predictor.id] ?? known ?? predictor.referenceRange }
  }
  const { number, finding } = reading.value
  const { asSent, platform } = reading.from
  return { value: number, unit: unitOf(predictor), finding, asSent, platform }
}

function readingsOf(order: AssessedOrder, call: RecordedCall): readonly RecordedReading[] {
  const { assessment, definition } = order
  if (!('inputs' in assessment)) return []
  return definition.inputs.predictors.map((predictor) => {
    const reading = assessment.inputs[predictor.id] ?? { kind: 'missing' }
    return {
      predictor: predictor.id,
      ...stateOf(reading),
      ...valueOf(predictor, reading, order),
      ...fromOf(reading, call),
    }
  })
}

/** What of an estimate is kept. */
export const toRecordedEstimate = (estimate: RiskEstimate): RecordedEstimate => {
  const { linearPredictor, predictedRisk, range, category, below, atLeast, state } = estimate
  return { linearPredictor, predictedRisk, range, category, below, atLeast, state }
}

function figuresOf(assessment: Assessment): Pick<AssessmentRecord, 'estimate' | 'bounds'> {
  if (assessment.kind === 'insufficient-data') {
    const { bounds } = assessment
    return bounds === undefined ? {} : { bounds: { range: bounds.range } }
  }
  if (assessment.kind !== 'estimated') return {}
  return { estimate: toRecordedEstimate(assessment.estimate) }
}

/** The estimate, or what can be said in its place. */
function figuredIn(assessment: Assessment): RiskEstimate | RiskBounds | undefined {
  if (assessment.kind === 'estimated') return assessment.estimate
  return assessment.kind === 'insufficient-data' ? assessment.bounds : undefined
}

/** The protocol key of the centred predictor, and why its anchored platform was not used. */
function platformIn(
  { assessment, definition: { model } }: AssessedOrder,
  { client }: RecordedCall,
): Pick<AssessmentRecord, 'protocolKey' | 'platformDoubt'> {
  const centred = model.definition.versions?.centred?.predictor
  const reading = 'inputs' in assessment ? assessment.inputs[centred ?? ''] : undefined
  if (reading?.kind !== 'found') return {}
  const { platform } = reading.from
  return {
    protocolKey: keyOf({ platform, source: client.id }),
    ...doubtIn(figuredIn(assessment)?.fallbacks),
  }
}

function doubtIn(fallbacks: readonly Fallback[] = []): Pick<AssessmentRecord, 'platformDoubt'> {
  if (fallbacks.includes('platform-unchecked')) return { platformDoubt: 'unread' }
  return fallbacks.includes('platform-moved') ? { platformDoubt: 'moved' } : {}
}

function modelOf({ model }: Service, { origin }: RecordedCall): RecordedModel {
  const { id, version, calibration } = model.definition
  return { id, version, calibration, hash: origin.modelHash }
}

function toAssessmentRecord(order: AssessedOrder, call: RecordedCall): AssessmentRecord {
  const { assessment, definition } = order
  return {
    ...toRecordedAnswer(order, call, {
      orderDay: 'indexDay' in assessment ? assessment.indexDay : undefined,
      situation: situationOf(assessment),
      exclusions: assessment.kind === 'not-applicable' ? assessment.because : [],
      cautions: 'cautions' in assessment ? assessment.cautions : [],
    }),
    model: modelOf(definition, call),
    readings: readingsOf(order, call),
    ...platformIn(order, call),
    ...figuresOf(assessment),
  }
}

/** The records of an answer: order for each order that was answered, told of or not. */
export function toGuidanceRecords(
  answered: readonly AnsweredOrder[],
  call: RecordedCall,
): readonly GuidanceRecord[] {
  return answered.map((order) =>
    'judged' in order ? toBoardRecord(order, call) : toAssessmentRecord(order, call),
  )
}
