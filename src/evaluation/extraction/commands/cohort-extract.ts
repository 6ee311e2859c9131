import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { OutcomeDefinition } from '../../cohort/study-document.ts'
import { columnsOf } from '../cohort-row.ts'
import type { ExtractionDocument } from '../extraction-document.ts'
import { readSettings } from '../../../base/config/read-settings.ts'
import { Fault } from '../../../base/fault.ts'
import { openTable } from '../../../base/formats/table/read-table.ts'
import { TableWriter, TO_STREAM } from '../../../base/formats/table/write-table.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import { reportLanguage, languageOption } from '../../monitoring/commands/language-option.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { watched, type Work } from '../../../base/terminal/with-progress.ts'
import { toIsoDate } from '../../../base/time.ts'
import { tokenIn } from '../../../base/token-file.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { extractFromBulk } from './cohort-extract-bulk.ts'
import { extractFromFhir } from './cohort-extract-fhir.ts'
import { readOutcomeTable } from '../../outcomes/outcome-table.ts'
import { readOutcomeRule } from '../../outcomes/read-outcome-rule.ts'
import { byPatient } from './cohort-extract-outcomes.ts'
import { ExtractionRun, type OutcomeSource, type SourceReport } from './cohort-extract-run.ts'
import { deliverReport } from './cohort-extract-summary.ts'
import {
  boardOf,
  checkOptions,
  extractedService,
  type ExtractOptions,
  partOf,
  readPatientList,
  shardOption,
  sourcesOf,
  toIsOurs,
  typesOption,
} from './extract-options.ts'
import { keyed, numbered, readPseudonymKey, tagged } from './pseudonyms.ts'
import { readOutcomeDefinition } from '../../cohort/commands/cohort-options.ts'
import type { PatientData } from '../../../hook/call.ts'
import type { CdsService } from '../../../hook/service.ts'

interface Extraction {
  readonly run: ExtractionRun
  readonly service: CdsService
  readonly workFolder: string
  readonly options: ExtractOptions
  /** The key of the pseudonyms; nothing when patients are numbered. */
  readonly key: string | undefined
}

const malformed = (text: string) => new Fault('malformed-request', text)

async function outcomeSource(
  { outcomes, outcomeDefinition }: ExtractOptions,
  today: string,
): Promise<OutcomeSource | undefined> {
  if (outcomes !== undefined && outcomeDefinition === undefined)
    throw malformed('--outcomes needs --outcome-definition: it states what the outcome means')
  if (outcomeDefinition === undefined) return undefined
  const rule = await readOutcomeRule(outcomeDefinition)
  if (outcomes === undefined && rule.observation === undefined)
    throw malformed('the outcome definition names no observation, and there are no --outcomes')
  if (outcomes === undefined) return { rule, table: new Map() }
  return { rule, table: byPatient(await readOutcomeTable(await openTable(outcomes), today)) }
}

async function fromServer(
  { run, options, service }: Extraction,
  fhirServer: string,
  patientData: PatientData,
): Promise<Work<SourceReport>> {
  const { tokenFile, patients } = options
  return extractFromFhir(run, {
    service,
    patientData,
    fhirServer,
    accessToken: tokenIn(tokenFile),
    patients: patients === undefined ? undefined : await readPatientList(patients),
  })
}

async function fromBulk(
  { run, options, workFolder, key }: Extraction,
  bulk: string,
  terminal: Terminal,
): Promise<Work<SourceReport>> {
  const { shard, types } = options
  return extractFromBulk(run, {
    sources: await sourcesOf(bulk, terminal),
    workFolder,
    isOurs: toIsOurs(shard),
    types,
    toTag: partOf(options) === undefined || key === undefined ? undefined : tagged(key),
  })
}

async function work(extraction: Extraction, terminal: Terminal): Promise<SourceReport> {
  const { bulk, fhir = '' } = extraction.options
  if (bulk !== undefined)
    return watched(await fromBulk(extraction, bulk, terminal), terminal.progressTo)
  // What speaks FHIR is loaded only when it is to speak.
  const { openExamination } = await import('../../../hook/doctor/open-examination.ts')
  const opened = openExamination([extraction.service], terminal)
  try {
    const { patientData } = opened.ports
    return await watched(await fromServer(extraction, fhir, patientData), terminal.progressTo)
  } finally {
    await opened.close()
  }
}

