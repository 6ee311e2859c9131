import type { HookRequest } from '../cds-hooks/index.ts'
import type { Instant } from '../kernel/index.ts'
import type { PredictorDefinition } from '../predictors/index.ts'
import type { Assessment, InputReading } from './assess.ts'
import type { ClientSettings } from './client-settings.ts'
import type { AssessedOrder, Guidance } from './give-guidance.ts'
import { situationOf } from './give-guidance.ts'
import type {
  GuidanceRecord,
  RecordedCard,
  RecordedModel,
  RecordedReading,
} from './guidance-record.ts'
import type { CdsService } from './service-definition.ts'

/** By what an answer was computed, beside the service's definition. */
export interface RecordOrigin {
  readonly softwareVersion: string
  readonly configHash: string
  readonly modelHash: string
}

/** One answered call, and what its records need from outside. */
export interface AnsweredCall {
  readonly service: CdsService
  readonly request: HookRequest
  readonly settings: ClientSettings
  readonly origin: RecordOrigin
  readonly now: Instant
  readonly timings: Readonly<Record<string, number>>
  readonly newUuid: () => string
  /** A name for what the parts name, from which nobody without the site's key gets back to them. */
  readonly pseudonym: (kind: 'patient' | 'order' | 'resource', ...parts: string[]) => string
}

/** References with the patient's id in them are pseudonyms. */
function toReference(reference: string, { request, settings, pseudonym }: AnsweredCall): string {
  const { patientId } = request.context
  return reference
    .split(' / ')
    .map((one) => {
      const [type = '', id = ''] = one.split('/')
      if (!one.includes(patientId)) return one
      return `${type}/${pseudonym('resource', settings.id, type, id)}`
    })
    .join(' / ')
}

const unitOf = (predictor: PredictorDefinition) =>
  predictor.kind === 'finding' ? undefined : predictor.unit

function fromOf(reading: InputReading, call: AnsweredCall) {
  if (!('from' in reading)) return {}
  const { reference, codes, written, ageDays } = reading.from
  return { codes, written, ageDays, reference: toReference(reference, call) }
}

function stateOf(reading: InputReading): Pick<RecordedReading, 'state' | 'why'> {
  const { kind: state } = reading
  if ('why' in reading) return { state, why: reading.why }
  return reading.kind === 'excluding' ? { state, why: reading.because } : { state }
}

/** A number that is not known was taken to lie in a range: its own, or the reference population's. */
function valueOf(predictor: PredictorDefinition, reading: InputReading) {
  if (reading.kind !== 'found') {
    const known = reading.kind === 'unusable' ? reading.range : undefined
    return { range: known ?? predictor.referenceRange }
  }
  const { number, finding } = reading.value
  return { value: number, unit: unitOf(predictor), finding, asSent: reading.from.asSent }
}

function readingsOf(assessment: Assessment, call: AnsweredCall): readonly RecordedReading[] {
  if (!('inputs' in assessment)) return []
  return call.service.definition.inputs.predictors.map((predictor) => {
    const reading = assessment.inputs[predictor.id] ?? { kind: 'missing' }
    return {
      predictor: predictor.id,
      ...stateOf(reading),
      ...valueOf(predictor, reading),
      ...fromOf(reading, call),
    }
  })
}

function figuresOf(assessment: Assessment): Pick<GuidanceRecord, 'estimate' | 'bounds'> {
  if (assessment.kind === 'insufficient-data') return { bounds: assessment.bounds }
  if (assessment.kind !== 'estimated') return {}
  const { linearPredictor, predictedRisk, interval, envelope, category } = assessment.estimate
  return { estimate: { linearPredictor, predictedRisk, interval, envelope, category } }
}

function cardOf({ card, fate }: AssessedOrder): RecordedCard {
  return {
    fate,
    summary: card?.summary,
    indicator: card?.indicator,
    suggestions: card?.suggestions?.map(({ uuid }) => uuid) ?? [],
    suggestionLabels: card?.suggestions?.map(({ label }) => label),
  }
}

function modelOf({ service, origin }: AnsweredCall): RecordedModel {
  const { id, version, calibration } = service.definition.model.definition
  return { id, version, calibration, hash: origin.modelHash }
}

function toRecord(one: AssessedOrder, call: AnsweredCall): GuidanceRecord {
  const { service, request, settings, origin, now, timings, newUuid, pseudonym } = call
  const { patientId } = request.context
  const { assessment, concerned, card } = one
  const { reference } = concerned.order
  const isOrdered = reference !== ''
  return {
    id: card?.uuid ?? newUuid(),
    at: new Date(now).toISOString(),
    service: service.entry.id,
    softwareVersion: origin.softwareVersion,
    configHash: origin.configHash,
    model: modelOf(call),
    client: settings.id,
    hook: request.hook,
    hookInstance: request.hookInstance,
    patient: pseudonym('patient', settings.id, patientId),
    // A draft's id may be given again: it means one order of one patient.
    order: isOrdered ? pseudonym('order', settings.id, patientId, reference) : undefined,
    orderDay: 'indexDay' in assessment ? assessment.indexDay : undefined,
    language: settings.language,
    situation: situationOf(assessment),
    exclusions: assessment.kind === 'not-applicable' ? assessment.because : [],
    cautions: 'cautions' in assessment ? assessment.cautions : [],
    readings: readingsOf(assessment, call),
    ...figuresOf(assessment),
    card: cardOf(one),
    timings,
  }
}

/** The records of an answer: one for each order that was assessed, told of or not. */
export function toGuidanceRecords(
  { assessed }: Guidance,
  call: AnsweredCall,
): readonly GuidanceRecord[] {
  return assessed.map((one) => toRecord(one, call))
}
