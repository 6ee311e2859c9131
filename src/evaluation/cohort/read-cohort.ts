import { Fault } from '../../base/fault.ts'
import { findColumns, presentColumns } from '../../base/formats/table/find-columns.ts'
import { surveyTable, type TableSurvey } from '../../base/formats/table/survey-table.ts'
import type { DecimalSign, Table, TableRow } from '../../base/formats/table/table.ts'
import { NO_MAP, type TableMap } from '../../base/formats/table/table-map.ts'
import { type Cohort, rowsOf } from '../statistics/cohort-columns.ts'
import { rowsWhere } from '../statistics/vector.ts'
import { type DataDictionary, numbersOf, OUTCOME, toLabel } from './data-dictionary.ts'
import { cellReader, checkCodes } from './read-cell.ts'
import { type Counted, type Objection, readRow, repeatedOf, toCounted } from './read-row.ts'
import { FOLLOW_UP, OUTCOME_WHY } from '../outcomes/outcome-columns.ts'
import { outcomeReader } from './read-outcome.ts'
import { NO_HORIZON } from '../outcomes/outcome-in-time.ts'
import { RepeatedRows } from './repeated-rows.ts'

export interface ColumnReport {
  readonly column: string
  /** What the table calls it. */
  readonly header: string
  readonly missing: number
  /** Values outside the limits of acceptance; they count as missing. */
  readonly notAccepted: number
  /** Cells that are neither a value nor missing; their rows are refused. */
  readonly unreadable: number
  /** Short numbers among what was not accepted that came up more than once, and how often. */
  readonly repeated: Readonly<Record<string, number>>
}

/** What became of the rows: who was left out, and why (TRIPOD+AI item 20a). */
export interface CohortFlow {
  readonly rows: number
  readonly analysed: number
  /** Rows that lack a value: it is missing, or not accepted. */
  readonly incomplete: number
  /** Rows that cannot be read, whose patient the model is not made for, or has a row already. */
  readonly refused: number
  /** Rows that equal an earlier one in every used column: perhaps the same patient. */
  readonly alike: number
  readonly decimal: DecimalSign | undefined
  /** Rows whose outcome is neither yes nor no, by the reason; they are among the incomplete. */
  readonly undecided: Readonly<Record<string, number>>
  readonly columns: readonly ColumnReport[]
  /** Columns of the table that nothing uses. */
  readonly unused: readonly string[]
}

/** A row that is not analysed, by its number in the file. Its reason holds nothing of the row. */
export interface LeftOutRow {
  readonly row: number
  readonly column: string
  readonly why: string
}

export interface ReadCohort {
  readonly cohort: Cohort
  readonly flow: CohortFlow
  readonly leftOut: readonly LeftOutRow[]
  /** What the incomplete rows hold of each variable. */
  readonly incomplete: Readonly<Record<string, Float64Array>>
  /** Whether it has a column of the days for which a patient was followed. */
  readonly hasFollowUp: boolean
}

/** More patients than this are no cohort study; it also keeps memory in bounds. */
const MOST_ROWS = 2_000_000

/** The column by which the extraction tells patients apart. */
const PATIENT = 'patient'

/** The columns of a table, found and counted. */
interface Columns {
  readonly counted: readonly Counted[]
  readonly labels: readonly { readonly name: string; readonly header: string; texts: string[] }[]
  readonly id: string | undefined
  readonly unused: readonly string[]
  readonly hasFollowUp: boolean
}

