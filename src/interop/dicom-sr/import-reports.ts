import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { type DicomRefusal, readDicomFile } from './dicom/dicom-file.ts'
import { readReport } from './dicom/read-report.ts'
import { toSubject } from './fhir/identity.ts'
import { type BundleOptions, toBundle } from './fhir/to-bundle.ts'
import type { ReportContext } from './fhir/to-observation.ts'
import { type GuideRefusal, isJson, readGuide } from './guide/read-guide.ts'
import type { StatisticOptions } from './judge/judge-number.ts'
import { type PassedOver, readStatements, type ReadStatements } from './judge/read-statements.ts'
import type { IssuedNumber, MeasurementReport, ReportRefusal } from './report.ts'
import type { SrMap } from './sr-map.ts'

interface NamedFile {
  readonly name: string
  /** Nothing when it is not there, or nobody may read it. */
  readonly bytes: Uint8Array | undefined
}

/** Without `patientId` the Observations give the hospital's number. */
export interface ImportOptions extends BundleOptions, StatisticOptions {
  /** Whether a complete report that nobody attested to is final. */
  readonly acceptUnverified: boolean
}

export type ImportRefusal =
  DicomRefusal | GuideRefusal | ReportRefusal | 'no-file' | 'another-patient' | 'given-twice'

export type FileOutcome = { readonly name: string } & (
  | { readonly kind: 'refused'; readonly why: ImportRefusal }
  | {
      readonly kind: 'read'
      readonly taken: number
      readonly status: 'final' | 'preliminary'
      readonly isDated: boolean
      readonly passedOver: readonly PassedOver[]
      /** How many numbers describe the images themselves. */
      readonly ofImages: number
    }
)

export interface SrImport {
  /** Of each file; of a FHIR Bundle, of each group in it. */
  readonly outcomes: readonly FileOutcome[]
  /** A transaction Bundle; nothing when nothing was taken, or the files are of several patients. */
  readonly bundle: FhirResource | undefined
  /** The hospital's number of the patient, where a report was read. */
  readonly patientNumber: string | undefined
  /** The lesions that are taken, by their tracking UIDs as URI. */
  readonly lesions: ReadonlySet<string>
}

interface NamedReport {
  readonly name: string
  readonly report: MeasurementReport
}

type Refused = Extract<FileOutcome, { kind: 'refused' }>

type Read = Refused | NamedReport

function readDicom(name: string, bytes: Uint8Array, map: SrMap): Read {
  const file = readDicomFile(bytes, map)
  if ('why' in file) return { name, kind: 'refused', why: file.why }
  const report = readReport(file.dataSet, map)
  return 'why' in report ? { name, kind: 'refused', why: report.why } : { name, report }
}

function readFile({ name: file, bytes }: NamedFile, map: SrMap): readonly Read[] {
  if (bytes === undefined) return [{ name: file, kind: 'refused', why: 'no-file' }]
  if (!isJson(bytes)) return [readDicom(file, bytes, map)]
  const groups = readGuide(bytes, map)
  if ('why' in groups) return [{ name: file, kind: 'refused', why: groups.why }]
  return groups.map(({ name, result }) => {
    const full = `${file}, ${name}`
    return 'why' in result
      ? { name: full, kind: 'refused', why: result.why }
      : { name: full, report: result }
  })
}

const isSame = (a: IssuedNumber, b: IssuedNumber) =>
  a.id === b.id && a.system === b.system && a.issuer === b.issuer

/** One import is of one patient, and has every report once. */
function refuseOtherPatients(files: readonly Read[]): readonly Read[] {
  const reports = files.filter((file) => 'report' in file)
  const [first] = reports
  return files.map((file) => {
    if ('why' in file || first === undefined) return file
    const { name, report } = file
    if (!isSame(report.patient, first.report.patient))
      return { name, kind: 'refused', why: 'another-patient' }
    const earliest = reports.find((other) => other.report.instance === report.instance)
    return earliest === file ? file : { name, kind: 'refused', why: 'given-twice' }
  })
}

/** PS3.3 section C.17.2: final is what is complete and attested to, and not called preliminary. */
function statusOf(
  { isComplete, isVerified, isPreliminary }: MeasurementReport,
  { acceptUnverified }: ImportOptions,
): 'final' | 'preliminary' {
  return isComplete && !isPreliminary && (isVerified || acceptUnverified) ? 'final' : 'preliminary'
}

interface ReadReport extends ReadStatements {
  readonly name: string
  readonly context: ReportContext
}

function readContentOf(
  { name, report }: NamedReport,
  options: ImportOptions,
  map: SrMap,
): ReadReport {
  const status = statusOf(report, options)
  const subject = toSubject(report.patient, options.patientId)
  return { name, context: { report, status, subject }, ...readStatements(report, options, map) }
}

function toOutcome({ name, context, taken, passedOver, ofImages }: ReadReport): FileOutcome {
  const { status } = context
  const isDated = taken.every(({ time }) => time !== undefined)
  return { name, kind: 'read', taken: taken.length, status, isDated, passedOver, ofImages }
}

/**
 * What measurement reports (PS3.16 TID 1500) say that the service reads, as a FHIR R4 transaction.
 * A file that is refused does not stop the others, unless it is of another patient: then nobody can
 * know which of them is meant.
 */
export function importReports(
  files: readonly NamedFile[],
  options: ImportOptions,
  map: SrMap,
): SrImport {
  const read = files.flatMap((file) => readFile(file, map))
  const results = refuseOtherPatients(read).map((file) =>
    'why' in file ? file : readContentOf(file, options, map),
  )
  const reports = results.filter((result) => 'context' in result)
  const taken = reports.flatMap((report) => report.taken)
  const isOnePatient = !results.some(
    (result) => 'why' in result && result.why === 'another-patient',
  )
  return {
    outcomes: results.map((result) => ('context' in result ? toOutcome(result) : result)),
    bundle: isOnePatient && taken.length > 0 ? toBundle(reports, options, map) : undefined,
    patientNumber: reports[0]?.context.report.patient.id,
    lesions: new Set(taken.flatMap(({ lesion }) => (lesion === undefined ? [] : [lesion.uid]))),
  }
}
