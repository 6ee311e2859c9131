import { stat } from 'node:fs/promises'
import { Fault } from '../../fault.ts'
import { toInstant, toIsoDate } from '../../time.ts'
import type { GridRow } from './table.ts'

/** A workbook is held in memory as a whole: a table of patients is far smaller. */
const MOST_BYTES = 50_000_000

const toCell = (cell: unknown) => (cell instanceof Date ? toIsoDate(toInstant(cell)) : cell)

/**
 * The rows of a sheet of a workbook (.xlsx), dates as days.
 *
 * @throws {Fault} When it is too large, no workbook, or has no such sheet.
 */
export async function workbookRows(
  path: string,
  sheet: string | undefined,
): Promise<readonly GridRow[]> {
  const { size } = await stat(path)
  if (size > MOST_BYTES)
    throw new Fault('malformed-request', 'the workbook is too large: save the sheet as CSV')
  const { readSheet } = await import('read-excel-file/node')
  try {
    const rows = await readSheet(path, sheet)
    return rows.map((cells, i) => ({ number: i + 1, cells: cells.map(toCell) }))
  } catch (cause) {
    const text = `the workbook cannot be read${sheet === undefined ? '' : ', or has no such sheet'}`
    throw new Fault('malformed-request', text, { cause })
  }
}
