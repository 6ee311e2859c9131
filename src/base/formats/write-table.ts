import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { Fault } from '../fault.ts'

/** A cell; nothing is a missing value. */
type Cell = string | number | undefined

type Format = (columns: readonly string[]) => {
  readonly head: string
  readonly line: (row: Readonly<Record<string, Cell>>) => string
}

const quoted = (cell: Cell) => {
  const text = String(cell ?? '')
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.csv': (columns) => ({
    head: `${columns.join(',')}\n`,
    line: (row) => `${columns.map((name) => quoted(row[name])).join(',')}\n`,
  }),
  '.ndjson': (columns) => ({
    head: '',
    line: (row) =>
      `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])))}\n`,
  }),
}

/** A table that is written row by row, and is there only when it is whole. */
export class TableWriter {
  readonly #path: string
  readonly #file: FileHandle
  readonly #line: ReturnType<Format>['line']
  #parts: string[]

  private constructor(path: string, file: FileHandle, format: ReturnType<Format>) {
    this.#path = path
    this.#file = file
    this.#line = format.line
    this.#parts = [format.head]
  }

  /**
   * A table of these columns: `.csv` or `.ndjson`.
   *
   * @throws {Fault} When the name ends in neither, or the file cannot be written.
   */
  static async open(path: string, columns: readonly string[]): Promise<TableWriter> {
    const format = FORMATS[extname(path).toLowerCase()]
    if (format === undefined)
      throw new Fault('malformed-request', 'the table that is written ends in .csv or .ndjson')
    try {
      return new TableWriter(path, await open(`${path}.part`, 'w', 0o600), format(columns))
    } catch (cause) {
      throw new Fault('malformed-request', 'the table cannot be written', { cause })
    }
  }

  /** Adds a row. */
  async add(row: Readonly<Record<string, Cell>>): Promise<void> {
    this.#parts.push(this.#line(row))
    if (this.#parts.length >= 1000) await this.#flush()
  }

  async #flush(): Promise<void> {
    await this.#file.appendFile(this.#parts.join(''))
    this.#parts = []
  }

  /** Makes the table the file of its name. */
  async finish(): Promise<void> {
    await this.#flush()
    await this.#file.close()
    await rename(`${this.#path}.part`, this.#path)
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined)
    await rm(`${this.#path}.part`, { force: true })
  }
}
