import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Fault } from '../../../base/fault.ts'
import { TableWriter } from '../../../base/formats/table/write-table.ts'
import { isJsonObject, type JsonObject } from '../../../base/json.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import { reportLanguage, languageOption } from '../../monitoring/commands/language-option.ts'
import type { ReportLanguage } from '../../drawing/report-language.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import type { ExtractionDocument } from '../extraction-document.ts'
import { joinReports } from '../join-reports.ts'
import { deliverReport } from './cohort-extract-summary.ts'

interface JoinOptions {
  readonly language?: ReportLanguage
  readonly table?: string
  readonly json?: string
  readonly html?: string
}

const malformed = (text: string) => new Fault('malformed-request', text)

function parsedLine(text: string, file: string): JsonObject {
  try {
    const line: unknown = JSON.parse(text)
    if (isJsonObject(line)) return line
  } catch {
    // Told below, without the line: it may hold a patient's values.
  }
  throw malformed(`${file} holds a line that is no row and no report: it breaks off`)
}

async function* linesOf(path: string): AsyncGenerator<JsonObject, void> {
  const file = await open(path).catch((cause: unknown) => {
    throw new Fault('malformed-request', `${basename(path)} cannot be read`, { cause })
  })
  try {
    for await (const line of file.readLines())
      if (line.trim() !== '') yield parsedLine(line, basename(path))
  } finally {
    await file.close()
  }
}

/** Rows and reports as `cohort extract -` writes them: the report stands behind the rows. */
const reportIn = ({ report }: JsonObject): ExtractionDocument | undefined =>
  // The command's own output: it was not made by somebody else.
  isJsonObject(report) ? (report as unknown as ExtractionDocument) : undefined

async function readReports(files: readonly string[]): Promise<readonly ExtractionDocument[]> {
  const reports: ExtractionDocument[] = []
  for (const file of files) {
    const before = reports.length
    let isRowLast = false
    for await (const line of linesOf(file)) {
      const report = reportIn(line)
      isRowLast = report === undefined
      if (report !== undefined) reports.push(report)
    }
    if (reports.length === before || isRowLast)
      throw malformed(`${basename(file)} has no report at its end: that part is not whole`)
  }
  return reports
}

type Row = Readonly<Record<string, string | number | undefined>>

function toRow(line: JsonObject): Row {
  const cells = Object.entries(line).map(([name, cell]) => [
    name,
    typeof cell === 'string' || typeof cell === 'number' ? cell : undefined,
  ])
  return Object.fromEntries(cells) as Row
}

async function* rowsOf(files: readonly string[]): AsyncGenerator<JsonObject, void> {
  for (const file of files)
    for await (const line of linesOf(file)) if (reportIn(line) === undefined) yield line
}

/** Writes the rows of all parts as one table, with the columns of the first. */
async function joinRows(files: readonly string[], table: string): Promise<void> {
  let writer: TableWriter | undefined
  try {
    for await (const line of rowsOf(files)) {
      writer ??= await TableWriter.open(table, Object.keys(line))
      await writer.add(toRow(line))
    }
    if (writer === undefined) throw malformed('the parts have no row')
    await writer.finish()
  } finally {
    await writer?.abandon()
  }
}

async function run(
  terminal: Terminal,
  files: readonly string[],
  options: JoinOptions,
): Promise<void> {
  const { table, json, html } = options
  const joined = joinReports(await readReports(files), basename(table ?? '-'))
  if (table !== undefined) await joinRows(files, table)
  await deliverReport(terminal.say, joined, {
    json,
    html,
    language: reportLanguage(options.language, terminal),
  })
}

/** `cohort join`: the parts of an extraction as one. */
export const define: Define = (command, terminal) =>
  command
    .addOption(languageOption())
    .argument('<part...>', 'what `cohort extract -` wrote for each part: rows and a report')
    .option('--table <file>', 'write the rows of all parts as one table, .csv or .ndjson')
    .option('--json <file>', 'write the report of all parts as JSON')
    .option('--html <file>', 'write it as one HTML page')
    .action((files: readonly string[], options: JoinOptions) =>
      withFaultsTold(terminal, () => run(terminal, files, options)),
    )
