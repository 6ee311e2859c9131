import { type ContentItem, means, readContent, withDescendants } from './content-item.ts'
import type { DataSet } from './data-set.ts'
import { toDateTime, toOid } from './data-types.ts'
import { type Evidence, readEvidence } from './evidence.ts'
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
  /** The same as it is written. */
  readonly studyUid: string
  readonly patient: SrPatient
  /** PS3.3 section C.17.2: complete, attested to by a person, and not called preliminary. */
  readonly isComplete: boolean
  readonly isVerified: boolean
  readonly isPreliminary: boolean
  /** When the study began, as FHIR dateTime: the values are as old as the images. */
  readonly studyTime: string | undefined
  /** When the report was made, as FHIR instant. */
  readonly contentTime: string | undefined
  /** The offset from UTC of its times, as it is written. */
  readonly zone: string | undefined
  readonly evidence: Evidence
  readonly content: ContentItem
}

/** Why a DICOM file is not taken as a measurement report of a patient. */
export type ReportRefusal =
  | 'not-a-structured-report'
  | 'not-a-measurement-report'
  | 'no-uid'
  | 'no-patient'
  | 'other-study'
  | 'other-subject'

/** PS3.3 section C.7.1.1: the issuer's URI is in the qualifiers, with its type. */
function readPatient(dataSet: DataSet): SrPatient | undefined {
  const id = dataSet.text('PatientID')
  if (id === undefined) return undefined
  const [qualifiers] = dataSet.items('IssuerOfPatientIDQualifiersSequence')
  const entity = qualifiers?.text('UniversalEntityID')
  const type = qualifiers?.text('UniversalEntityIDType')
  const system = type === 'ISO' ? toOid(entity) : type === 'URI' ? entity : undefined
  return { id, system, issuer: dataSet.text('IssuerOfPatientID') }
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
  { content, evidence, studyUid }: MeasurementReport,
  map: SrMap,
): ReportRefusal | undefined {
  const { currentStudies } = evidence
  if (currentStudies.size > 0 && !currentStudies.has(studyUid)) return 'other-study'
  return hasOtherSubject(content, map) ? 'other-subject' : undefined
}

const isReportClass = (uid: string | undefined, { sopClasses }: SrMap) =>
  sopClasses.some((sopClass) => sopClass.uid === uid)

function readHeader(dataSet: DataSet) {
  const at = dataSet.text
  const zone = at('TimezoneOffsetFromUTC')
  const contentTime = toDateTime(at('ContentDate'), at('ContentTime'), zone)
  return {
    isComplete: at('CompletionFlag') === 'COMPLETE',
    isVerified: at('VerificationFlag') === 'VERIFIED',
    isPreliminary: at('PreliminaryFlag') === 'PRELIMINARY',
    studyTime: toDateTime(at('StudyDate'), at('StudyTime'), zone),
    contentTime: contentTime?.includes('T') === true ? contentTime : undefined,
    zone,
  }
}

/** The report in a file, or why it is none that can be used. */
export function readReport(
  dataSet: DataSet,
  map: SrMap,
): MeasurementReport | { readonly why: ReportRefusal } {
  if (!isReportClass(dataSet.text('SOPClassUID'), map)) return { why: 'not-a-structured-report' }
  const content = readContent(dataSet)
  if (!means(content.concept, map.structure.report) || content.children.length === 0)
    return { why: 'not-a-measurement-report' }
  const instance = toOid(dataSet.text('SOPInstanceUID'))
  const studyUid = dataSet.text('StudyInstanceUID')
  const study = toOid(studyUid)
  if (instance === undefined || studyUid === undefined || study === undefined)
    return { why: 'no-uid' }
  const patient = readPatient(dataSet)
  if (patient === undefined) return { why: 'no-patient' }
  const evidence = readEvidence(dataSet)
  const identity = { instance, study, studyUid, patient, evidence, content }
  const report = { ...identity, ...readHeader(dataSet) }
  const why = whyUnusable(report, map)
  return why === undefined ? report : { why }
}
