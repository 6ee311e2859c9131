import { extname } from 'node:path'
import { CsvError } from 'csv-parse'
import { Fault } from '../../fault.ts'
import { toLookup } from '../../lookup.ts'
import { delimitedRows, delimiterOf } from './delimited.ts'
import { encodingOf } from './encoding.ts'
import { gridLines } from './grid-lines.ts'
import { jsonLines } from './json-lines.ts'
import type { Table, TableForm, TableLine } from './table.ts'
import { workbookRows } from './workbook.ts'

async function delimitedTable(path: string, form: TableForm): Promise<Table> {
  const encoding = form.encoding ?? (await encodingOf(path))
  const delimiter = await delimiterOf(path, encoding)
  return {
    lines: () => gridLines(delimitedRows(path, { encoding, delimiter }), form.headerRow),
    suggestedDecimal: delimiter === ';' ? 'comma' : undefined,
  }
}

async function workbookTable(path: string, { sheet, headerRow }: TableForm): Promise<Table> {
  const rows = await workbookRows(path, sheet)
  return { lines: () => gridLines(rows, headerRow) }
}

async function jsonTable(path: string, form: TableForm): Promise<Table> {
  const encoding = form.encoding ?? (await encodingOf(path))
  return { lines: () => jsonLines(path, encoding) }
}

const READERS = toLookup<(path: string, form: TableForm) => Promise<Table>>({
  '.csv': delimitedTable,
  '.tsv': delimitedTable,
  '.txt': delimitedTable,
  '.xlsx': workbookTable,
  '.ndjson': jsonTable,
  '.jsonl': jsonTable,
})

export const TABLE_NAMES = Object.keys(READERS).join(', ')

/** A fault without anything of the table's content. */
function toFault(cause: unknown): unknown {
  if (cause instanceof Fault) return cause
  if (cause instanceof CsvError)
    return new Fault('malformed-request', `the table breaks off: ${cause.code}`, { cause })
  if (cause instanceof Error && 'code' in cause)
    return new Fault('malformed-request', `the table cannot be read: ${String(cause.code)}`, {
      cause,
    })
  return cause
}

async function* withFaults(lines: AsyncIterable<TableLine>): AsyncGenerator<TableLine, void> {
  try {
    yield* lines
  } catch (cause) {
    throw toFault(cause)
  }
}

/**
 * Opens a table as researchers have them: delimited text (`.csv`, `.tsv`, `.txt`; comma, semicolon,
 * tab or bar; UTF-8, UTF-16 or GB18030), a workbook (`.xlsx`), or one JSON object a line
 * (`.ndjson`, `.jsonl`).
 *
 * @throws {Fault} When the file cannot be read, or is none of these.
 */
export async function openTable(path: string, form: TableForm = {}): Promise<Table> {
  const reader = READERS[extname(path).toLowerCase()]
  if (reader === undefined)
    throw new Fault('malformed-request', `a table ends in one of ${TABLE_NAMES}`)
  try {
    const table = await reader(path, form)
    return { ...table, lines: () => withFaults(table.lines()) }
  } catch (cause) {
    throw toFault(cause)
  }
}