function toDocument(
  { clock }: Terminal,
  { run, options, key }: Extraction,
  report: SourceReport,
  told: { readonly table: string; readonly definition: OutcomeDefinition | undefined },
): ExtractionDocument {
  const { definition, board, outcomes } = run.parts
  return {
    madeOn: toIsoDate(clock.now()),
    source: options.bulk === undefined ? 'fhir-server' : 'bulk-export',
    service: definition.id,
    table: basename(told.table),
    pseudonyms: key === undefined ? 'sequential' : 'hmac-sha-256',
    outcomeDefinition: told.definition === undefined ? undefined : { ...told.definition },
    scores: board?.board.id,
    ...run.tally.report(report),
    absentTypes: report.absentTypes,
    problems: report.problems,
    warnings: [
      ...report.warnings,
      ...(outcomes === undefined
        ? ['No outcome was looked for: the table serves only what needs none.']
        : []),
    ],
    part: partOf(options),
    seen: report.seen,
  }
}

/** Tells the report: to the stream behind the rows, so that a table that breaks off lacks it. */
async function deliver(
  terminal: Terminal,
  document: ExtractionDocument,
  options: ExtractOptions,
): Promise<void> {
  const { say, complain, output } = terminal
  const { json, html } = options
  const isStream = document.table === TO_STREAM
  if (isStream) output().write(`${JSON.stringify({ report: document })}\n`)
  const language = reportLanguage(options.language, terminal)
  await deliverReport(isStream ? complain : say, document, { json, html, language })
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

/**
 * The key in the file that an option names, else the configuration.
 *
 * @throws {Fault} When a part has none: the numbers of two parts would be the same.
 */
async function keyOf({ environment }: Terminal, options: ExtractOptions) {
  const file =
    options.pseudonymKeyFile ?? readSettings(['pseudonymKeyFile'], environment).pseudonymKeyFile
  if (file === undefined && partOf(options) !== undefined)
    throw malformed('a part of the patients needs --pseudonym-key-file: numbers would come twice')
  return file === undefined ? undefined : readPseudonymKey(file)
}

/** Writes the table of a site's patients, and tells how it came about. */
export async function extractTable(
  terminal: Terminal,
  table: string,
  options: ExtractOptions,
): Promise<void> {
  checkOptions(options)
  const outcomeDefinition = await readOutcomeDefinition(options.outcomeDefinition)
  const outcomes = await outcomeSource(options, toIsoDate(terminal.clock.now()))
  const key = await keyOf(terminal, options)
  const pseudonym = key === undefined ? numbered() : keyed(key)
  const catalog = await readCatalog(terminal.environment)
  const service = extractedService(catalog)
  const { definition } = service
  const board = options.scores === undefined ? undefined : boardOf(catalog, definition.id)
  const writer = await TableWriter.open(table, columnsOf(definition, board?.board), terminal.output)
  try {
    await inWorkFolder(options.workDir, async (workFolder) => {
      const { period } = options
      const run = new ExtractionRun({ definition, board, writer, pseudonym, outcomes, period })
      const extraction = { run, service, workFolder, options, key }
      const report = await work(extraction, terminal)
      await writer.finish()
      const told = { table, definition: outcomeDefinition }
      await deliver(terminal, toDocument(terminal, extraction, report, told), options)
    })
  } finally {
    await writer.abandon()
  }
}

/** `cohort extract`: the table of a site's patients, from a FHIR server or a Bulk Data export. */
export const define: Define = (command, terminal) =>
  command
    .addOption(languageOption())
    .argument('<table>', 'the table to write: .csv or .ndjson, or - for NDJSON to standard output')
    .option('--bulk <folder>', 'a Bulk Data export: .ndjson files, .gz or not; - reads NDJSON')
    .option('--shard <i/n>', 'with --bulk FOLDER: only the patients of one of n parts', shardOption)
    .option('--types <type,...>', 'with --bulk -: the types that the whole export has', typesOption)
    .option('--fhir <url>', 'base URL of a FHIR R4 server')
    .option('--token-file <file>', 'with --fhir: file with an access token')
    .option('--patients <file>', 'with --fhir: ids of the patients, one a line')
    .option('--scores', 'the scores of the board as columns, too')
    .option('--outcomes <file>', 'table of outcomes: patient, outcome, date')
    .option('--outcome-definition <file>', 'JSON that states what the outcome means')
    .option('--pseudonym-key-file <file>', 'key of the pseudonyms; else patients are numbered')
    .option('--work-dir <folder>', 'where records lie while it works (default: temporary files)')
    .option('--json <file>', 'write the report as JSON')
    .option('--html <file>', 'write the report as one HTML page')
    .action((table: string, options: ExtractOptions) =>
      withFaultsTold(terminal, () => extractTable(terminal, table, options)),
    )
