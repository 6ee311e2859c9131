import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import type { OutcomeDefinition } from '../study-document.ts'
import { Fault } from '../../../base/fault.ts'
import { TABLE_NAMES } from '../../../base/formats/table/read-table.ts'
import { isJsonObject, nonBlank } from '../../../base/json.ts'
import { languageOption } from '../../monitoring/commands/language-option.ts'
import type { ReportLanguage } from '../../drawing/report-language.ts'
import { type TableOptions, withTableOptions } from '../../../base/terminal/table-options.ts'

/** Options that every cohort command has. */
export interface CommonOptions extends TableOptions {
  readonly language?: ReportLanguage
  readonly service?: string
  readonly model?: string
  readonly threshold?: readonly number[]
  readonly outcomeDefinition?: string
  readonly json?: string
  readonly html?: string
  readonly files?: string
  readonly leftOut?: string
  readonly describe?: boolean
}

/** Options of the commands that can write a model. */
export interface ModelOptions {
  readonly writeModel?: string
  readonly signedOffBy?: string
  readonly modelId?: string
}

/** Comma-separated names; the option may come several times. */
export const names = (text: string, sofar: readonly string[] = []): readonly string[] => [
  ...sofar,
  ...text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
]

/** Comma-separated probabilities, each between 0 and 1. */
export function probabilities(text: string): readonly number[] {
  const values = names(text).map(Number)
  if (!values.every((value) => value > 0 && value < 1))
    throw new InvalidArgumentError('probabilities between 0 and 1, as 0.2,0.5')
  return values
}

/** A whole number from 0 to 2^32 - 1. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value >= 2 ** 32)
    throw new InvalidArgumentError('a whole number from 0 to 4294967295')
  return value
}

/** A share with the count behind it, `EVENTS/PATIENTS`, or a probability alone. */
export interface Prevalence {
  readonly share: number
  readonly patients: number | undefined
}

/** Reads `56/135` or `0.41`. */
export function prevalence(text: string): Prevalence {
  const [, events, patients] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  const share = patients === undefined ? Number(text) : Number(events) / Number(patients)
  if (!(share > 0 && share < 1))
    throw new InvalidArgumentError('EVENTS/PATIENTS or a probability between 0 and 1')
  return { share, patients: patients === undefined ? undefined : Number(patients) }
}

/** How many of a site's patients had the outcome. */
export interface CountedShare {
  readonly events: number
  readonly patients: number
}

/** Reads `25/100`. */
export function countedShare(text: string): CountedShare {
  const [, events, patients] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  if (patients === undefined) throw new InvalidArgumentError('EVENTS/PATIENTS, as 25/100')
  return { events: Number(events), patients: Number(patients) }
}

/** Gives a command the options of all cohort commands. */
export const withCommonOptions = (command: Command): Command =>
  withTableOptions(command)
    .addOption(languageOption())
    .argument('<file>', `table (${TABLE_NAMES}), one row per patient`)
    .option('--service <id>', 'the service whose model it is (default: the first)')
    .option('--model <file>', 'a risk-model.json instead of the installed one')
    .option(
      '--threshold <p,...>',
      'thresholds of risk (default: the borders of the categories)',
      probabilities,
    )
    .option('--outcome-definition <file>', 'JSON that states what the outcome means in this table')
    .option('--json <file>', 'write the report as JSON')
    .option('--html <file>', 'write the report as one HTML page')
    .option('--files <folder>', 'write its tables as CSV and its figures as SVG')
    .option('--left-out <file>', 'write every row that is left out with its reason, as CSV')
    .option('--describe', 'only tell how the table is read, column by column')

/** Gives a command the options with which it writes a model. */
export const withModelOptions = (command: Command): Command =>
  command
    .option('--write-model <file>', 'write a new risk-model.json')
    .option('--signed-off-by <name>', 'who answers for the new model')
    .option('--model-id <id>', "the new model's id (default: the parent's with -local)")

const STATEMENTS = [
  'definition',
  'followUp',
  'competingEvents',
  'missingData',
  'firstTreatment',
] as const satisfies readonly (keyof OutcomeDefinition)[]

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new Fault('malformed-request', 'the outcome definition cannot be read as JSON', { cause })
  }
}

/** What evidence calls the outcome, and its horizon. */
export interface StatedOutcome {
  readonly name: string
  readonly horizonDays: number
}

/**
 * The few words by which cards call the outcome, and the days within which it is predicted.
 *
 * @throws {Fault} When there is no definition, or it lacks one of them.
 */
export async function readStatedOutcome(path: string | undefined): Promise<StatedOutcome> {
  if (path === undefined)
    throw new Fault(
      'malformed-request',
      'outcomes without a definition count for nothing: give --outcome-definition',
    )
  const json = await readJson(path)
  const { name, withinDays } = isJsonObject(json) ? json : {}
  const stated = nonBlank(name)
  if (stated === undefined)
    throw new Fault(
      'malformed-request',
      'the outcome definition has no name: the few words by which cards call it',
    )
  if (typeof withinDays !== 'number' || !(withinDays >= 1))
    throw new Fault(
      'malformed-request',
      'the outcome definition has no horizon: withinDays, in days',
    )
  return { name: stated, horizonDays: Math.round(withinDays) }
}

/**
 * What the outcome means, from its file: five statements.
 *
 * @throws {Fault} Which names the statements that are absent.
 */
export async function readOutcomeDefinition(
  path: string | undefined,
): Promise<OutcomeDefinition | undefined> {
  if (path === undefined) return undefined
  const json = await readJson(path)
  const of = (name: string) => (isJsonObject(json) ? nonBlank(json[name]) : undefined)
  const absent = STATEMENTS.filter((name) => of(name) === undefined)
  if (absent.length > 0)
    throw new Fault('malformed-request', `the outcome definition lacks ${absent.join(', ')}`)
  return {
    definition: of('definition') ?? '',
    followUp: of('followUp') ?? '',
    competingEvents: of('competingEvents') ?? '',
    missingData: of('missingData') ?? '',
    firstTreatment: of('firstTreatment') ?? '',
  }
}
