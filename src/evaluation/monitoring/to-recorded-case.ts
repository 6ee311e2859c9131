import {
  type AssessmentRecord,
  type GuidanceRecord,
  isBoardRecord,
  type PatientOutcome,
  type RecordedEstimate,
  type RecordedReading,
} from '../../records/guidance-record.ts'
import { toInstant } from '../../base/time.ts'
import type { CaseEstimate, CaseReading, RecordedCase, RecordedOutcome } from './recorded-case.ts'

function toReading({ state, why, value }: RecordedReading): CaseReading {
  if (state === 'found' && value !== undefined) return { kind: 'found', value }
  return { kind: 'absent', why: why === undefined ? state : `${state}: ${why}` }
}

const toEstimate = ({
  linearPredictor,
  predictedRisk,
  category,
}: RecordedEstimate): CaseEstimate => ({ linearPredictor, predictedRisk, category })

/** What two cards of the same order have in common when they say the same. */
const fingerprintOf = ({ client, patient, order, situation, model, readings }: GuidanceRecord) =>
  JSON.stringify([
    [client, patient, order, situation, model.hash],
    readings.map((reading) => [
      reading.predictor,
      reading.state,
      reading.value ?? reading.finding,
      reading.reference,
    ]),
  ])

type Figures = Pick<RecordedCase, 'readings' | 'estimate' | 'challenger'>

/** A board's readings are inputs of scores, not predictors of a risk model. */
const NO_FIGURES: Figures = { readings: {}, estimate: undefined, challenger: undefined }

const figuresOf = ({ readings, estimate, challenger }: AssessmentRecord): Figures => ({
  readings: Object.fromEntries(readings.map((reading) => [reading.predictor, toReading(reading)])),
  estimate: estimate && toEstimate(estimate),
  challenger: challenger && {
    model: `${challenger.model.id} ${challenger.model.version}`,
    ...toEstimate(challenger.estimate),
  },
})

export function toRecordedCase(record: GuidanceRecord): RecordedCase {
  const { id, at, service, model, client, patient, order, situation, card } = record
  return {
    card: id,
    at: toInstant(Date.parse(at)),
    service,
    model: `${model.id} ${model.version}`,
    client,
    patient,
    order,
    situation,
    fingerprint: fingerprintOf(record),
    isShown: card.fate === 'shown',
    ...(isBoardRecord(record) ? NO_FIGURES : figuresOf(record)),
    suggestions: card.suggestions.map((uuid, i) => ({
      uuid,
      kind: card.suggestionLabels?.[i] ?? `${situation} ${i + 1}`,
    })),
  }
}

/** An outcome as the statistics need it; a day counts to its end. */
export const toRecordedOutcome = ({
  patient,
  happened,
  competing,
  date,
  definition,
}: PatientOutcome): RecordedOutcome => ({
  patient,
  at: toInstant(Date.parse(`${date}T23:59:59.999Z`)),
  outcome: competing ?? (happened ? 1 : 0),
  definition,
})
