import { readFile } from 'node:fs/promises'
import { Fault } from '../../fault.ts'
import { elements, isJsonObject, type JsonObject, nonBlank } from '../../json.ts'
import type { DecimalSign, TableForm } from './table.ts'

/** How a table writes one variable. */
export interface ColumnMap {
  /** The name of its column. */
  readonly column?: string | undefined
  /** UCUM unit of its numbers, where it is another than expected. */
  readonly unit?: string | undefined
  /** Words for yes, for no, and for a value that is missing. */
  readonly yes: readonly string[]
  readonly no: readonly string[]
  readonly missing: readonly string[]
}

/** What a site says of how its table is written; all else is found out. */
export interface TableMap extends TableForm {
  readonly columns: Readonly<Record<string, ColumnMap>>
  /** Numbers that stand for a missing value. */
  readonly missing: readonly number[]
  readonly decimal?: DecimalSign | undefined
  /** The column that tells patients apart. */
  readonly id?: string | undefined
}

export const NO_MAP: TableMap = { columns: {}, missing: [] }

const bad = (text: string) => new Fault('malformed-request', `the map of the table: ${text}`)

const words = (value: unknown) =>
  elements(value).map((word) =>
    typeof word === 'number' || typeof word === 'boolean' ? String(word) : (nonBlank(word) ?? ''),
  )

function columnMap(json: unknown): ColumnMap {
  const none = { yes: [], no: [], missing: [] }
  if (typeof json === 'string') return { column: json, ...none }
  if (!isJsonObject(json)) throw bad('a column is a name, or an object')
  return {
    column: nonBlank(json['column']),
    unit: nonBlank(json['unit']),
    yes: words(json['yes']),
    no: words(json['no']),
    missing: words(json['missing']),
  }
}

function decimalIn({ decimal }: JsonObject): DecimalSign | undefined {
  if (decimal === undefined || decimal === 'point' || decimal === 'comma') return decimal
  throw bad('decimal is "point" or "comma"')
}

const MEMBERS = ['columns', 'missing', 'decimal', 'encoding', 'sheet', 'headerRow', 'id']

/**
 * The map of a table from its JSON.
 *
 * @param more - Members beside its own, which another reads.
 * @throws {Fault} When it is not written as the documentation says.
 */
export function parseTableMap(json: JsonObject, more: readonly string[] = []): TableMap {
  const known = [...MEMBERS, ...more]
  const strange = Object.keys(json).filter((name) => !known.includes(name))
  if (strange.length > 0) throw bad(`it has no member ${strange.join(', ')}`)
  const columns = isJsonObject(json['columns']) ? json['columns'] : {}
  const { headerRow } = json
  if (headerRow !== undefined && !(typeof headerRow === 'number' && headerRow >= 1))
    throw bad('headerRow is the number of a row')
  return {
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, columnMap(column)]),
    ),
    missing: elements(json['missing']).map(Number),
    decimal: decimalIn(json),
    encoding: nonBlank(json['encoding']),
    sheet: nonBlank(json['sheet']),
    headerRow,
    id: nonBlank(json['id']),
  }
}

/**
 * The JSON object in the file of a map.
 *
 * @throws {Fault} When the file holds none.
 */
export async function readMapFile(path: string): Promise<JsonObject> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new Fault('malformed-request', 'the map of the table cannot be read as JSON', { cause })
  }
  if (!isJsonObject(json)) throw bad('it is an object')
  return json
}

/** A map with columns named beside it, which count more. */
export function withColumns(map: TableMap, named: ReadonlyMap<string, string>): TableMap {
  const columns = Object.fromEntries(
    [...named].map(([name, column]) => [
      name,
      { ...(map.columns[name] ?? { yes: [], no: [], missing: [] }), column },
    ]),
  )
  return { ...map, columns: { ...map.columns, ...columns } }
}
