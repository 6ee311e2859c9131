import { basename } from 'node:path'
import { digestOfFile } from '../../base/digest.ts'
import { Fault } from '../../base/fault.ts'
import { openTable } from '../../base/formats/table/read-table.ts'
import { readMapFile } from '../../base/formats/table/table-map.ts'
import { TableWriter } from '../../base/formats/table/write-table.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import { type TableOptions, withTableOptions } from '../../base/terminal/table-options.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../base/terminal/with-faults-told.ts'
import { readCatalog } from '../../catalog/read-catalog.ts'
import type { Service } from '../../hook/service.ts'
import {
  serverOf,
  type TargetOptions,
  tellSent,
  withTargetOptions,
  writeBundle,
} from '../fhir-import/commands/target-options.ts'
import { type FhirServer, sendTransaction } from '../fhir-import/fhir-server.ts'
import { describeImport, whyLeftOut } from './describe-import.ts'
import { onePatient, patientsByNumber, patientsOnServer } from './find-patients.ts'
import { type ImportMap, toImportMap } from './import-map.ts'
import { importTable, type TableImport } from './import-table.ts'
import type { LeftOutRow } from './patient-rows.ts'
import { type RowsOfPatient, toTransaction, type TransactionOptions } from './to-transaction.ts'

interface ImportTableOptions extends TargetOptions, TableOptions {
  readonly service?: string
  readonly leftOut?: string
  readonly describe?: boolean
}

/** The service whose inputs are read; the first where none is named. */
async function readService({ environment }: Terminal, id: string | undefined) {
  const { definitions } = await readCatalog(environment)
  const service =
    id === undefined ? definitions[0] : definitions.find((definition) => definition.id === id)
  if (service === undefined) throw new Fault('malformed-request', 'there is no such service')
  return service
}

async function writeLeftOut(path: string, leftOut: readonly LeftOutRow[]): Promise<void> {
  const writer = await TableWriter.open(path, ['row', 'column', 'why'])
  for (const row of leftOut) await writer.add({ ...row })
  await writer.finish()
}

/** The table of one patient names no other. */
function checkOnePatient({ taken }: TableImport, patient: string | undefined): void {
  if (patient !== undefined && taken.length > 1)
    throw new Fault(
      'malformed-request',
      'the table has rows of several patients: leave --patient out, or split it',
    )
}

/** Whose rows they are, and of which rows a server does not know the patient. */
async function identify(
  { taken }: TableImport,
  options: ImportTableOptions,
  map: ImportMap,
): Promise<{ readonly found: readonly RowsOfPatient[]; readonly unknown: readonly LeftOutRow[] }> {
  const { patient } = options
  const server = serverOf(options)
  if (patient !== undefined) return { found: onePatient(taken, patient), unknown: [] }
  if (server === undefined) return { found: patientsByNumber(taken, map), unknown: [] }
  const { found, unknown } = await patientsOnServer(taken, server, map)
  return { found, unknown: unknown.map((each) => ({ ...each, column: '' })) }
}

/**
 * Sends a transaction for each patient: all of a patient's rows or none. Servers bound how much one
 * transaction may change.
 *
 * @throws {Error} At the first that is not taken, with the row from which on nothing was sent.
 */
async function sendEach(
  patients: readonly RowsOfPatient[],
  server: FhirServer,
  form: TransactionOptions,
) {
  let [created, others] = [0, 0]
  for (const [i, patient] of patients.entries()) {
    try {
      const sent = await sendTransaction(toTransaction([patient], form), server)
      created += sent.created
      others += sent.others
    } catch (cause) {
      const row = String(patient.rows[0]?.number ?? 0)
      const why = cause instanceof Error ? cause.message : String(cause)
      const before = `${String(i)} of ${String(patients.length)} patients were sent before`
      throw new Error(
        `the patient of row ${row}: ${why}; ${before}, import again: nothing doubles`,
        {
          cause,
        },
      )
    }
  }
  return { created, others }
}

/** Where the values go; a preview goes nowhere. */
async function deliver(
  file: string,
  patients: readonly RowsOfPatient[],
  options: ImportTableOptions & { readonly of: Service },
  terminal: Terminal,
): Promise<void> {
  const { out, of } = options
  const { canonicalBase, units } = of
  const server = serverOf(options)
  if (out === undefined && server === undefined) {
    terminal.say('A preview: --out or --fhir writes it.')
    return
  }
  const digest = await digestOfFile(file)
  const form = { canonicalBase, digest, units: units.written }
  if (out !== undefined) writeBundle(out, toTransaction(patients, form))
  if (server !== undefined) tellSent(await sendEach(patients, server, form), terminal)
}

async function run(terminal: Terminal, file: string, options: ImportTableOptions): Promise<void> {
  const { patient, map: path } = options
  const map = toImportMap(path === undefined ? {} : await readMapFile(path), options)
  const service = await readService(terminal, options.service)
  const { clock } = terminal
  const isOfOnePatient = patient !== undefined
  const table = await openTable(file, map)
  const imported = await importTable(table, { map, service, clock, isOfOnePatient })
  checkOnePatient(imported, patient)
  const { found, unknown } = await identify(imported, options, map)
  const leftOut = [...imported.leftOut, ...unknown]
  terminal.say(describeImport(basename(file), imported, service))
  for (const row of leftOut) terminal.complain(whyLeftOut(row))
  if (options.leftOut !== undefined) await writeLeftOut(options.leftOut, leftOut)
  // A row that is left out is a failure that a night job must see, whatever became of the others.
  if (leftOut.length > 0 || found.length === 0) terminal.endWith(1)
  if (options.describe === true) return
  if (found.length === 0) terminal.complain('nothing was imported')
  else await deliver(file, found, { ...options, of: service }, terminal)
}

/** `import-table`: values from tables of workstations and radiologists, as a FHIR transaction. */
export const define: Define = (command, terminal) =>
  withTableOptions(withTargetOptions(command, 'the numbers in the table are looked up'))
    .argument('<file>', 'the table: .csv, .tsv, .txt, .xlsx, .ndjson')
    .option('--service <id>', 'the service whose inputs are read (default: the first)')
    .option('--describe', 'tell how the table is read, and write nothing')
    .option('--left-out <file>', 'write every row that is left out, and why: .csv or .ndjson')
    .action((file: string, options: ImportTableOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
    )
