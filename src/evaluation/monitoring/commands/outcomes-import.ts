import { basename } from 'node:path'
import { existsSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import type { Environment } from '../../../base/config/environment.ts'
import { readRecordsConfig } from '../../../base/config/records-config.ts'
import { Fault } from '../../../base/fault.ts'
import { dayIn } from '../../../base/formats/table/cells.ts'
import { openTable, TABLE_NAMES } from '../../../base/formats/table/read-table.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { toIsoDate } from '../../../base/time.ts'
import type { PatientOutcome } from '../../../records/guidance-record.ts'
import { pseudonymsOf } from '../../../records/store/settings.ts'
import {
  type OutcomeObservation,
  type OutcomeRule,
  toOutcomeObservation,
} from '../../outcomes/observed-outcome.ts'
import type { Coding } from '../../../clinical/terminology/value-set.ts'
import { onRecords } from './on-records.ts'
import { readDefinedOutcome } from './defined-outcome.ts'
import { readObservedOutcomes } from './outcome-observations.ts'
import type { FoundOutcomes } from './outcome-rows.ts'
import { readOutcomeTable, refuseOutcomes } from '../../outcomes/outcome-table.ts'
import {
  type TableOptions,
  tableMapOf,
  withTableOptions,
} from '../../../base/terminal/table-options.ts'
import { tokenIn } from '../../../base/token-file.ts'

interface ImportOptions extends TableOptions {
  readonly client: string
  readonly outcomeDefinition: string
  readonly fhir?: string
  readonly tokenFile?: string
  readonly code?: readonly Coding[]
  readonly valueYes?: readonly Coding[]
  readonly valueNo?: readonly Coding[]
  readonly valueDeath?: readonly Coding[]
  readonly valueTransplant?: readonly Coding[]
  readonly from?: string
}

function systemCode(text: string, sofar: readonly Coding[] = []): readonly Coding[] {
  const at = text.lastIndexOf('|')
  const [system, code] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)]
  if (system === '' || code === '')
    throw new InvalidArgumentError('a code with its system, as SYSTEM|CODE')
  return [...sofar, { system, code }]
}

/** What an import goes by. */
interface Asked {
  readonly rule: OutcomeRule
  readonly today: string
}

interface Source {
  readonly name: string
  readonly outcomes: FoundOutcomes
}

/** A person waits at a terminal, not a physician at an order. */
const BUDGET_MS = 60_000

function checkPastDay(from: string | undefined, today: string): void {
  const day = from === undefined ? undefined : dayIn(from)
  if (day !== undefined && !(day.kind === 'value' && day.value <= today))
    throw new Fault('malformed-request', '--from must be a day, as 2026-03-01')
}

/** The Observation as the options name it, else as the outcome definition does. */
function observationFor(
  { code, valueYes, valueNo, valueDeath, valueTransplant }: ImportOptions,
  { observation }: OutcomeRule,
): OutcomeObservation {
  const [first, ...more] = code ?? []
  if (first === undefined && observation !== undefined) return observation
  if (first === undefined || more.length > 0)
    throw new Fault(
      'malformed-request',
      '--fhir needs one --code SYSTEM|CODE, or an outcome definition with an observation: what states the outcome',
    )
  const values = { present: valueYes, absent: valueNo, death: valueDeath }
  return toOutcomeObservation(first, { ...values, transplant: valueTransplant })
}

async function fromServer(
  fhirServer: string,
  options: ImportOptions,
  { rule, today }: Asked,
): Promise<Source> {
  const { from, tokenFile } = options
  const observation = observationFor(options, rule)
  checkPastDay(from, today)
  const accessToken = tokenIn(tokenFile)
  // What speaks FHIR is loaded only when it is to speak.
  const { toPatientData } = await import('../../../hook/fetch/patient-data.ts')
  const source = toPatientData(() => ({ budgetMs: BUDGET_MS, mayConnectTo: () => true }))
  try {
    const wanted = { fhirServer, accessToken, observation, from }
    const outcomes = await readObservedOutcomes(wanted, source, today)
    return { name: new URL(fhirServer).host, outcomes }
  } finally {
    await source.close()
  }
}

