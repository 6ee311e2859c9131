import { Fault } from '../../fault.ts'
import type { GridRow, TableLine } from './table.ts'

const isBlank = (cell: unknown) =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '')

const nameOf = (cell: unknown) =>
  typeof cell === 'string' ? cell.trim() : typeof cell === 'number' ? String(cell) : ''

/** Names of columns; a column without one has no name to be asked for by. */
function headerOf(cells: readonly unknown[]): readonly string[] {
  const names = cells.map(nameOf)
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new Fault('malformed-request', `the table has two columns "${twice}"`)
  return names
}

function toLine({ number, cells }: GridRow, names: readonly string[]): TableLine {
  if (cells.slice(names.length).some((cell) => !isBlank(cell)))
    return { number, refused: 'more cells than the table has columns: an unquoted separator?' }
  const named = names.flatMap((name, i) => (name === '' ? [] : [[name, cells[i]] as const]))
  return { number, cells: Object.fromEntries(named) }
}

/**
 * The rows below a header. Blank rows are passed over, above the header too.
 *
 * @throws {Fault} When there is no header, or two columns have one name.
 */
export async function* gridLines(
  rows: AsyncIterable<GridRow> | Iterable<GridRow>,
  headerRow: number | undefined,
): AsyncGenerator<TableLine, void> {
  let names: readonly string[] | undefined
  for await (const row of rows) {
    if (row.cells.every(isBlank)) continue
    if (names !== undefined) yield toLine(row, names)
    else if (headerRow === undefined || row.number >= headerRow) names = headerOf(row.cells)
  }
  if (names === undefined) throw new Fault('malformed-request', 'the table has no row of names')
}
