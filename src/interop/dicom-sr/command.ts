import { readFileSync, writeFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { SR_MAP_FILE } from '../../catalog/shipped-files.ts'
import { type FileOutcome, importReports, type ImportRefusal } from './import-reports.ts'
import type { PassedOver } from './read-measurements.ts'
import type { PassedOverReason } from './judge-measurement.ts'
import { parseSrMap } from './sr-map.ts'

const REFUSED: Readonly<Record<ImportRefusal, string>> = {
  'not-dicom': 'it is no DICOM file',
  damaged: 'it is damaged or not whole',
  'transfer-syntax': 'its transfer syntax is not one of the two uncompressed little-endian ones',
  'character-set': 'its character set is not known here, or it has several (ISO 2022)',
  'not-a-structured-report': 'it is a DICOM file, but no structured report',
  'not-a-measurement-report':
    'it is a structured report, but no Imaging Measurement Report (TID 1500) with content',
  'no-patient': 'it does not say whose it is (Patient ID)',
  'other-study': 'it is of images of another study than its own, so their date is not known',
  'other-subject': 'it is about a subject that is not the patient',
  'another-patient': 'it is of another patient than the first file',
  'given-twice': 'it is the same report as an earlier file',
}

const PASSED_OVER: Readonly<Record<PassedOverReason, string>> = {
  'not-in-a-group': 'is not directly in a measurement group',
  'other-quantity': 'is not a quantity that is read here',
  'unknown-modifier': 'has a modifier that is not understood',
  'no-lesion': 'is of no lesion with one Tracking Unique Identifier',
  'not-a-lesion': 'is of a finding that is not a lesion known here',
  'no-site': 'is of no stated site',
  'other-site': 'is of another site than the liver',
  'no-statistic': 'does not say of which statistic it is (Derivation)',
  'other-statistic': 'is of a statistic that is not known here',
  'no-value': 'has no single number',
  'unknown-unit': 'has no UCUM unit of its dimension',
}

/** Codes come from the file: what a terminal would obey is not shown. */
const printable = (text: string) => text.slice(0, 64).replace(/[^\x20-\x7e]/g, '?')

function describePassedOver({ position, concept, why }: PassedOver): string {
  const code =
    concept === undefined ? 'no code' : `${printable(concept.value)}, ${printable(concept.scheme)}`
  return `  passed over: content item ${position} (${code}) ${PASSED_OVER[why]}`
}

function describeOutcome(outcome: FileOutcome): readonly string[] {
  const { name } = outcome
  if (outcome.kind === 'refused') return [`${name}: not imported: ${REFUSED[outcome.why]}`]
  const { taken, status, isDated, passedOver } = outcome
  return [
    `${name}: ${String(taken)} measurement(s) taken as ${status}, ${String(passedOver.length)} passed over`,
    ...(status === 'final'
      ? []
      : ['  the report is not complete and verified: the service does not use its values']),
    ...(isDated ? [] : ['  the report has no study date: the service does not use its values']),
    ...passedOver.map(describePassedOver),
  ]
}

/** FHIR R4, 2.24.0.1: id. */
function toFhirId(text: string): string {
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(text)) throw new InvalidArgumentError('It is no FHIR id.')
  return text
}

interface ImportSrOptions {
  readonly patient?: string
  readonly out?: string
  readonly acceptUnverified?: boolean
}

async function run(
  { say, complain, endWith }: Terminal,
  paths: readonly string[],
  { patient, out, acceptUnverified = false }: ImportSrOptions,
): Promise<void> {
  const files = paths.map((path) => ({ name: path, bytes: readFileSync(path) }))
  const options = { patientId: patient, acceptUnverified }
  const srMap = parseSrMap(JSON.parse(readFileSync(SR_MAP_FILE, 'utf8')))
  const { outcomes, bundle } = await importReports(files, options, srMap)
  for (const line of outcomes.flatMap(describeOutcome)) complain(line)
  if (bundle === undefined) {
    complain('nothing was imported')
    endWith(1)
    return
  }
  const json = JSON.stringify(bundle, null, 2)
  if (out === undefined) say(json)
  else writeFileSync(out, `${json}\n`)
}

/** `import-sr`: DICOM SR measurement reports in, a FHIR transaction out. */
export const define: Define = (command, terminal) =>
  command
    .argument('<file...>', 'DICOM files, all of one patient')
    .option(
      '--patient <id>',
      "FHIR id of the patient; else the hospital's number is named",
      toFhirId,
    )
    .option('--out <file>', 'where to write the Bundle; else standard output')
    .option('--accept-unverified', 'complete reports are final though nobody has verified them')
    .action((paths: readonly string[], options: ImportSrOptions) => run(terminal, paths, options))
