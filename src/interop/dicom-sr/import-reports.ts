import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { type DicomRefusal, readDicomFile } from './dicom-file.ts'
import { type PassedOver, type ReadMeasurements, readMeasurements } from './read-measurements.ts'
import { type MeasurementReport, readReport, type ReportRefusal, type SrPatient } from './report.ts'
import type { SrMap } from './sr-map.ts'
import { toBundle } from './to-bundle.ts'
import { type ReportContext, toSubject } from './to-fhir.ts'

interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ImportOptions {
  /** The FHIR id of the patient; without it the Observations give the hospital's number. */
  readonly patientId?: string | undefined
  /** Whether a complete report that nobody attested to is final. */
  readonly acceptUnverified: boolean
}

export type ImportRefusal = DicomRefusal | ReportRefusal | 'another-patient' | 'given-twice'

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
  readonly outcomes: readonly FileOutcome[]
  /** A transaction Bundle; nothing when nothing was taken, or the files are of several patients. */
  readonly bundle: FhirResource | undefined
}

interface NamedReport {
  readonly name: string
  readonly report: MeasurementReport
}

type Refused = Extract<FileOutcome, { kind: 'refused' }>

function readFile({ name, bytes }: NamedFile, map: SrMap): Refused | NamedReport {
  const file = readDicomFile(bytes, map)
  if ('why' in file) return { name, kind: 'refused', why: file.why }
  const report = readReport(file.dataSet, map)
  return 'why' in report ? { name, kind: 'refused', why: report.why } : { name, report }
}

const isSame = (a: SrPatient, b: SrPatient) =>
  a.id === b.id && a.system === b.system && a.issuer === b.issuer

/** One import is of one patient, and has every report once. */
function refuseOtherPatients(
  files: readonly (Refused | NamedReport)[],
): readonly (Refused | NamedReport)[] {
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

interface ReadReport extends ReadMeasurements {
  readonly name: string
  readonly context: ReportContext
}

function readNumbers(
  { name, report }: NamedReport,
  options: ImportOptions,
  map: SrMap,
): ReadReport {
  const status = statusOf(report, options)
  const subject = toSubject(report.patient, options.patientId)
  return { name, context: { report, status, subject }, ...readMeasurements(report, map) }
}

function toOutcome({ name, context, taken, passedOver, ofImages }: ReadReport): FileOutcome {
  const { status } = context
  const isDated = taken.every(({ time }) => time !== undefined)
  return { name, kind: 'read', taken: taken.length, status, isDated, passedOver, ofImages }
}

/**
 * The ADC and D* of DICOM SR measurement reports (PS3.16 TID 1500) as a FHIR R4 transaction. A file
 * that is refused does not stop the others, unless it is of another patient: then nobody can know
 * which of them is meant.
 */
export function importReports(
  files: readonly NamedFile[],
  options: ImportOptions,
  map: SrMap,
): SrImport {
  const read = files.map((file) => readFile(file, map))
  const results = refuseOtherPatients(read).map((file) =>
    'why' in file ? file : readNumbers(file, options, map),
  )
  const reports = results.filter((result) => 'context' in result)
  const isOnePatient = !results.some(
    (result) => 'why' in result && result.why === 'another-patient',
  )
  const isEmpty = reports.every(({ taken }) => taken.length === 0)
  return {
    outcomes: results.map((result) => ('context' in result ? toOutcome(result) : result)),
    bundle: isOnePatient && !isEmpty ? toBundle(reports, map) : undefined,
  }
}
