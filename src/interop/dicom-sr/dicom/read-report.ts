import { means } from '../concepts.ts'
import { toDateTime, toOid } from '../data-types.ts'
import {
  type Equipment,
  type Evidence,
  type IssuedNumber,
  type MeasurementReport,
  type ReportRefusal,
  whyUnusable,
} from '../report.ts'
import type { SrMap } from '../sr-map.ts'
import type { DataSet } from './data-set.ts'
import { readPersonName } from './person-name.ts'
import { readContent } from './read-content.ts'

/** PS3.3 section C.12: the URI of an issuer, by the type of its identifier. */
function systemOf(issuer: DataSet | undefined): string | undefined {
  const entity = issuer?.text('UniversalEntityID')
  const type = issuer?.text('UniversalEntityIDType')
  return type === 'ISO' ? toOid(entity) : type === 'URI' ? entity : undefined
}

function readPatient(dataSet: DataSet): IssuedNumber | undefined {
  const id = dataSet.text('PatientID')
  if (id === undefined) return undefined
  const [qualifiers] = dataSet.items('IssuerOfPatientIDQualifiersSequence')
  return { id, system: systemOf(qualifiers), issuer: dataSet.text('IssuerOfPatientID') }
}

function readAccession(dataSet: DataSet): IssuedNumber | undefined {
  const id = dataSet.text('AccessionNumber')
  if (id === undefined) return undefined
  const [issuer] = dataSet.items('IssuerOfAccessionNumberSequence')
  return { id, system: systemOf(issuer), issuer: undefined }
}

/** The UIDs of the series and of the images that a study of an evidence sequence lists. */
function listedIn(study: DataSet): readonly string[] {
  return study
    .items('ReferencedSeriesSequence')
    .flatMap((series) => [
      series.text('SeriesInstanceUID'),
      ...series
        .items('ReferencedSOPSequence')
        .map((image) => image.text('ReferencedSOPInstanceUID')),
    ])
    .filter((uid) => uid !== undefined)
}

function readEvidence(dataSet: DataSet): Evidence {
  const studiesOf = new Map<string, Set<string | undefined>>()
  const current = dataSet.items('CurrentRequestedProcedureEvidenceSequence')
  for (const study of [...current, ...dataSet.items('PertinentOtherEvidenceSequence')]) {
    const uid = study.text('StudyInstanceUID')
    for (const listed of listedIn(study))
      studiesOf.set(listed, (studiesOf.get(listed) ?? new Set()).add(uid))
  }
  const currentStudies = new Set(current.map((study) => study.text('StudyInstanceUID')))
  return { studiesOf, currentStudies }
}

function readEquipment(dataSet: DataSet): Equipment {
  return {
    uid: toOid(dataSet.text('DeviceUID')),
    manufacturer: dataSet.text('Manufacturer'),
    model: dataSet.text('ManufacturerModelName'),
    serialNumber: dataSet.text('DeviceSerialNumber'),
    versions: (dataSet.text('SoftwareVersions') ?? '').split('\\').filter((part) => part !== ''),
  }
}

/** Those who took part as persons; where none is named, those who verified the report. */
function readObservers(dataSet: DataSet): readonly string[] {
  const parts = [
    ...dataSet.items('ParticipantSequence'),
    ...dataSet.items('AuthorObserverSequence'),
  ]
  const persons = parts
    .filter((part) => part.text('ObserverType') === 'PSN')
    .map((part) => part.text('PersonName'))
  const verifiers = dataSet
    .items('VerifyingObserverSequence')
    .map((verifier) => verifier.text('VerifyingObserverName'))
  const [named = []] = [persons, verifiers]
    .map((names) => names.map(readPersonName).filter((name) => name !== undefined))
    .filter((names) => names.length > 0)
  return [...new Set(named)]
}

function readHeader(dataSet: DataSet) {
  const at = dataSet.text
  const zone = at('TimezoneOffsetFromUTC')
  const contentTime = toDateTime(at('ContentDate'), at('ContentTime'), zone)
  return {
    accession: readAccession(dataSet),
    isComplete: at('CompletionFlag') === 'COMPLETE',
    isVerified: at('VerificationFlag') === 'VERIFIED',
    isPreliminary: at('PreliminaryFlag') === 'PRELIMINARY',
    studyTime: toDateTime(at('StudyDate'), at('StudyTime'), zone),
    contentTime: contentTime?.includes('T') === true ? contentTime : undefined,
    zone,
    equipment: readEquipment(dataSet),
    observers: readObservers(dataSet),
  }
}

const isReportClass = (uid: string | undefined, { sopClasses }: SrMap) =>
  sopClasses.some((sopClass) => sopClass.uid === uid)

/** The report in a DICOM file, or why it is none that can be used. */
export function readReport(
  dataSet: DataSet,
  map: SrMap,
): MeasurementReport | { readonly why: ReportRefusal } {
  if (!isReportClass(dataSet.text('SOPClassUID'), map)) return { why: 'not-a-structured-report' }
  const content = readContent(dataSet, map)
  if (!means(content.concept, map.structure.report) || content.children.length === 0)
    return { why: 'not-a-measurement-report' }
  const instance = toOid(dataSet.text('SOPInstanceUID'))
  const studyUid = dataSet.text('StudyInstanceUID')
  const study = toOid(studyUid)
  if (instance === undefined || studyUid === undefined || study === undefined)
    return { why: 'no-uid' }
  const patient = readPatient(dataSet)
  if (patient === undefined) return { why: 'no-patient' }
  const identity = { instance, study, studyUid, patient, content }
  const report = { ...identity, evidence: readEvidence(dataSet), ...readHeader(dataSet) }
  const why = whyUnusable(report, map)
  return why === undefined ? report : { why }
}
