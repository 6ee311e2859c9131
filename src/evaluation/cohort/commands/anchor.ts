import type { Command } from 'commander'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { unlikePlatforms } from '../../anchoring/anchor-platforms.ts'
import { TABLE_NAMES } from '../../../base/formats/table/read-table.ts'
import type { SiteAnchor } from '../../../clinical/models/site-evidence.ts'
import { NOT_STATED } from '../../../clinical/models/versions/versioned-model.ts'
import { KEY_COLUMN } from '../../anchoring/recorded-patients.ts'
import type { Table } from '../../../base/formats/table/table.ts'
import { keyedTable } from './anchor-sources.ts'
import { withTableOptions } from '../../../base/terminal/table-options.ts'
import { readSummaries } from './anchor-summaries.ts'
import { anchoredModel, evidenceOf, patientsOf, summarisedModel } from './cohort-models.ts'
import { readModel } from './installed-model.ts'
import {
  type CommonOptions,
  countedShare,
  type CountedShare,
  type ModelOptions,
  withModelOptions,
} from './cohort-options.ts'
import { checkNotThere, prepare, type Prepared, signedOff, writeModel } from './cohort-study.ts'

export interface AnchorOptions extends CommonOptions, ModelOptions {
  readonly share?: CountedShare
  readonly shareDefinition?: string
  readonly key?: string
  readonly keyColumn?: string
  readonly role?: string
  readonly from?: string
  readonly to?: string
  readonly records?: boolean
  readonly fhir?: string
  readonly tokenFile?: string
  readonly patients?: string
  readonly oneProtocol?: boolean
  readonly summaries?: string
}

export function needed(options: AnchorOptions, name: 'role' | 'from' | 'to'): string {
  const value = options[name]
  if (value === undefined || value.trim() === '')
    throw new Fault('malformed-request', `--write-model needs --${name}`)
  return value
}

/** The device and method of each row. */
export function platformsOf({ read }: Prepared, { key, keyColumn }: KeysOf): readonly string[] {
  if ((key === undefined) === (keyColumn === undefined))
    throw new Fault(
      'malformed-request',
      'give --key, the one device and method of all rows as the Observations name it, or --key-column',
    )
  const labels = keyColumn === undefined ? undefined : read.cohort.labels[keyColumn]
  return labels ?? Array.from({ length: read.cohort.patients }, () => key ?? '')
}

/**
 * Values that name neither device nor method may be of several, and then an anchor is of none.
 *
 * @throws {Fault} Unless who signs answers for that one of each makes them all.
 */
export function checkStated(
  platforms: readonly string[],
  { oneProtocol }: Pick<AnchorOptions, 'oneProtocol'>,
): void {
  const isStated = platforms.every((key) => !key.startsWith(NOT_STATED))
  if (isStated || oneProtocol === true) return
  throw new Fault(
    'malformed-request',
    'the values do not say by which device and method they were measured: name them in the site file (measurements), or sign with --one-protocol that one of each makes them all',
  )
}

export function shareOf({ share, shareDefinition }: AnchorOptions) {
  if (share === undefined) return undefined
  if (shareDefinition === undefined || shareDefinition.trim() === '')
    throw new Fault(
      'malformed-request',
      '--share needs --share-definition: what was counted as the outcome, and within which time',
    )
  return { ...share, definition: shareDefinition }
}

function describeAnchor({ patients, platforms, expires }: SiteAnchor): string {
  const rows = platforms.map(
    (platform) =>
      `  ${platform.key}: ${String(platform.patients)} patients, mean ${platform.mean.toPrecision(3)}, SD ${platform.sd.toPrecision(3)}`,
  )
  return [`${String(patients)} patients`, ...rows, `valid until ${expires}`].join('\n')
}

/** What names the device and method of each row. */
type KeysOf = Pick<AnchorOptions, 'key' | 'keyColumn'>

/** Who signs, and for which patients. */
function signedFor(terminal: Terminal, options: AnchorOptions) {
  const { writeModel: path } = options
  if (path === undefined)
    throw new Fault('malformed-request', 'an anchor is a signed file: give --write-model')
  const signature = signedOff(terminal, options, undefined)
  if (signature === undefined) throw new TypeError('a model that is written is signed')
  const period = { from: needed(options, 'from'), to: needed(options, 'to') }
  return { path, signature, role: needed(options, 'role'), period, share: shareOf(options) }
}

