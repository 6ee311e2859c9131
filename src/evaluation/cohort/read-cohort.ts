import { Fault } from '../../base/fault.ts'
import type { Cohort } from '../statistics/cohort-columns.ts'
import {
  type DataDictionary,
  OUTCOME,
  type TableRow,
  toLabel,
  toNumber,
  type Variable,
} from './data-dictionary.ts'

interface ColumnReport {
  readonly column: string
  readonly missing: number
  /** Values outside the limits of acceptance; they count as missing. */
  readonly notAccepted: number
}

/** What became of the rows: who was left out, and why (TRIPOD+AI item 20a). */
export interface CohortFlow {
  readonly rows: number
  readonly analysed: number
  readonly incomplete: number
  readonly columns: readonly ColumnReport[]
  /** Columns of the table that nothing uses. */
  readonly unused: readonly string[]
}

export interface ReadCohort {
  readonly cohort: Cohort
  readonly flow: CohortFlow
}

interface Counted {
  readonly variable: Variable
  readonly values: number[]
  missing: number
  notAccepted: number
}

/** More patients than this are no cohort study; it also keeps memory in bounds. */
const MOST_ROWS = 2_000_000

/**
 * The value of a cell, or nothing when it is missing or not accepted. A fault names row and column,
 * never the value: it may be a patient's.
 */
function valueOf(counted: Counted, cell: unknown, row: number): number | undefined {
  const { name, isBinary, acceptance } = counted.variable
  const value = toNumber(cell)
  if (value === 'unreadable')
    throw new Fault('malformed-request', `row ${row}, column ${name}: not a number`)
  if (value === 'missing') {
    counted.missing += 1
    return undefined
  }
  if (isBinary && value !== 0 && value !== 1)
    throw new Fault('malformed-request', `row ${row}, column ${name}: neither 0 nor 1`)
  if (acceptance !== undefined && (value < acceptance[0] || value > acceptance[1])) {
    counted.notAccepted += 1
    return undefined
  }
  return value
}

function checkColumns(first: TableRow, { variables, subgroups }: DataDictionary): void {
  const names = [...variables.map(({ name }) => name), ...subgroups]
  const absent = names.filter((name) => !Object.hasOwn(first, name))
  if (absent.length > 0)
    throw new Fault('malformed-request', `the table has no column ${absent.join(', ')}`)
}

/** When most values of a column are not accepted, the column is probably in another unit. */
function checkUnits(counted: readonly Counted[], rows: number): void {
  for (const { variable, missing, notAccepted } of counted) {
    const { name, unit = '1', acceptance = [] } = variable
    if (notAccepted * 2 > rows - missing)
      throw new Fault(
        'malformed-request',
        `most values of ${name} lie outside ${acceptance.join(' to ')}: is its unit ${unit}?`,
      )
  }
}

function variablesOf({ variables, hasOutcome }: DataDictionary): readonly Variable[] {
  return hasOutcome ? [...variables, { name: OUTCOME, isBinary: true }] : variables
}

function toCohort(counted: readonly Counted[], labels: Readonly<Record<string, string[]>>): Cohort {
  const columns = Object.fromEntries(
    counted.map(({ variable, values }) => [variable.name, Float64Array.from(values)]),
  )
  const { [OUTCOME]: outcome = new Float64Array(), ...others } = columns
  return { patients: counted[0]?.values.length ?? 0, outcome, columns: others, labels }
}

/** One row's complete values, or nothing. Every cell is looked at, so that missingness is counted. */
function completeRow(counted: readonly Counted[], row: TableRow, number: number) {
  const values = counted.map((column) => valueOf(column, row[column.variable.name], number))
  return values.every((value) => value !== undefined) ? values : undefined
}

/**
 * Reads a table row by row and keeps its complete patients (complete-case analysis).
 *
 * @throws {Fault} When a column is absent, a cell is no number, a yes and no is neither 0 nor 1, a
 *   column seems to be in another unit, or no patient is complete.
 */
export async function readCohort(
  rows: AsyncIterable<TableRow>,
  dictionary: DataDictionary,
): Promise<ReadCohort> {
  const counted: Counted[] = variablesOf(dictionary).map((variable) => ({
    variable,
    values: [],
    missing: 0,
    notAccepted: 0,
  }))
  const labels = Object.fromEntries(dictionary.subgroups.map((name) => [name, [] as string[]]))
  const names = { ...dictionary, variables: counted.map(({ variable }) => variable) }
  let [count, unused]: [number, readonly string[]] = [0, []]
  for await (const row of rows) {
    count += 1
    if (count > MOST_ROWS) throw new Fault('malformed-request', 'the table has too many rows')
    if (count === 1) {
      checkColumns(row, names)
      const used = [...names.variables.map(({ name }) => name), ...dictionary.subgroups]
      unused = Object.keys(row).filter((name) => !used.includes(name))
    }
    const values = completeRow(counted, row, count)
    if (values === undefined) continue
    counted.forEach((column, j) => column.values.push(values[j] ?? 0))
    for (const [name, texts] of Object.entries(labels)) texts.push(toLabel(row[name]))
  }
  checkUnits(counted, count)
  const cohort = toCohort(counted, labels)
  if (cohort.patients === 0) throw new Fault('malformed-request', 'no row of the table is complete')
  return { cohort, flow: toFlow(counted, count, cohort.patients, unused) }
}

function toFlow(
  counted: readonly Counted[],
  rows: number,
  analysed: number,
  unused: readonly string[],
): CohortFlow {
  const columns = counted.map(({ variable, missing, notAccepted }) => ({
    column: variable.name,
    missing,
    notAccepted,
  }))
  return { rows, analysed, incomplete: rows - analysed, columns, unused }
}
