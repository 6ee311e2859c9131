import type { AuditEvent, RiskAssessment } from 'fhir/r4.js'
import { type GuidanceRecord, isBoardRecord } from '../guidance-record.ts'

/** Where the pseudonyms of patients are from, as a FHIR identifier system. */
const PSEUDONYMS = 'urn:tace-cds:pseudonym'

const patientOf = ({ patient }: GuidanceRecord) => ({
  type: 'Patient',
  identifier: { system: PSEUDONYMS, value: patient },
})

/**
 * A record with an estimate as a FHIR R4 RiskAssessment of a pseudonym. It is an extract for
 * evaluation: nobody's chart. A board has none: a published score is no probability of this
 * patient, and a RiskAssessment would make it look like one.
 */
export function toRiskAssessment(record: GuidanceRecord): RiskAssessment | undefined {
  if (isBoardRecord(record)) return undefined
  const { id, at, estimate, model, readings } = record
  if (estimate === undefined) return undefined
  const used = readings.filter(({ state }) => state === 'found')
  return {
    resourceType: 'RiskAssessment',
    id,
    status: model.calibration === 'outcome-calibrated' ? 'final' : 'preliminary',
    method: { text: `${model.id} ${model.version} (${model.calibration})` },
    subject: patientOf(record),
    occurrenceDateTime: at,
    basis: used.flatMap(({ reference, predictor, asSent }) =>
      reference === undefined ? [] : [{ display: `${predictor}: ${asSent ?? ''} (${reference})` }],
    ),
    prediction: [
      {
        probabilityDecimal: estimate.predictedRisk,
        ...(estimate.category === undefined
          ? {}
          : { qualitativeRisk: { text: estimate.category } }),
      },
    ],
  }
}

/**
 * A record as a FHIR R4 AuditEvent: that an algorithm was run on a patient's data, for whom and
 * with what outcome. https://hl7.org/fhir/R4/auditevent.html
 */
export function toAuditEvent(record: GuidanceRecord): AuditEvent {
  const { id, at, client, service, hook, softwareVersion, card, situation } = record
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
    entity: [{ what: patientOf(record), description: hook }],
  }
}