function columnsOf(survey: TableSurvey, map: TableMap, dictionary: DataDictionary): Columns {
  const variables = numbersOf(dictionary)
  const names = [...survey.columns.keys()]
  const wanted = [...variables, ...dictionary.subgroups.map((name) => ({ name }))]
  const optional = presentColumns(dictionary.optional ?? [], names, map)
  const followUp = presentColumns([FOLLOW_UP, { name: OUTCOME_WHY }], names, map)
  const days = map.columns[FOLLOW_UP.name]?.column
  if (days !== undefined && !followUp.has(FOLLOW_UP.name))
    throw new Fault('malformed-request', `the table has no column ${days}`)
  const headers = new Map([...followUp, ...optional, ...findColumns(wanted, names, map)])
  const subgroups = [...new Set([...dictionary.subgroups, ...optional.keys()])]
  const headerOf = (name: string) => headers.get(name) ?? name
  const id = map.id ?? (names.includes(PATIENT) ? PATIENT : undefined)
  if (id !== undefined && !names.includes(id))
    throw new Fault('malformed-request', `the table has no column ${id}`)
  return {
    counted: variables.map((variable) => {
      const header = headerOf(variable.name)
      checkCodes(variable, header, { map, survey })
      const read =
        variable.name === OUTCOME
          ? outcomeReader(dictionary.horizon ?? NO_HORIZON, headers.get(FOLLOW_UP.name), map)
          : cellReader(variable, header, { map, survey })
      return toCounted(variable, header, read)
    }),
    labels: subgroups.map((name) => ({ name, header: headerOf(name), texts: [] })),
    id,
    unused: names.filter((name) => ![...headers.values(), id].includes(name)),
    hasFollowUp: followUp.has(FOLLOW_UP.name),
  }
}

/** The rows of one table on their way into a cohort. */
class Reading {
  readonly #columns: Columns
  readonly #repeated: RepeatedRows
  readonly #numbers: number[] = []
  readonly #leftOut: LeftOutRow[] = []
  #rows = 0
  #refused = 0

  constructor(columns: Columns) {
    this.#columns = columns
    this.#repeated = new RepeatedRows(columns.id)
  }

  /** A row that is none. */
  refuse(row: number, { column, why }: Omit<Objection, 'isRefusal'>): void {
    this.#count()
    this.#refused += 1
    this.#leftOut.push({ row, column, why })
  }

  add(number: number, cells: TableRow): void {
    const { values, objection } = readRow(this.#columns.counted, cells)
    const again = this.#repeated.whyAgain(number, cells, values)
    if (again !== undefined) this.refuse(number, { column: this.#columns.id ?? '', why: again })
    else {
      const place = objection === undefined ? this.#numbers.length : undefined
      this.#repeated.add(number, { cells, values, place })
      if (objection === undefined) this.#keep(number, cells, values)
      else this.#leaveOut(number, values, objection)
    }
  }

  #keep(number: number, cells: TableRow, values: readonly (number | undefined)[]): void {
    this.#count()
    this.#numbers.push(number)
    this.#columns.counted.forEach((column, j) => column.values.push(values[j] ?? 0))
    for (const { header, texts } of this.#columns.labels) texts.push(toLabel(cells[header]))
  }

  #count(): void {
    this.#rows += 1
    if (this.#rows > MOST_ROWS) throw new Fault('malformed-request', 'the table has too many rows')
  }

  #leaveOut(row: number, values: readonly (number | undefined)[], objection: Objection): void {
    if (objection.isRefusal) {
      this.refuse(row, objection)
      return
    }
    this.#count()
    this.#leftOut.push({ row, column: objection.column, why: objection.why })
    this.#columns.counted.forEach(({ others }, j) => {
      const value = values[j]
      if (value !== undefined) others.push(value)
    })
  }

  /** The complete patients; of those whom two rows contradict, neither is one. */
  #cohort(): Cohort {
    const { counted, labels } = this.#columns
    const columns = Object.fromEntries(
      counted.map(({ variable, values }) => [variable.name, Float64Array.from(values)]),
    )
    const { [OUTCOME]: outcome = new Float64Array(), ...others } = columns
    const texts = Object.fromEntries(labels.map((label) => [label.name, label.texts]))
    const whole = { patients: this.#numbers.length, outcome, columns: others, labels: texts }
    const { contradicted } = this.#repeated
    if (contradicted.size === 0) return whole
    return rowsOf(
      whole,
      rowsWhere(whole.patients, (i) => !contradicted.has(i)),
    )
  }

