import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { OutcomeDefinition } from '../../cohort/study-document.ts'
import { columnsOf } from '../cohort-row.ts'
import type { ExtractionDocument } from '../extraction-document.ts'
import { extractionReportHtml } from '../extraction-page.ts'
import { readSettings } from '../../../base/config/read-settings.ts'
import { Fault } from '../../../base/fault.ts'
import { readTable, TableWriter } from '../../../base/formats/table.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { watched, type Work } from '../../../base/terminal/with-progress.ts'
import { toIsoDate } from '../../../base/time.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { extractFromBulk, Problems } from './cohort-extract-bulk.ts'
import { extractFromFhir } from './cohort-extract-fhir.ts'
import { readOutcomeRule, readOutcomes } from './cohort-extract-outcomes.ts'
import {
  ExtractionRun,
  keyed,
  numbered,
  type OutcomeSource,
  type SourceReport,
} from './cohort-extract-run.ts'
import { extractionSummary } from './cohort-extract-summary.ts'
import { readOutcomeDefinition } from '../../cohort/commands/cohort-options.ts'
import type { ExaminationPorts } from '../../../hook/doctor/examine-patient.ts'

interface ExtractOptions {
  readonly bulk?: string
  readonly fhir?: string
  readonly tokenFile?: string
  readonly patients?: string
  readonly outcomes?: string
  readonly outcomeDefinition?: string
  readonly pseudonymKeyFile?: string
  readonly workDir?: string
  readonly json?: string
  readonly html?: string
}

interface Extraction {
  readonly run: ExtractionRun
  readonly problems: Problems
  readonly workFolder: string
  readonly options: ExtractOptions
}

const malformed = (text: string) => new Fault('malformed-request', text)

async function outcomeSource({
  outcomes,
  outcomeDefinition,
}: ExtractOptions): Promise<OutcomeSource | undefined> {
  if (outcomes !== undefined && outcomeDefinition === undefined)
    throw malformed('--outcomes needs --outcome-definition: it states what the outcome means')
  if (outcomeDefinition === undefined) return undefined
  const rule = await readOutcomeRule(outcomeDefinition)
  if (outcomes === undefined && rule.observation === undefined)
    throw malformed('the outcome definition names no observation, and there are no --outcomes')
  const table = outcomes === undefined ? new Map() : await readOutcomes(readTable(outcomes))
  return { rule, table }
}

const readList = async (path: string) =>
  (await readFile(path, 'utf8'))
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^Patient\//, ''))
    .filter((line) => line !== '')

async function fromServer(
  { run, options }: Extraction,
  fhirServer: string,
  { service, ports }: ExaminationPorts,
): Promise<Work<SourceReport>> {
  const { tokenFile, patients } = options
  return extractFromFhir(run, {
    service,
    patientData: ports.patientData,
    fhirServer,
    accessToken: tokenFile === undefined ? undefined : (await readFile(tokenFile, 'utf8')).trim(),
    patients: patients === undefined ? undefined : await readList(patients),
  })
}

async function workOf(
  extraction: Extraction,
  opened: ExaminationPorts,
): Promise<Work<SourceReport>> {
  const { run, options, workFolder, problems } = extraction
  const { bulk, fhir = '' } = options
  return bulk === undefined
    ? fromServer(extraction, fhir, opened)
    : extractFromBulk(run, { folder: bulk, workFolder, problems })
}

const pseudonymsOf = (key: string | undefined) =>
  key === undefined ? Promise.resolve(numbered()) : keyed(key)

