import { objects, type JsonObject } from '../../base/json.ts'
import { type ContentItem, means, readContent, textOf, withDescendants } from './content-item.ts'
import { toDateTime, toOid } from './data-types.ts'
import type { SrMap } from './sr-map.ts'

/** Whose report it is, by the hospital's number. */
export interface SrPatient {
  readonly id: string
  /** The URI of the issuer, where the report gives one. */
  readonly system: string | undefined
  readonly issuer: string | undefined
}

/** A measurement report (PS3.16 TID 1500). */
export interface MeasurementReport {
  /** SOP Instance UID, as URI. */
  readonly instance: string
  /** Study Instance UID, as URI. */
  readonly study: string
  readonly patient: SrPatient
  /** PS3.3 section C.17.2: complete, attested to by a person, and not called preliminary. */
  readonly isComplete: boolean
  readonly isVerified: boolean
  readonly isPreliminary: boolean
  /** When the study began, as FHIR dateTime: the values are as old as the images. */
  readonly studyTime: string | undefined
  /** When the report was made, as FHIR instant. */
  readonly contentTime: string | undefined
  readonly content: ContentItem
}

/** Why a DICOM file is not taken as a measurement report of a patient. */
export type ReportRefusal =
  | 'not-a-structured-report'
  | 'not-a-measurement-report'
  | 'no-patient'
  | 'other-study'
  | 'other-subject'

/** PS3.3 section C.7.1.1: the issuer's URI is in the qualifiers, with its type. */
function readPatient(elements: JsonObject): SrPatient | undefined {
  const id = textOf(elements['PatientID'])
  if (id === undefined) return undefined
  const [qualifiers = {}] = objects(elements['IssuerOfPatientIDQualifiersSequence'])
  const entity = textOf(qualifiers['UniversalEntityID'])
  const type = textOf(qualifiers['UniversalEntityIDType'])
  const system = type === 'ISO' ? toOid(entity) : type === 'URI' ? entity : undefined
  return { id, system, issuer: textOf(elements['IssuerOfPatientID']) }
}

/** The studies whose images were measured; none when the report does not say. */
function evidenceStudies(elements: JsonObject): readonly (string | undefined)[] {
  return objects(elements['CurrentRequestedProcedureEvidenceSequence']).map((study) =>
    textOf(study['StudyInstanceUID']),
  )
}

/** Whether something in the report is about a fetus, a specimen or a device (TID 1006). */
function hasOtherSubject(content: ContentItem, { structure }: SrMap): boolean {
  return withDescendants(content).some(
    ({ concept, code }) =>
      means(concept, structure.subjectClass) && !means(code, structure.patientSubject),
  )
}

/** Why a report, although it is one, cannot be used. */
function whyUnusable(
  elements: JsonObject,
  content: ContentItem,
  map: SrMap,
): ReportRefusal | undefined {
  const study = textOf(elements['StudyInstanceUID'])
  if (evidenceStudies(elements).some((uid) => uid !== study)) return 'other-study'
  return hasOtherSubject(content, map) ? 'other-subject' : undefined
}

const isReportClass = (uid: string | undefined, { sopClasses }: SrMap) =>
  sopClasses.some((sopClass) => sopClass.uid === uid)

function readHeader(elements: JsonObject) {
  const at = (element: string) => textOf(elements[element])
  const zone = at('TimezoneOffsetFromUTC')
  const contentTime = toDateTime(at('ContentDate'), at('ContentTime'), zone)
  return {
    isComplete: at('CompletionFlag') === 'COMPLETE',
    isVerified: at('VerificationFlag') === 'VERIFIED',
    isPreliminary: at('PreliminaryFlag') === 'PRELIMINARY',
    studyTime: toDateTime(at('StudyDate'), at('StudyTime'), zone),
    contentTime: contentTime?.includes('T') === true ? contentTime : undefined,
  }
}

/** The report in a file, or why it is none that can be used. */
export function readReport(
  elements: JsonObject,
  map: SrMap,
): MeasurementReport | { readonly why: ReportRefusal } {
  if (!isReportClass(textOf(elements['SOPClassUID']), map))
    return { why: 'not-a-structured-report' }
  const content = readContent(elements)
  const instance = toOid(textOf(elements['SOPInstanceUID']))
  const study = toOid(textOf(elements['StudyInstanceUID']))
  const isReport = means(content.concept, map.structure.report) && content.children.length > 0
  if (!isReport || instance === undefined || study === undefined)
    return { why: 'not-a-measurement-report' }
  const patient = readPatient(elements)
  if (patient === undefined) return { why: 'no-patient' }
  const why = whyUnusable(elements, content, map)
  return why === undefined
    ? { instance, study, patient, ...readHeader(elements), content }
    : { why }
}
