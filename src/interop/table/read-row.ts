import { dayIn, isMissing, numberIn, textOf, timeIn } from '../../base/formats/table/cells.ts'
import type { TableRow } from '../../base/formats/table/table.ts'
import { compactText } from '../../clinical/terminology/phrase.ts'
import { toFhirDateTime } from '../hl7v2/timestamp.ts'
import type { ImportMap } from './import-map.ts'
import { longAxisIn } from './long-axis.ts'
import type { RowColumn, TableColumns } from './table-columns.ts'
import type { TableInput } from './table-inputs.ts'

/** A value of a row as the table writes it. */
export interface RowValue {
  readonly input: TableInput
  /** What the table calls it. */
  readonly name: string
  readonly text: string
  /** Nothing of a finding. */
  readonly number?: number | undefined
  /** As written: of the map, a column, or in brackets behind the name. */
  readonly unit?: string | undefined
  /** The value of a finding that the map says these words are. */
  readonly means?: string | undefined
  /** `YYYY-MM-DD`; of a sample with its time and offset, where both are known. */
  readonly date: string
  /** Of several lengths the longest. */
  readonly isLongAxis?: boolean
}

/** What a row says of all its values; what it does not say is what the map says of all rows. */
export type RowFacts = Readonly<
  Partial<Record<Exclude<RowColumn, 'date' | 'time'>, string | undefined>>
>

export interface ImportRow {
  /** As in the file. */
  readonly number: number
  readonly facts: RowFacts
  readonly values: readonly RowValue[]
}

/** Why a row is not taken: nothing of its content. */
export interface Objection {
  readonly column: string
  readonly why: string
}

/** What of a row is read at a time. */
interface Cells {
  readonly cells: TableRow
  readonly columns: TableColumns
  readonly map: ImportMap
}

function textIn(cells: TableRow, header: string | undefined): string | undefined {
  const text = header === undefined ? undefined : textOf(cells[header])
  return text === undefined || isMissing(text) ? undefined : text
}

function factsOf({ cells, columns: { ofRow }, map }: Cells): RowFacts {
  const said = Object.entries(ofRow).flatMap(([name, header]): readonly [string, string][] => {
    const text = name === 'date' || name === 'time' ? undefined : textIn(cells, header)
    return text === undefined ? [] : [[name, text]]
  })
  const own: RowFacts = Object.fromEntries(said)
  return { ...map.all, ...own }
}

/** What stands in brackets at the end of a name. */
const BRACKETS = /[([（【]([^([（【)\]）】]+)[)\]）】]$/u

interface FoundCell {
  readonly input: TableInput
  readonly name: string
  readonly cell: unknown
  readonly unit: string | undefined
}

/** The cells of inputs: one for each column, or the one that the row is about. */
function inputCells({ cells, columns, map }: Cells): readonly FoundCell[] {
  const { rows } = map
  const unitOf = (input: TableInput, name: string) =>
    map.columns[input.id]?.unit ?? BRACKETS.exec(name.trim())?.[1]
  if (rows === undefined)
    return [...columns.inputs].map(([name, input]) => ({
      ...{ input, name, cell: cells[name] },
      unit: unitOf(input, name),
    }))
  const name = textIn(cells, rows.measurement)
  const input = name === undefined ? undefined : columns.inputs.get(name)
  if (name === undefined || input === undefined) return []
  const unit = textIn(cells, rows.unit) ?? unitOf(input, name)
  return [{ input, name, cell: cells[rows.value], unit }]
}

const isMissingHere = ({ columns }: ImportMap, { id }: TableInput, text: string) =>
  columns[id]?.missing.includes(text) === true

/** Which value of a finding the map says that a text is. */
function meaningIn({ values }: ImportMap, { id }: TableInput, text: string): string | undefined {
  const [value] = Object.entries(values[id] ?? {}).find(([, words]) => words.includes(text)) ?? []
  return value
}

