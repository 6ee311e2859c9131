import { basename } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { PatientOutcome } from '../../../records/guidance-record.ts'
import { Fault } from '../../../base/fault.ts'
import { toIsoDate } from '../../../base/time.ts'
import { readOutcomeDefinition } from '../../cohort/commands/cohort-options.ts'
import { type MonitoringTools, onRecords } from './monitoring-tools.ts'
import { readObservedOutcomes, type SystemCode } from './outcome-observations.ts'
import { type FoundOutcomes, isPastDay, readOutcomeRows } from './outcome-rows.ts'

interface ImportOptions {
  readonly client: string
  readonly outcomeDefinition: string
  readonly fhir?: string
  readonly tokenFile?: string
  readonly code?: readonly SystemCode[]
  readonly valueYes?: readonly SystemCode[]
  readonly valueNo?: readonly SystemCode[]
  readonly from?: string
}

function systemCode(text: string, sofar: readonly SystemCode[] = []): readonly SystemCode[] {
  const at = text.lastIndexOf('|')
  const [system, code] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)]
  if (system === '' || code === '')
    throw new InvalidArgumentError('a code with its system, as SYSTEM|CODE')
  return [...sofar, { system, code }]
}

interface Source {
  readonly name: string
  readonly outcomes: FoundOutcomes
}

async function fromServer(
  fhirServer: string,
  { code = [], valueYes: yes = [], valueNo: no = [], from, tokenFile }: ImportOptions,
  { openFhir, readText, clock }: MonitoringTools,
): Promise<Source> {
  const [first, ...more] = code
  if (first === undefined || more.length > 0)
    throw new Fault(
      'malformed-request',
      '--fhir needs one --code SYSTEM|CODE: the Observation that states the outcome',
    )
  const today = toIsoDate(clock.now())
  if (from !== undefined && !isPastDay(from, today))
    throw new Fault('malformed-request', '--from must be a day, as 2026-03-01')
  const accessToken = tokenFile === undefined ? undefined : readText(tokenFile).trim()
  const source = openFhir()
  try {
    const wanted = { fhirServer, accessToken, code: first, yes, no, from }
    const outcomes = await readObservedOutcomes(wanted, source, today)
    return { name: new URL(fhirServer).host, outcomes }
  } finally {
    await source.close()
  }
}

async function read(
  tools: MonitoringTools,
  file: string | undefined,
  options: ImportOptions,
): Promise<Source> {
  const { fhir } = options
  if (fhir !== undefined && file === undefined) return fromServer(fhir, options, tools)
  if (file === undefined || fhir !== undefined)
    throw new Fault('malformed-request', 'give either a file or --fhir')
  const outcomes = await readOutcomeRows(tools.readTable(file), toIsoDate(tools.clock.now()))
  return { name: basename(file), outcomes }
}

/** Two imports by the same words are of the same definition. */
async function definitionId(tools: MonitoringTools, path: string): Promise<string> {
  const definition = await readOutcomeDefinition(path)
  return tools.digest(JSON.stringify(definition)).slice(0, 16)
}

async function importOutcomes(
  tools: MonitoringTools,
  file: string | undefined,
  options: ImportOptions,
): Promise<void> {
  await onRecords(tools, async (records) => {
    const { name, outcomes } = await read(tools, file, options)
    const definition = await definitionId(tools, options.outcomeDefinition)
    const kept = outcomes.found.map(({ patientId, date, happened }): PatientOutcome => ({
      patient: tools.patientPseudonym(options.client, patientId),
      happened,
      date,
      definition,
      source: name,
    }))
    const changed = await records.addOutcomes(kept)
    const passedOver = Object.entries(outcomes.passedOver).map(([why, n]) => `${n} ${why}`)
    tools.say(
      [
        `${name}: ${kept.length} outcomes, ${changed} new or changed, by definition ${definition}`,
        ...(passedOver.length === 0 ? [] : [`  passed over: ${passedOver.join(', ')}`]),
      ].join('\n'),
    )
  })
}

/** Adds `outcomes import`: what became of the patients. */
export function addOutcomes(program: Command, tools: MonitoringTools): void {
  program
    .command('outcomes')
    .description('what became of patients')
    .command('import')
    .description('take in what became of patients: a table, or Observations of a FHIR server')
    .argument(
      '[file]',
      'table (.csv, .tsv, .ndjson, .jsonl) with the columns patient, date, outcome',
    )
    .requiredOption('--client <id>', 'the registered client whose patient ids these are')
    .requiredOption('--outcome-definition <file>', 'JSON that states what the outcome means')
    .option('--fhir <url>', 'base URL of a FHIR server, instead of a file')
    .option('--code <system|code>', 'the Observation that states the outcome', systemCode)
    .option(
      '--value-yes <system|code>',
      'its value when the outcome came about (may be repeated)',
      systemCode,
    )
    .option('--value-no <system|code>', 'its value when it did not (may be repeated)', systemCode)
    .option('--from <day>', 'with --fhir: the first day')
    .option('--token-file <file>', 'with --fhir: file with an access token')
    .action((file: string | undefined, options: ImportOptions) =>
      importOutcomes(tools, file, options),
    )
}
