import type { PredictorDefinition } from '../clinical/readings/input-definition.ts'
import type { AnsweredOrder, AssessedOrder } from '../hook/answered-order.ts'
import { type Assessment, situationOf } from '../clinical/assessment/assess.ts'
import type { InputReading } from '../clinical/assessment/input-reading.ts'
import { toBoardRecord } from './board-record-making.ts'
import type {
  AssessmentRecord,
  GuidanceRecord,
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

/** A number that is not known was taken to lie in a range: its own, or the reference population's. */
function valueOf(predictor: PredictorDefinition, reading: InputReading) {
  if (reading.kind !== 'found') {
    const known = 'range' in reading ? reading.range : undefined
    return { range: known ?? predictor.referenceRange }
  }
  const { number, finding } = reading.value
  return { value: number, unit: unitOf(predictor), finding, asSent: reading.from.asSent }
}

function readingsOf(
  { assessment, definition }: AssessedOrder,
  call: RecordedCall,
): readonly RecordedReading[] {
  if (!('inputs' in assessment)) return []
  return definition.inputs.predictors.map((predictor) => {
    const reading = assessment.inputs[predictor.id] ?? { kind: 'missing' }
    return {
      predictor: predictor.id,
      ...stateOf(reading),
      ...valueOf(predictor, reading),
      ...fromOf(reading, call),
    }
  })
}

function figuresOf(assessment: Assessment): Pick<AssessmentRecord, 'estimate' | 'bounds'> {
  if (assessment.kind === 'insufficient-data') return { bounds: assessment.bounds }
  if (assessment.kind !== 'estimated') return {}
  const { linearPredictor, predictedRisk, interval, envelope, category } = assessment.estimate
  return { estimate: { linearPredictor, predictedRisk, interval, envelope, category } }
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