const objection = (column: string, why: string): Objection => ({ column, why })

/** A day and a time of the table's clocks; nothing where either or their zone is not known. */
const momentOf = (day: string, time: string | undefined, { timeZone }: ImportMap) =>
  time === undefined || timeZone === undefined
    ? undefined
    : toFhirDateTime(`${day.replaceAll('-', '')}${time}`, timeZone)

/** When a value is from: a study's day, a sample's time too. */
function readDate({ cells, columns: { ofRow }, map }: Cells, { id, isImaging }: TableInput) {
  const header = map.dates[id] ?? ofRow.date ?? ''
  const day = dayIn(cells[header], map.dayOrder)
  if (day.kind === 'value') {
    const time = timeIn(cells[ofRow.time ?? '']) ?? timeIn(cells[header])
    return { date: (isImaging ? undefined : momentOf(day.value, time, map)) ?? day.value }
  }
  return objection(header, day.kind === 'missing' ? 'no date' : day.why)
}

/** Whether a word for "missing" is one of the finding too, as "none" of a capsule. */
const mayBeValue = ({ finding }: TableInput, text: string) =>
  finding?.values.some(({ texts }) => texts.has(compactText(text))) === true

/** `1.05 ± 0.12`, as workstations write a mean beside its spread. */
const BESIDE_SPREAD = /^(\S+?)\s*(?:±|\+\/-)\s*[\d.,]+$/u

function readNumber({ input, cell }: FoundCell, { decimal }: TableColumns) {
  const mean = input.statistic && BESIDE_SPREAD.exec(textOf(cell) ?? '')?.[1]
  return numberIn(mean ?? cell, decimal)
}

const MEANS_WHAT = 'a value or a missing one: say in the map (values) what it means'

/** The value of a finding; nothing of a cell that is empty. */
function readFinding({ input, name }: FoundCell, text: string, { map }: Cells) {
  const means = meaningIn(map, input, text)
  if (means !== undefined) return { means }
  if (!isMissing(text) && !isMissingHere(map, input, text)) return {}
  return mayBeValue(input, text) ? objection(name, MEANS_WHAT) : undefined
}

/** A number with its unit; nothing of a cell that is empty, or has a code for that. */
function readQuantity(found: FoundCell, { columns, map }: Cells) {
  const text = textOf(found.cell) ?? ''
  const axis = map.longAxis.includes(found.input.id)
    ? longAxisIn(text, columns.decimal, found.unit)
    : undefined
  if (axis !== undefined)
    return 'why' in axis ? objection(found.name, axis.why) : { ...axis, isLongAxis: true }
  const number = readNumber(found, columns)
  if (number.kind === 'unreadable') return objection(found.name, number.why)
  if (number.kind === 'missing' || map.missing.includes(number.value)) return undefined
  return { number: number.value, unit: found.unit }
}

/** A value, an objection, or nothing of a cell that is empty. */
function readValue(found: FoundCell, row: Cells): RowValue | Objection | undefined {
  const { input, name, cell } = found
  const text = textOf(cell)
  if (text === undefined) return objection(name, 'no text and no number')
  const said =
    input.finding === undefined ? readQuantity(found, row) : readFinding(found, text, row)
  if (said === undefined || 'why' in said) return said
  const at = readDate(row, input)
  return 'why' in at ? at : { ...{ input, name, text, date: at.date }, ...said }
}

/** A row with its values, and everything that speaks against taking it. */
export function readRow(
  number: number,
  cells: TableRow,
  columns: TableColumns,
  map: ImportMap,
): { readonly row: ImportRow; readonly objections: readonly Objection[] } {
  const row = { cells, columns, map }
  const read = inputCells(row)
    .map((found) => readValue(found, row))
    .filter((value) => value !== undefined)
  return {
    row: { number, facts: factsOf(row), values: read.filter((value) => 'input' in value) },
    objections: read.filter((value) => 'why' in value),
  }
}