function toDocument(
  { clock }: Terminal,
  { run, problems, options }: Extraction,
  report: SourceReport,
  told: {
    readonly table: string
    readonly isKeyed: boolean
    readonly definition: OutcomeDefinition | undefined
  },
): ExtractionDocument {
  const tally = run.tally.report(report)
  return {
    madeOn: toIsoDate(clock.now()),
    source: options.bulk === undefined ? 'fhir-server' : 'bulk-export',
    service: run.parts.definition.id,
    table: basename(told.table),
    pseudonyms: told.isKeyed ? 'hmac-sha-256' : 'sequential',
    outcomeDefinition: told.definition === undefined ? undefined : { ...told.definition },
    ...tally,
    problems: { counts: problems.counts, first: problems.first },
    warnings: [
      ...report.warnings,
      ...(run.parts.outcomes === undefined
        ? ['No outcome was looked for: the table serves only what needs none.']
        : []),
    ],
  }
}

async function deliver(
  { say }: Terminal,
  document: ExtractionDocument,
  { json, html }: ExtractOptions,
): Promise<void> {
  say(extractionSummary(document))
  if (json !== undefined) await writeFile(json, `${JSON.stringify(document, null, 2)}\n`)
  if (html !== undefined) await writeFile(html, await extractionReportHtml(document))
}

/** Does the work in a folder of its own, which is gone afterwards, however it ends. */
async function inWorkFolder<Result>(
  parent: string | undefined,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(parent ?? tmpdir(), 'cohort-extract-')).catch(
    (cause: unknown) => {
      throw new Fault('malformed-request', 'there is no folder to work in', { cause })
    },
  )
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The key that an option names, else the configuration. */
const keyFileOf = ({ environment }: Terminal, { pseudonymKeyFile }: ExtractOptions) =>
  pseudonymKeyFile ?? readSettings(['pseudonymKeyFile'], environment).pseudonymKeyFile

async function run(terminal: Terminal, table: string, options: ExtractOptions): Promise<void> {
  if ((options.bulk === undefined) === (options.fhir === undefined))
    throw malformed('give either --bulk or --fhir')
  const outcomeDefinition = await readOutcomeDefinition(options.outcomeDefinition)
  const outcomes = await outcomeSource(options)
  const key = keyFileOf(terminal, options)
  const pseudonym = await pseudonymsOf(key)
  // What speaks FHIR is loaded only when it is to speak.
  const { openExamination } = await import('../../../hook/doctor/open-examination.ts')
  const { services } = await readCatalog(terminal.environment)
  const opened = openExamination(services, terminal)
  const { definition } = opened.service
  const writer = await TableWriter.open(table, columnsOf(definition))
  try {
    await inWorkFolder(options.workDir, async (workFolder) => {
      const run = new ExtractionRun({ definition, writer, pseudonym, outcomes })
      const extraction = { run, problems: new Problems(), workFolder, options }
      const report = await watched(await workOf(extraction, opened), terminal.progressTo)
      await writer.finish()
      const told = { table, isKeyed: key !== undefined, definition: outcomeDefinition }
      await deliver(terminal, toDocument(terminal, extraction, report, told), options)
    })
  } finally {
    await writer.abandon()
    await opened.close()
  }
}

/** `cohort extract`: the table of a site's patients, from a FHIR server or a Bulk Data export. */
export const define: Define = (command, terminal) =>
  command
    .argument('<table>', 'the table to write: .csv or .ndjson, one row per patient')
    .option('--bulk <folder>', 'a Bulk Data export: .ndjson files, .gz or not')
    .option('--fhir <url>', 'base URL of a FHIR R4 server')
    .option('--token-file <file>', 'with --fhir: file with an access token')
    .option('--patients <file>', 'with --fhir: ids of the patients, one a line')
    .option('--outcomes <file>', 'table of outcomes: patient, outcome, date')
    .option('--outcome-definition <file>', 'JSON that states what the outcome means')
    .option('--pseudonym-key-file <file>', 'key of the pseudonyms; else patients are numbered')
    .option('--work-dir <folder>', 'where records lie while it works (default: temporary files)')
    .option('--json <file>', 'write the report as JSON')
    .option('--html <file>', 'write the report as one HTML page')
    .action((table: string, options: ExtractOptions) =>
      withFaultsTold(terminal, () => run(terminal, table, options)),
    )
