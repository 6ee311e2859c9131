import { textOf } from '../../base/formats/table/cells.ts'
import type { TableRow } from '../../base/formats/table/table.ts'

interface Seen {
  readonly row: number
  /** Its place among the rows that are kept; nothing where it was left out. */
  readonly place: number | undefined
  readonly values: string
}

/** Finds patients that a table has twice. */
export class RepeatedRows {
  readonly #seen = new Map<string, Seen>()
  readonly #alike = new Set<string>()
  /** Places of rows that a later row of the same patient contradicts. */
  readonly contradicted = new Map<number, number>()
  /** How many rows equal an earlier one in all values, where nothing tells patients apart. */
  alike = 0

  readonly #header: string | undefined

  /** @param header - The column that tells patients apart, where there is one. */
  constructor(header: string | undefined) {
    this.#header = header
  }

  /** Why a row of a patient who has one already is not taken. */
  whyAgain(row: number, cells: TableRow, values: readonly unknown[]): string | undefined {
    const id = this.#idIn(cells)
    const first = id === undefined ? undefined : this.#seen.get(id)
    if (first === undefined) return undefined
    if (first.values === values.join('|')) return `the patient of row ${String(first.row)} again`
    if (first.place !== undefined) this.contradicted.set(first.place, row)
    return `the patient of row ${String(first.row)} again, with other values`
  }

  /** Remembers a row, and its place where it is kept. */
  add(
    row: number,
    {
      cells,
      values,
      place,
    }: { cells: TableRow; values: readonly unknown[]; place: number | undefined },
  ): void {
    const id = this.#idIn(cells)
    const joined = values.join('|')
    if (id !== undefined) this.#seen.set(id, { row, place, values: joined })
    else if (place !== undefined) {
      if (this.#alike.has(joined)) this.alike += 1
      this.#alike.add(joined)
    }
  }

  #idIn(cells: TableRow): string | undefined {
    const text = this.#header === undefined ? '' : textOf(cells[this.#header])
    return text === '' ? undefined : text
  }
}
