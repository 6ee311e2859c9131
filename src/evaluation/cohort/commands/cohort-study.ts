import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { OutcomeDefinition, StudyDocument } from '../study-document.ts'
import { type ReadCohort, readCohort, readRows } from '../read-cohort.ts'
import type { DataDictionary, Variable } from '../data-dictionary.ts'
import { warningsOf } from '../study-warnings.ts'
import { Fault } from '../../../base/fault.ts'
import { readOutcomeRule } from '../../outcomes/read-outcome-rule.ts'
import { openTable } from '../../../base/formats/table/read-table.ts'
import type { Table } from '../../../base/formats/table/table.ts'
import { TableWriter } from '../../../base/formats/table/write-table.ts'
import { reportLanguage } from '../../monitoring/commands/language-option.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { toIsoDate } from '../../../base/time.ts'
import { tellIn, tellLines } from '../../language/tell.ts'
import { cohortReportHtml } from '../cohort-page.ts'
import { filesOf, type ReportFile } from '../report-files.ts'
import type { SignedOff } from './cohort-models.ts'
import { type CommonOptions, type ModelOptions, readOutcomeDefinition } from './cohort-options.ts'
import { summaryOf } from './cohort-summary.ts'
import { describeTable } from './describe-table.ts'
import { type CohortModel, readModel } from './installed-model.ts'
import { tableMapOf } from '../../../base/terminal/table-options.ts'

/** A table read for a model, and what the command was told about it. */
export interface Prepared {
  readonly file: string
  readonly model: CohortModel
  readonly read: ReadCohort
  readonly thresholds: readonly number[]
  readonly outcomeDefinition: OutcomeDefinition | undefined
}

/** Which columns a command needs beside the outcome. */
export interface Wanted {
  readonly hasOutcome: boolean
  /** Columns of numbers beside the model's predictors. */
  readonly candidates: readonly string[]
  /** Whether the model's own predictors must be there; else only those among the candidates. */
  readonly isModelNeeded: boolean
  /** Those of them that nobody asks for. */
  readonly unneeded?: readonly string[]
  readonly subgroups: readonly string[]
  /** Subgroups that are looked at where the table has them. */
  readonly optional?: DataDictionary['optional']
}

/** The variables by the service's own limits where it knows them, else any number. */
function variablesFor(model: CohortModel, known: readonly Variable[], wanted: Wanted) {
  const { isModelNeeded, unneeded = [] } = wanted
  const own = isModelNeeded ? model.terms.map(({ predictor }) => predictor) : []
  const needed = own.filter((name) => !unneeded.includes(name))
  const names = [...new Set([...needed, ...wanted.candidates])]
  return names.map(
    (name) => known.find((variable) => variable.name === name) ?? { name, isBinary: false },
  )
}

/** Reads the table as a command needs it; nothing when it was only to be described. */
export async function prepare(
  { environment, say }: Terminal,
  source: string | Table,
  options: CommonOptions,
  wanted: Wanted,
): Promise<Prepared | undefined> {
  const { model, variables: known } = await readModel(environment, options)
  const variables = variablesFor(model, known, wanted)
  const { hasOutcome, subgroups, optional } = wanted
  const outcomeDefinition = await readOutcomeDefinition(options.outcomeDefinition)
  const map = await tableMapOf(options)
  const isFile = typeof source === 'string'
  const [file, table] = isFile ? [source, await openTable(source, map)] : ['patients', source]
  const { outcomeDefinition: rule } = options
  const horizon = rule === undefined ? undefined : await readOutcomeRule(rule)
  const dictionary = { variables, hasOutcome, horizon, subgroups, optional }
  if (options.describe === true) {
    say(describeTable(basename(file), await readRows(table, dictionary, map), dictionary))
    return undefined
  }
  const read = await readCohort(table, dictionary, map)
  if (options.leftOut !== undefined) await writeLeftOut(options.leftOut, read)
  const borders = model.categories.map(({ from }) => from).filter((from) => from > 0)
  return { file, model, read, thresholds: options.threshold ?? borders, outcomeDefinition }
}

/**
 * Who signs a model off; nothing when no model is to be written.
 *
 * @throws {Fault} When a model is to be written and nobody signs it off.
 */
export function signedOff(
  { clock }: Terminal,
  { writeModel, signedOffBy, modelId }: ModelOptions,
  outcomeDefinition: OutcomeDefinition | undefined,
): SignedOff | undefined {
  if (writeModel === undefined) return undefined
  if (signedOffBy === undefined || signedOffBy.trim() === '')
    throw new Fault(
      'malformed-request',
      '--write-model needs --signed-off-by: somebody answers for it',
    )
  return {
    id: modelId,
    by: signedOffBy,
    on: toIsoDate(clock.now()),
    outcomeDefinition: outcomeDefinition?.definition,
  }
}

/** Every row that is left out, with its reason: no text of the table. */
async function writeLeftOut(path: string, { leftOut }: ReadCohort): Promise<void> {
  const writer = await TableWriter.open(path, ['row', 'column', 'why'])
  for (const row of leftOut) await writer.add({ ...row })
  await writer.finish()
}

async function writeFiles(folder: string, files: readonly ReportFile[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, content } of files) await writeFile(join(folder, name), content)
}

const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Says what was found, and writes the files that were asked for. */
export async function deliver(
  terminal: Terminal,
  { file, read, outcomeDefinition }: Prepared,
  report: StudyDocument['report'],
  options: CommonOptions,
): Promise<void> {
  const table = basename(file)
  const language = reportLanguage(options.language, terminal)
  const bare = {
    madeOn: toIsoDate(terminal.clock.now()),
    table,
    flow: read.flow,
    outcomeDefinition,
    report,
  }
  const study: StudyDocument = { ...bare, warnings: warningsOf(bare) }
  terminal.say(tellLines(summaryOf(study), tellIn(language)))
  if (options.json !== undefined) await writeFile(options.json, toJson(study))
  const { html: page, files } = options
  if (page !== undefined) await writeFile(page, await cohortReportHtml(study, language))
  // Files are named and read by programs: in English.
  if (files !== undefined) await writeFiles(files, filesOf({ html: await cohortReportHtml(study) }))
}

const THERE = 'is there already: a model is never overwritten'

/**
 * That a model file may be written, before anything else is delivered.
 *
 * @throws {Fault} When the file is there already: the way back is the old file.
 */
export function checkNotThere(path: string): void {
  if (existsSync(path)) throw new Fault('malformed-request', `${basename(path)} ${THERE}`)
}

/**
 * Writes a model file, whole and as the service would take it or not at all, and says what to do
 * with it.
 *
 * @throws {Fault} When the file is there already: the way back is the old file.
 */
export async function writeModel({ say }: Terminal, path: string, model: CohortModel) {
  checkNotThere(path)
  const { loadRiskModelFile } = await import('../../../catalog/load-risk-model.ts')
  const part = `${path}.part`
  try {
    await writeFile(part, toJson(model))
    loadRiskModelFile(part)
    await rename(part, path)
  } catch (cause) {
    await rm(part, { force: true })
    if (cause instanceof Fault) throw cause
    throw new Fault('malformed-request', `${basename(path)} cannot be written`, { cause })
  }
  const next =
    model.calibration === 'outcome-calibrated'
      ? "It was checked on other patients: it may replace the service's risk-model.json. Keep the old file."
      : "Validate it on other patients before it replaces the service's risk-model.json."
  say(`Wrote ${model.id} ${model.version} (${model.calibration}) to ${basename(path)}. ${next}`)
}
