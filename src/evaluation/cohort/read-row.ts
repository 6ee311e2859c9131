import type { TableRow } from '../../base/formats/table/table.ts'
import type { Variable } from './data-dictionary.ts'
import type { CohortCell } from './read-cell.ts'

/** A variable, its column in the table, and what became of its cells so far. */
export interface Counted {
  readonly variable: Variable
  readonly header: string
  readonly read: (cell: unknown, row: TableRow) => CohortCell
  readonly values: number[]
  /** Of rows that are left out for want of another value. */
  readonly others: number[]
  /** Short numbers outside of the limits, and how often. */
  readonly outside: Map<number, number>
  /** Why outcomes are neither yes nor no, and how often: they are reported apart. */
  readonly undecided: Map<string, number>
  missing: number
  notAccepted: number
  unreadable: number
}

export const toCounted = (variable: Variable, header: string, read: Counted['read']): Counted => ({
  ...{ variable, header, read, values: [], others: [], outside: new Map(), undecided: new Map() },
  ...{ missing: 0, notAccepted: 0, unreadable: 0 },
})

/** A longer number might be a patient's, in the wrong column. */
const SHORT_NUMBER = /^-?\d{1,4}$/

function countOutside(column: Counted, value: number): string {
  column.notAccepted += 1
  const { acceptance = [], unit = '1' } = column.variable
  if (SHORT_NUMBER.test(String(value)))
    column.outside.set(value, (column.outside.get(value) ?? 0) + 1)
  return `outside ${acceptance.join(' to ')}${unit === '1' ? '' : ` ${unit}`}`
}

/** Why a cell has no value, in words without its content; counts it. */
function whyWithout(column: Counted, cell: Exclude<CohortCell, { kind: 'value' }>): string {
  switch (cell.kind) {
    case 'missing':
      column.missing += 1
      return 'missing'
    case 'outside':
      return countOutside(column, cell.value)
    case 'undecided':
      column.missing += 1
      column.undecided.set(cell.why, (column.undecided.get(cell.why) ?? 0) + 1)
      return cell.why
    case 'excluded':
      column.unreadable += 1
      return 'the model is not made for such a patient'
    case 'unreadable':
      column.unreadable += 1
      return cell.why
  }
}

/** Why a row is left out. */
export interface Objection {
  readonly column: string
  readonly why: string
  /** Whether it cannot be read, and not only lacks a value. */
  readonly isRefusal: boolean
}

export interface RowRead {
  readonly values: readonly (number | undefined)[]
  readonly objection: Objection | undefined
}

/** One row. Every cell is looked at, so that missingness is counted. */
export function readRow(counted: readonly Counted[], row: TableRow): RowRead {
  const values: (number | undefined)[] = []
  const objections: Objection[] = []
  for (const column of counted) {
    const cell = column.read(row[column.header], row)
    values.push(cell.kind === 'value' ? cell.value : undefined)
    if (cell.kind === 'value') continue
    objections.push({
      column: column.variable.name,
      why: whyWithout(column, cell),
      isRefusal: cell.kind === 'unreadable' || cell.kind === 'excluded',
    })
  }
  return { values, objection: objections.find(({ isRefusal }) => isRefusal) ?? objections[0] }
}

const REPEATED = 2

/** Numbers outside of the limits that came up more than once. */
export const repeatedOf = ({ outside }: Counted): Readonly<Record<string, number>> =>
  Object.fromEntries([...outside].filter(([, times]) => times >= REPEATED))