  #contradicted(): readonly LeftOutRow[] {
    return [...this.#repeated.contradicted].map(([place, by]) => ({
      row: this.#numbers[place] ?? 0,
      column: this.#columns.id ?? '',
      why: `row ${String(by)} is of the same patient, with other values`,
    }))
  }

  result(decimal: DecimalSign | undefined): ReadCohort {
    const { counted, unused, hasFollowUp } = this.#columns
    const cohort = this.#cohort()
    const contradicted = this.#contradicted()
    const refused = this.#refused + contradicted.length
    return {
      cohort,
      hasFollowUp,
      leftOut: [...this.#leftOut, ...contradicted].toSorted((a, b) => a.row - b.row),
      incomplete: Object.fromEntries(
        counted.map(({ variable, others }) => [variable.name, Float64Array.from(others)]),
      ),
      flow: {
        rows: this.#rows,
        analysed: cohort.patients,
        incomplete: this.#rows - cohort.patients - refused,
        refused,
        alike: this.#repeated.alike,
        decimal,
        undecided: Object.fromEntries(counted.flatMap((column) => [...column.undecided])),
        columns: counted.map((column) => ({
          ...{ column: column.variable.name, header: column.header, missing: column.missing },
          ...{ notAccepted: column.notAccepted, unreadable: column.unreadable },
          repeated: repeatedOf(column),
        })),
        unused,
      },
    }
  }
}

/** How much of a table was read, whatever came of it. */
export async function readRows(
  table: Table,
  dictionary: DataDictionary,
  map: TableMap = NO_MAP,
): Promise<ReadCohort> {
  const survey = await surveyTable(table)
  const reading = new Reading(columnsOf(survey, map, dictionary))
  for await (const line of table.lines())
    if ('refused' in line) reading.refuse(line.number, { column: '', why: line.refused })
    else reading.add(line.number, line.cells)
  return reading.result(map.decimal ?? survey.decimal)
}

/** A few numbers that came up more than once, and how often. */
export function repeatedText({ repeated }: Pick<ColumnReport, 'repeated'>): string {
  const texts = Object.entries(repeated)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([value, times]) => `${value} in ${String(times)} rows`)
  return texts.join(', ')
}

/** When most values of a column are not accepted, the column is probably in another unit. */
function checkUnits({ rows, columns }: CohortFlow, dictionary: DataDictionary): void {
  for (const { name, unit = '1', acceptance = [] } of dictionary.variables) {
    const column = columns.find((report) => report.column === name)
    if (column === undefined || column.notAccepted * 2 <= rows - column.missing) continue
    const repeated = repeatedText(column)
    throw new Fault(
      'malformed-request',
      `most values of ${name} lie outside ${acceptance.join(' to ')}${repeated === '' ? '' : ` (${repeated})`}: is its unit ${unit}? The map of the table can state another`,
    )
  }
}

/** A reason as one line; nothing of the row's content. */
export const whyText = ({ row, column, why }: LeftOutRow): string =>
  `row ${String(row)}${column === '' ? '' : `, column ${column}`}: ${why}`

const MOST_REASONS = 5

/**
 * Reads a table and keeps its complete patients (complete-case analysis).
 *
 * @throws {Fault} When a column is absent or seems to be in another unit, a number looks like a
 *   code for a missing value, or no patient is complete.
 */
export async function readCohort(
  table: Table,
  dictionary: DataDictionary,
  map: TableMap = NO_MAP,
): Promise<ReadCohort> {
  const read = await readRows(table, dictionary, map)
  checkUnits(read.flow, dictionary)
  if (read.cohort.patients > 0) return read
  const reasons = read.leftOut.slice(0, MOST_REASONS).map(whyText)
  throw new Fault('malformed-request', ['no row of the table is complete', ...reasons].join('\n  '))
}
