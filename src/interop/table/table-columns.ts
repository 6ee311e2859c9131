import { Fault } from '../../base/fault.ts'
import { findColumns, presentColumns } from '../../base/formats/table/find-columns.ts'
import type { TableSurvey } from '../../base/formats/table/survey-table.ts'
import type { DecimalSign } from '../../base/formats/table/table.ts'
import type { ImportMap } from './import-map.ts'
import type { TableInput } from './table-inputs.ts'

/** What a row says beside its values. */
const ROW = {
  patient: ['patient id', 'patientid', '患者编号', '病历号', '住院号'],
  date: ['study date', 'exam date', '检查日期'],
  time: ['sample time', '采样时间', '采血时间'],
  lesion: ['病灶'],
  study: ['study instance uid', 'studyuid'],
  site: ['body site', '部位'],
  statistic: ['统计量'],
  method: ['方法'],
  performer: ['reader', 'radiologist', '报告医师'],
  device: ['scanner', '设备'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type RowColumn = keyof typeof ROW

const ROW_COLUMNS = Object.entries(ROW).map(([name, labels]) => ({ name, labels }))

/** Where a table has what, and how its cells are to be read. */
export interface TableColumns {
  /** The column of each thing that a row says. */
  readonly ofRow: Readonly<Partial<Record<RowColumn, string>>>
  /** The inputs by their column, or by what the rows call them. */
  readonly inputs: ReadonlyMap<string, TableInput>
  readonly decimal: DecimalSign | undefined
  /** Columns that nothing uses. */
  readonly unused: readonly string[]
}

/** The inputs of a table with a column for each. */
function inputColumns(inputs: readonly TableInput[], headers: readonly string[], map: ImportMap) {
  const wanted = inputs.map(({ id, labels }) => ({ name: id, labels }))
  const found = presentColumns(wanted, headers, map)
  return inputs.flatMap((input) => {
    const header = found.get(input.id)
    return header === undefined ? [] : [[header, input] as const]
  })
}

/** The inputs that the rows of a table name, with one row for each measurement. */
const inputNames = (inputs: readonly TableInput[], map: ImportMap) =>
  inputs.flatMap((input) => {
    const name = map.columns[input.id]?.column
    return name === undefined ? [] : [[name, input] as const]
  })

const bad = (text: string) => new Fault('malformed-request', text)

/** @throws {Fault} When the map speaks of what the table or the service does not have. */
function checkMap(map: ImportMap, inputs: readonly TableInput[], headers: readonly string[]): void {
  const known = [...inputs.map(({ id }) => id), ...Object.keys(ROW)]
  const members = [
    ...[map.columns, map.dates, map.values].flatMap((member) => Object.keys(member)),
    ...map.longAxis,
  ]
  const strange = members.find((name) => !known.includes(name))
  if (strange !== undefined)
    throw bad(`the map names "${strange}", which is none of ${known.join(', ')}`)
  const { rows } = map
  const mapped = Object.entries(map.columns)
    .filter(([name]) => rows === undefined || name in ROW)
    .map(([, { column }]) => column)
  const named = [...mapped, ...Object.values(map.dates), ...Object.values(rows ?? {}), map.id]
  const absent = named.find((name) => name !== undefined && !headers.includes(name.trim()))
  if (absent !== undefined) throw bad(`the table has no column "${absent}", which the map names`)
}

/**
 * Where a table has what is read of it.
 *
 * @param isOfOnePatient - Whether the patient is known without the table.
 * @throws {Fault} When a column is absent, may be two things, or nothing of it can be read.
 */
export function columnsOf(
  survey: TableSurvey,
  map: ImportMap,
  inputs: readonly TableInput[],
  isOfOnePatient: boolean,
): TableColumns {
  const headers = [...survey.columns.keys()]
  checkMap(map, inputs, headers)
  const needed = isOfOnePatient || map.id !== undefined ? ['date'] : ['patient', 'date']
  const ofRow = {
    ...Object.fromEntries(presentColumns(ROW_COLUMNS, headers, map)),
    ...(map.id === undefined ? {} : { patient: map.id }),
    ...Object.fromEntries(
      findColumns(
        ROW_COLUMNS.filter(({ name }) => needed.includes(name)),
        headers,
        map,
      ),
    ),
  }
  const { rows } = map
  const found = rows === undefined ? inputColumns(inputs, headers, map) : inputNames(inputs, map)
  if (found.length === 0) throw bad('the table has no column of an input: name them in the map')
  const used = [
    ...Object.values(ofRow),
    ...Object.values(map.dates),
    ...(rows === undefined ? found.map(([header]) => header) : Object.values(rows)),
  ]
  return {
    ofRow,
    inputs: new Map(found),
    decimal: map.decimal ?? survey.decimal,
    unused: headers.filter((header) => !used.includes(header)),
  }
}
