import type { JsonObject } from '../../../base/json.ts'
import type { ImportIdentifier } from '../../fhir-import/conditional.ts'
import type { Lesion } from '../judge/statement.ts'
import type { IssuedNumber, MeasurementReport } from '../report.ts'
import type { SrConcept, SrMap } from '../sr-map.ts'
import { codingsOf } from './codes.ts'

/** The system that FHIR gives to DICOM UIDs, written as `urn:oid`. */
export const DICOM_UID = 'urn:dicom:uid'

/** The type of an identifier, by a concept of DICOM. */
export const typeOf = (concept: SrConcept, map: SrMap): JsonObject => ({
  coding: codingsOf(concept, map),
})

/** The tracking UID: the same in every report on the lesion. */
export const lesionIdentifier = ({ uid }: Lesion): ImportIdentifier => ({
  system: DICOM_UID,
  value: uid,
})

/** The identifier of the Observation that a content item becomes. */
export function contentItemIdentifier(
  { instance }: MeasurementReport,
  position: string,
  { local }: SrMap,
): ImportIdentifier {
  return { system: local.contentItemSystem, value: `${instance}#${position}` }
}

function toIdentifier({ id, system, issuer }: IssuedNumber, more: JsonObject = {}): JsonObject {
  return {
    ...more,
    ...(system === undefined ? {} : { system }),
    value: id,
    ...(issuer === undefined ? {} : { assigner: { display: issuer } }),
  }
}

/** The patient by FHIR id or reference, else by the hospital's number. */
export function toSubject(patient: IssuedNumber, patientId: string | undefined): JsonObject {
  const reference = patientId === undefined ? patient.reference : `Patient/${patientId}`
  return reference === undefined
    ? { type: 'Patient', identifier: toIdentifier(patient) }
    : { reference }
}

const ACCESSION_TYPE = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/v2-0203',
      code: 'ACSN',
      display: 'Accession ID',
    },
  ],
}

/** The study that the images are of, and the request that it answers; both by identifier. */
export function toOrigin({ study, accession }: MeasurementReport, map: SrMap): JsonObject {
  const type = typeOf(map.structure.studyUid, map)
  const imagingStudy = {
    type: 'ImagingStudy',
    identifier: { type, system: DICOM_UID, value: study },
  }
  const request =
    accession === undefined
      ? {}
      : {
          basedOn: [
            {
              type: 'ServiceRequest',
              identifier: toIdentifier(accession, { type: ACCESSION_TYPE }),
            },
          ],
        }
  return { ...request, partOf: [imagingStudy], derivedFrom: [imagingStudy] }
}