/** Anchors a model on the patients of a table, and writes it where it was asked to. */
export async function anchorTable(
  terminal: Terminal,
  source: string | Table,
  options: AnchorOptions,
): Promise<void> {
  if (options.writeModel !== undefined) checkNotThere(options.writeModel)
  const keys: KeysOf = typeof source === 'string' ? options : { keyColumn: KEY_COLUMN }
  const subgroups = keys.keyColumn === undefined ? [] : [keys.keyColumn]
  const wanted = { hasOutcome: false, candidates: [], isModelNeeded: true, subgroups }
  const prepared = await prepare(terminal, source, options, wanted)
  if (prepared === undefined) return
  const { model, read } = prepared
  const { path, signature, ...about } = signedFor(terminal, options)
  const evidence = typeof source === 'string' ? await evidenceOf(source) : undefined
  const said = { ...about, evidence, platforms: platformsOf(prepared, keys) }
  checkStated(said.platforms, options)
  const written = anchoredModel(model, read, said, signature)
  terminal.say(describeAnchor(written.site.anchor))
  for (const key of unlikePlatforms(model, patientsOf(model, read, said.platforms)))
    terminal.say(
      `warning: the patients of ${key} differ from those of the first device in their other predictors, so that their centre is that of patients alike`,
    )
  await writeModel(terminal, path, written)
}

/** Gives a command the options of an anchor. */
export const withAnchorOptions = (command: Command): Command =>
  command
    .option(
      '--share <r/N>',
      'patients with the outcome among those counted here, 25/100',
      countedShare,
    )
    .option('--share-definition <text>', 'what was counted as the outcome, within which time')
    .option('--key <key>', 'device and method of all rows (of records and servers: of those taken)')
    .option('--key-column <name>', 'column that holds device and method of each row')
    .option(
      '--one-protocol',
      'who signs answers for that one device and method make all values that name none',
    )
    .option('--role <role>', 'role of who signs')
    .option('--from <date>', 'first day of the consecutive patients, YYYY-MM-DD')
    .option('--to <date>', 'last day of them, YYYY-MM-DD')

/** Anchors a model on the figures of a site's patients. */
async function anchorFigures(terminal: Terminal, file: string, options: AnchorOptions) {
  const { path, signature, ...about } = signedFor(terminal, options)
  checkNotThere(path)
  const { key } = options
  if (key === undefined)
    throw new Fault('malformed-request', '--summaries needs --key: the one device and method')
  checkStated([key], options)
  const { model } = await readModel(terminal.environment, options)
  const said = { ...about, key, evidence: await evidenceOf(file) }
  const written = summarisedModel(model, await readSummaries(file), said, signature)
  terminal.say(describeAnchor(written.site.anchor))
  await writeModel(terminal, path, written)
}

async function run(terminal: Terminal, file: string | undefined, options: AnchorOptions) {
  const { records = false, fhir, summaries } = options
  const given = [file, fhir, summaries].filter((source) => source !== undefined)
  if (given.length + Number(records) !== 1)
    throw new Fault('malformed-request', 'give one of a table, --summaries, --records and --fhir')
  if (file !== undefined) return anchorTable(terminal, file, options)
  if (summaries !== undefined) return anchorFigures(terminal, summaries, options)
  const { period } = signedFor(terminal, options)
  const { model } = await readModel(terminal.environment, options)
  const predictors = model.terms.map(({ predictor }) => predictor)
  const table = await keyedTable(terminal, { ...options, records, ...period }, predictors)
  return anchorTable(terminal, table, options)
}

/** `cohort anchor`: the model about a site's own patients, without outcomes. */
export const define: Define = (command, terminal) =>
  withAnchorOptions(withModelOptions(withTableOptions(command)))
    .argument('[file]', `table (${TABLE_NAMES}), one row per patient`)
    .option('--summaries <file>', 'JSON with the figures of the patients, in place of their table')
    .option('--records', 'the patients for whom the service answered, shown or in silence')
    .option('--fhir <url>', 'the treated patients of a FHIR R4 server')
    .option('--token-file <file>', 'with --fhir: file with an access token')
    .option('--patients <file>', 'with --fhir: ids of the patients, one a line')
    .option('--service <id>', 'the service whose model it is (default: the first)')
    .option('--model <file>', 'a risk-model.json instead of the installed one')
    .option('--left-out <file>', 'write every row that is left out with its reason, as CSV')
    .option('--describe', 'only tell how the table is read, column by column')
    .action((file: string | undefined, options: AnchorOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
    )
