import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { JsonObject } from '../../base/json.ts'
import { UCUM_SYSTEM } from '../../clinical/terminology/convert.ts'
import type { CodedEntry } from './content-item.ts'
import { toUuid } from './data-types.ts'
import type { Measurement } from './judge-measurement.ts'
import type { MeasurementReport, SrPatient } from './report.ts'
import type { SrConcept, SrMap } from './sr-map.ts'

/** What every Observation of one report has in common. */
export interface ReportContext {
  readonly report: MeasurementReport
  readonly status: 'final' | 'preliminary'
  /** Reference to the patient. */
  readonly subject: JsonObject
}

/** The system that FHIR gives to DICOM UIDs, written as `urn:oid`. */
const DICOM_UID = 'urn:dicom:uid'

const IMAGING: JsonObject = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/observation-category',
      code: 'imaging',
      display: 'Imaging',
    },
  ],
}

/** The codes of a concept whose coding scheme has a FHIR system. */
function codingsOf({ codes, meaning }: SrConcept, { systems }: SrMap): readonly JsonObject[] {
  return codes.flatMap(({ scheme, value }) => {
    const known = systems.find((codeSystem) => codeSystem.scheme === scheme)
    return known === undefined ? [] : [{ system: known.system, code: value, display: meaning }]
  })
}

function toConcept(concept: SrConcept, map: SrMap): JsonObject {
  return { coding: codingsOf(concept, map), text: concept.meaning }
}

/**
 * Only the statistic that the models read gets the code of the quantity itself; any other has a
 * local code that is in no value set.
 */
function codeOf({ quantity, statistic }: Measurement, map: SrMap): JsonObject {
  const text = `${quantity.meaning}: ${statistic.meaning} of the region of interest`
  const system = map.local.statisticSystem
  return statistic.id === map.plainStatistic
    ? { coding: codingsOf(quantity, map), text }
    : { coding: [{ system, code: `${quantity.id}-${statistic.id}`, display: text }], text }
}

/** A code as the report gives it, with its system where the scheme has one. */
function toMethod({ scheme, value, meaning }: CodedEntry, { systems }: SrMap): JsonObject {
  const system = systems.find((codeSystem) => codeSystem.scheme === scheme)?.system
  return {
    ...(system === undefined ? {} : { coding: [{ system, code: value, display: meaning }] }),
    text: meaning ?? value,
  }
}

const elementIf = (condition: boolean, element: JsonObject): JsonObject =>
  condition ? element : {}

/** The patient by FHIR id, else by the hospital's number. */
export function toSubject(
  { id, system, issuer }: SrPatient,
  patientId: string | undefined,
): JsonObject {
  if (patientId !== undefined) return { reference: `Patient/${patientId}` }
  const identifier = {
    ...elementIf(system !== undefined, { system }),
    value: id,
    ...elementIf(issuer !== undefined, { assigner: { display: issuer } }),
  }
  return { type: 'Patient', identifier }
}

/** An identifier by which a resource is found again at the next import. */
interface ImportIdentifier {
  readonly system: string
  readonly value: string
}

/** The tracking UID: the same in every report on the lesion. */
export function lesionIdentifier({ lesion }: Measurement): ImportIdentifier {
  return { system: DICOM_UID, value: lesion.uid }
}

/** The identifier of the Observation that a content item becomes. */
export function contentItemIdentifier(
  { instance }: MeasurementReport,
  { position }: Measurement,
  { local }: SrMap,
): ImportIdentifier {
  return { system: local.contentItemSystem, value: `${instance}#${position}` }
}

/**
 * The lesion as BodyStructure. Its identity is the tracking UID, which stays the same over studies
 * (PS3.16 TID 1501).
 */
export function toBodyStructure(
  measurement: Measurement,
  { subject }: ReportContext,
  map: SrMap,
): FhirResource {
  const { lesion, site } = measurement
  const { name } = lesion
  return {
    resourceType: 'BodyStructure',
    identifier: [
      lesionIdentifier(measurement),
      ...(name === undefined
        ? []
        : [{ type: { text: map.structure.trackingIdentifier.meaning }, value: name }]),
    ],
    active: true,
    location: toConcept(site, map),
    ...elementIf(name !== undefined, { description: name }),
    patient: subject,
  }
}

export function toObservation(
  measurement: Measurement,
  { report, status, subject }: ReportContext,
  map: SrMap,
): FhirResource {
  const { lesion, site, method, value, unit, time } = measurement
  const { contentTime } = report
  return {
    resourceType: 'Observation',
    identifier: [contentItemIdentifier(report, measurement, map)],
    status,
    category: [IMAGING],
    code: codeOf(measurement, map),
    subject,
    focus: [{ reference: toUuid(lesion.uid), type: 'BodyStructure' }],
    ...elementIf(time !== undefined, { effectiveDateTime: time }),
    ...elementIf(contentTime !== undefined, { issued: contentTime }),
    valueQuantity: { value, unit, system: UCUM_SYSTEM, code: unit },
    bodySite: toConcept(site, map),
    ...(method === undefined ? {} : { method: toMethod(method, map) }),
    derivedFrom: [{ type: 'ImagingStudy', identifier: { system: DICOM_UID, value: report.study } }],
  }
}