async function fromTable(
  file: string,
  options: TableOptions,
  today: string,
): Promise<FoundOutcomes> {
  const map = await tableMapOf(options)
  const { rows, withoutOutcome } = await readOutcomeTable(await openTable(file, map), today, map)
  const found = rows.flatMap(({ day, ...row }) => (day === undefined ? [] : [{ ...row, day }]))
  refuseOutcomes(
    rows
      .filter(({ day }) => day === undefined)
      .map(({ row }) => `row ${String(row)}: date: missing`),
  )
  const passedOver = withoutOutcome === 0 ? {} : { 'without an outcome': withoutOutcome }
  return { found, passedOver }
}

async function read(
  file: string | undefined,
  options: ImportOptions,
  asked: Asked,
): Promise<Source> {
  const { fhir } = options
  if (fhir !== undefined && file === undefined) return fromServer(fhir, options, asked)
  if (file === undefined || fhir !== undefined)
    throw new Fault('malformed-request', 'give either a file or --fhir')
  return { name: basename(file), outcomes: await fromTable(file, options, asked.today) }
}

/**
 * Pseudonyms by the key that the records were made with.
 *
 * @throws {Fault} When there is none: a key that is made now would be of no record.
 */
function knownPseudonyms(environment: Environment) {
  const config = readRecordsConfig(environment)
  const { databaseUrl, siteKey, madeKeyFile } = config
  // Processes that share a database do not share the file of a key that was made.
  const isMade = databaseUrl === undefined && madeKeyFile !== undefined && existsSync(madeKeyFile)
  if (siteKey === undefined && !isMade)
    throw new Fault('data-unavailable', 'there is no site key: SITE_KEY or SITE_KEY_FILE names it')
  return pseudonymsOf(config)
}

async function run(
  terminal: Terminal,
  file: string | undefined,
  options: ImportOptions,
): Promise<void> {
  const { say, environment, clock } = terminal
  await onRecords(terminal, async (records) => {
    // What a report will not be able to follow is told now.
    const { id: definition, rule } = await readDefinedOutcome(options.outcomeDefinition)
    const asked = { rule, today: toIsoDate(clock.now()) }
    const { name, outcomes } = await read(file, options, asked)
    const pseudonym = knownPseudonyms(environment)
    const kept = outcomes.found.map(({ patientId, day, value }): PatientOutcome => ({
      patient: pseudonym('patient', options.client, patientId),
      happened: value === 1,
      ...(value === 0 || value === 1 ? {} : { competing: value }),
      date: day,
      definition,
      source: name,
    }))
    const changed = await records.addOutcomes(kept)
    const passedOver = Object.entries(outcomes.passedOver).map(([why, n]) => `${n} ${why}`)
    say(
      [
        `${name}: ${kept.length} outcomes, ${changed} new or changed, by definition ${definition}`,
        ...(passedOver.length === 0 ? [] : [`  passed over: ${passedOver.join(', ')}`]),
      ].join('\n'),
    )
  })
}

/** `outcomes import`: a table, or Observations of a FHIR server. */
export const define: Define = (command, terminal) =>
  withTableOptions(command)
    .argument('[file]', `table (${TABLE_NAMES}) with the columns patient, date, outcome`)
    .requiredOption('--client <id>', 'the registered client whose patient ids these are')
    .requiredOption('--outcome-definition <file>', 'JSON that states what the outcome means')
    .option('--fhir <url>', 'base URL of a FHIR server, instead of a file')
    .option(
      '--code <system|code>',
      'the Observation that states the outcome (default: that of the definition)',
      systemCode,
    )
    .option(
      '--value-yes <system|code>',
      'its value when the outcome came about (may be repeated)',
      systemCode,
    )
    .option('--value-no <system|code>', 'its value when it did not (may be repeated)', systemCode)
    .option('--value-death <system|code>', 'its value when death came first', systemCode)
    .option(
      '--value-transplant <system|code>',
      'its value when a transplantation came first',
      systemCode,
    )
    .option('--from <day>', 'with --fhir: the first day')
    .option('--token-file <file>', 'with --fhir: file with an access token')
    .action((file: string | undefined, options: ImportOptions) => run(terminal, file, options))
