import { Fault } from '../../base/fault.ts'
import { type Vector, rowsWhere, sumOf, at, take } from './vector.ts'

/**
 * Patients without a missing value: one column per variable, one row per patient. Values are in the
 * canonical unit of the variable; a yes is 1, a no is 0.
 */
export interface Cohort {
  readonly patients: number
  /** 1 for a patient with the outcome, else 0; empty when the table has no outcomes. */
  readonly outcome: Vector
  readonly columns: Readonly<Record<string, Vector>>
  /** Texts by which patients are told into subgroups, by column. */
  readonly labels: Readonly<Record<string, readonly string[]>>
}

/**
 * A column by its name.
 *
 * @throws {TypeError} When the cohort has none.
 */
export function columnOf({ columns }: Cohort, name: string): Vector {
  const column = columns[name]
  if (column === undefined) throw new TypeError(`no column ${name}`)
  return column
}

/** How many patients have the outcome. */
export const eventsOf = (outcome: Vector): number => sumOf(outcome.length, (i) => at(outcome, i))

/**
 * The patients with the outcome, where some have it and some do not.
 *
 * @throws {Fault} When all have it or none has.
 */
export function checkedEvents({ outcome, patients }: Cohort): number {
  const events = eventsOf(outcome)
  if (events === 0 || events === patients)
    throw new Fault('malformed-request', 'it takes patients with and without the outcome')
  return events
}

/** The given rows as a cohort of their own; a row may come several times. */
export function rowsOf(cohort: Cohort, rows: Vector): Cohort {
  const each = <From, To>(record: Readonly<Record<string, From>>, of: (entry: From) => To) =>
    Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, of(entry)]))
  return {
    patients: rows.length,
    outcome: take(cohort.outcome, rows),
    columns: each(cohort.columns, (column) => take(column, rows)),
    labels: each(cohort.labels, (texts) => Array.from(rows, (row) => texts[row] ?? '')),
  }
}

/** The row numbers of the patients with the outcome (1) or without it (0). */
export const rowsWithOutcome = (outcome: Vector, value: 0 | 1): Int32Array =>
  rowsWhere(outcome.length, (i) => outcome[i] === value)

export function isBinary(column: Vector): boolean {
  return sumOf(column.length, (i) => (column[i] === 0 || column[i] === 1 ? 0 : 1)) === 0
}
