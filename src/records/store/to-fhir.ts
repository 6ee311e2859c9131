import type { AuditEvent, RiskAssessment } from 'fhir/r4.js'
import { canonicalUrl } from '../../base/canonical.ts'
import { toPrediction } from '../../clinical/fhir/risk-prediction.ts'
import { type GuidanceRecord, isBoardRecord, type RecordedEstimate } from '../guidance-record.ts'

/** A pseudonym in place of a reference. */
const pseudonymOf = (type: string, value: string, canonicalBase: string) => ({
  type,
  identifier: { system: canonicalUrl(canonicalBase, 'NamingSystem', 'pseudonym'), value },
})

const percent = (probability: number) => `${(probability * 100).toFixed(1)} %`

function predictionOf({ predictedRisk, range, category }: RecordedEstimate, base: string) {
  // Records of older software hold no range of the model's versions.
  const { low, high } = range ?? { low: predictedRisk, high: predictedRisk }
  return toPrediction({
    outcome: { text: 'The outcome that the model predicts' },
    range: { low, high },
    category:
      category === undefined
        ? undefined
        : {
            coding: [{ system: canonicalUrl(base, 'CodeSystem', 'risk-category'), code: category }],
            text: category,
          },
    words: `Predicted risk ${percent(predictedRisk)}, range of the model's versions ${percent(low)} to ${percent(high)}.`,
  })
}

/**
 * A record with an estimate as a FHIR R4 RiskAssessment of a pseudonym. It is an extract for
 * evaluation: nobody's chart. A board has none: a published score is no probability of this
 * patient, and a RiskAssessment would make it look like one.
 *
 * @param canonicalBase - Where the project's own code systems and identifiers are.
 */
export function toRiskAssessment(
  record: GuidanceRecord,
  canonicalBase: string,
): RiskAssessment | undefined {
  if (isBoardRecord(record)) return undefined
  const { id, at, estimate, model, readings, patient, order } = record
  if (estimate === undefined) return undefined
  // Records of older software do not say how far the model had come for the patient.
  const state = estimate.state ?? model.calibration
  const used = readings.filter((reading) => reading.state === 'found')
  const basis = used.flatMap(({ reference, predictor, asSent }) =>
    reference === undefined ? [] : [{ display: `${predictor}: ${asSent ?? ''} (${reference})` }],
  )
  return {
    resourceType: 'RiskAssessment',
    id,
    ...(order === undefined
      ? {}
      : { basedOn: pseudonymOf('ServiceRequest', order, canonicalBase) }),
    status: state === 'outcome-calibrated' ? 'final' : 'preliminary',
    method: {
      coding: [{ system: canonicalUrl(canonicalBase, 'CodeSystem', 'risk-model'), code: model.id }],
      text: `${model.id} ${model.version} (${state})`,
    },
    subject: pseudonymOf('Patient', patient, canonicalBase),
    occurrenceDateTime: at,
    ...(basis.length === 0 ? {} : { basis }),
    prediction: [predictionOf(estimate, canonicalBase)],
  }
}

/**
 * A record as a FHIR R4 AuditEvent: that an algorithm was run on a patient's data, for whom and
 * with what outcome. https://hl7.org/fhir/R4/auditevent.html
 */
export function toAuditEvent(record: GuidanceRecord, canonicalBase: string): AuditEvent {
  const { id, at, patient, client, service, hook, softwareVersion, card, situation } = record
  return {
    resourceType: 'AuditEvent',
    id,
    type: {
      system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
      code: 'rest',
      display: 'RESTful Operation',
    },
    action: 'E',
    recorded: at,
    outcome: '0',
    outcomeDesc: `${situation}, ${card.fate}`,
    agent: [{ name: client, requestor: true }],
    source: { observer: { display: `${service} ${softwareVersion}` } },
    entity: [{ what: pseudonymOf('Patient', patient, canonicalBase), description: hook }],
  }
}
