import { means } from './concepts.ts'
import { type ContentItem, withDescendants } from './content-item.ts'
import type { SrMap } from './sr-map.ts'

/** A number that an institution has given, with the institution as far as the report says it. */
export interface IssuedNumber {
  readonly id: string
  /** The URI of the issuer, where the report gives one. */
  readonly system: string | undefined
  readonly issuer: string | undefined
  /** The FHIR resource itself, where that is all that is known. */
  readonly reference?: string | undefined
}

/** Which studies the images of a report are of, as far as it says (PS3.3 section C.17.2.3). */
export interface Evidence {
  /** By SOP Instance UID and Series Instance UID, the Study Instance UIDs under which it is listed. */
  readonly studiesOf: ReadonlyMap<string, ReadonlySet<string | undefined>>
  /** Of the request that the report answers. */
  readonly currentStudies: ReadonlySet<string | undefined>
}

/** What made a report (PS3.3 section C.7.5.1). */
export interface Equipment {
  /** As URI. */
  readonly uid: string | undefined
  readonly manufacturer: string | undefined
  readonly model: string | undefined
  readonly serialNumber: string | undefined
  readonly versions: readonly string[]
}

/** A measurement report (PS3.16 TID 1500). */
export interface MeasurementReport {
  /** What tells it from every other, as URI: the SOP Instance UID. */
  readonly instance: string
  /** Study Instance UID, as URI. */
  readonly study: string
  /** The same as it is written. */
  readonly studyUid: string
  readonly patient: IssuedNumber
  readonly accession: IssuedNumber | undefined
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
  readonly equipment: Equipment
  /** The names of those who took part in it or verified it. */
  readonly observers: readonly string[]
  readonly content: ContentItem
}

/** Why a file or a group is not taken as a measurement report of a patient. */
export type ReportRefusal =
  | 'not-a-structured-report'
  | 'not-a-measurement-report'
  | 'no-uid'
  | 'no-patient'
  | 'other-study'
  | 'other-subject'

/** Whether something in the report is about a fetus, a specimen or a device (TID 1006). */
function hasOtherSubject(content: ContentItem, { structure }: SrMap): boolean {
  return withDescendants(content).some(
    ({ concept, code }) =>
      means(concept, structure.subjectClass) && !means(code, structure.patientSubject),
  )
}

/** Why a report, although it is one, cannot be used. */
export function whyUnusable(
  { content, evidence, studyUid }: MeasurementReport,
  map: SrMap,
): ReportRefusal | undefined {
  const { currentStudies } = evidence
  if (currentStudies.size > 0 && !currentStudies.has(studyUid)) return 'other-study'
  return hasOtherSubject(content, map) ? 'other-subject' : undefined
}
