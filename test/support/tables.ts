import { openTable } from '../../src/base/formats/table/read-table.ts'
import type { Table, TableForm, TableLine, TableRow } from '../../src/base/formats/table/table.ts'

/** Rows in memory as a table with a header in its first row. */
export function tableOf(rows: readonly TableRow[]): Table {
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* lines(): AsyncGenerator<TableLine, void> {
    for (const [i, cells] of rows.entries()) yield { number: i + 2, cells }
  }
  return { lines }
}

/** The lines of the table in a file. */
export async function linesIn(path: string, form?: TableForm): Promise<readonly TableLine[]> {
  const list: TableLine[] = []
  for await (const line of (await openTable(path, form)).lines()) list.push(line)
  return list
}

/** The rows of the table in a file; one that is refused is none. */
export async function rowsIn(path: string, form?: TableForm): Promise<readonly TableRow[]> {
  const lines = await linesIn(path, form)
  return lines.flatMap((line) => ('refused' in line ? [] : [line.cells]))
}
