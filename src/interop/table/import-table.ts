import { surveyTable } from '../../base/formats/table/survey-table.ts'
import type { Table, TableRow } from '../../base/formats/table/table.ts'
import { uniqueBy } from '../../base/lists.ts'
import { toWording } from '../../hook/cards/wording.ts'
import type { ImportMap } from './import-map.ts'
import { type JudgedValue, type JudgingOptions, judgeRow } from './judge-row.ts'
import {
  type LeftOutRow,
  type PatientRows,
  PatientsOfTable,
  toPatientRows,
  WHOLE_ROW,
} from './patient-rows.ts'
import { type ImportRow, type Objection, readRow } from './read-row.ts'
import { columnsOf, type TableColumns } from './table-columns.ts'
import { tableInputsOf } from './table-inputs.ts'

export interface TableImport {
  readonly taken: readonly PatientRows[]
  /** Every row that is not taken. */
  readonly leftOut: readonly LeftOutRow[]
  readonly columns: TableColumns
  /** Rows that hold no value of an input. */
  readonly empty: number
}

export interface ImportTableOptions extends JudgingOptions {
  readonly map: ImportMap
  /** Whether all rows are of one patient who is named beside the table. */
  readonly isOfOnePatient: boolean
}

/** The rows of a table on their way. */
class Reading {
  readonly #patients = new PatientsOfTable()
  readonly #columns: TableColumns
  readonly #options: ImportTableOptions
  readonly #reason: (why: string) => string
  #empty = 0

  constructor(columns: TableColumns, options: ImportTableOptions) {
    this.#columns = columns
    this.#options = options
    this.#reason = toWording(options.service).reason
  }

  refuse(row: number, why: string): void {
    this.#patients.leaveOut(row, { column: WHOLE_ROW, why }, undefined)
  }

  /** Everything that speaks against taking a row. */
  #objections({ facts }: ImportRow, judged: readonly JudgedValue[], others: readonly Objection[]) {
    const refused = judged.flatMap((value) =>
      'why' in value ? [{ column: value.value.name, why: this.#reason(value.why) }] : [],
    )
    const isNameless = facts.patient === undefined && !this.#options.isOfOnePatient
    const isSomething = judged.length + others.length > 0
    const column = this.#columns.ofRow.patient ?? WHOLE_ROW
    const unnamed = isNameless && isSomething ? [{ column, why: 'no patient is named' }] : []
    return uniqueBy([...unnamed, ...others, ...refused], ({ column, why }) => `${column}\n${why}`)
  }

  add(number: number, cells: TableRow): void {
    const { row, objections } = readRow(number, cells, this.#columns, this.#options.map)
    const judged = judgeRow(row, this.#options)
    const all = this.#objections(row, judged, objections)
    for (const each of all) this.#patients.leaveOut(number, each, row.facts.patient)
    if (all.length > 0) return
    if (judged.length === 0) this.#empty += 1
    else this.#patients.add({ ...row, values: judged.map(({ value }) => value) })
  }

  result(): TableImport {
    const groups = this.#patients.all().map(toPatientRows)
    return {
      taken: groups.flatMap(({ taken }) => taken ?? []).filter(({ rows }) => rows.length > 0),
      leftOut: groups.flatMap(({ leftOut }) => leftOut).toSorted((a, b) => a.row - b.row),
      columns: this.#columns,
      empty: this.#empty,
    }
  }
}

/**
 * The values of a table that the service reads, each judged as it would be read from the record.
 *
 * @throws {Fault} When the table or the map cannot be read, or do not fit each other.
 */
export async function importTable(table: Table, options: ImportTableOptions): Promise<TableImport> {
  const { map, service, isOfOnePatient } = options
  const survey = await surveyTable(table)
  const columns = columnsOf(survey, map, tableInputsOf(service), isOfOnePatient)
  const reading = new Reading(columns, options)
  for await (const line of table.lines())
    if ('refused' in line) reading.refuse(line.number, line.refused)
    else reading.add(line.number, line.cells)
  return reading.result()
}
