import { createReadStream } from 'node:fs'
import { open, type FileHandle, rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Fault } from '../fault.ts'
import { isJsonObject } from '../json.ts'
import { toLookup } from '../lookup.ts'

/** A row by its columns: texts from CSV, JSON scalars from NDJSON. */
export type TableRow = Readonly<Record<string, unknown>>

const MOST_CHARACTERS = 1_000_000

function checkedHeader(names: readonly string[]): string[] {
  const trimmed = names.map((name) => name.trim())
  const twice = trimmed.find((name, i) => trimmed.indexOf(name) !== i)
  if (twice !== undefined)
    throw new Fault('malformed-request', `the table has two columns "${twice}"`)
  return trimmed
}

async function* delimitedRows(path: string, delimiter: string): AsyncGenerator<TableRow, void> {
  const columns = (header: string[]) => checkedHeader(header)
  const options = { columns, delimiter, bom: true, max_record_size: MOST_CHARACTERS }
  // Its end is seen by the loop below, which throws when either stream fails.
  const parser = pipeline(createReadStream(path), parse(options), () => undefined)
  for await (const row of parser) yield row as TableRow
}

function parsedLine(line: string, number: number): TableRow {
  try {
    const row: unknown = line.length > MOST_CHARACTERS ? undefined : JSON.parse(line)
    if (isJsonObject(row)) return row
  } catch {
    // Told below, without the line: it may hold a patient's values.
  }
  throw new Fault('malformed-request', `line ${number} is not a JSON object`)
}

async function* jsonRows(path: string): AsyncGenerator<TableRow, void> {
  await using file = await open(path)
  let number = 0
  for await (const line of file.readLines()) {
    number += 1
    if (line.trim() !== '') yield parsedLine(line, number)
  }
}

const READERS = toLookup<(path: string) => AsyncGenerator<TableRow, void>>({
  '.csv': (path) => delimitedRows(path, ','),
  '.tsv': (path) => delimitedRows(path, '\t'),
  '.ndjson': jsonRows,
  '.jsonl': jsonRows,
})

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

/**
 * The rows of a table, one at a time: CSV (`.csv`, comma), TSV (`.tsv`), or one JSON object a line
 * (`.ndjson`, `.jsonl`). Memory does not grow with the file.
 *
 * @throws {Fault} When the file cannot be read, is none of these, or breaks its own form.
 */
export async function* readTable(path: string): AsyncGenerator<TableRow, void> {
  const reader = READERS[extname(path).toLowerCase()]
  if (reader === undefined)
    throw new Fault('malformed-request', 'a table ends in .csv, .tsv, .ndjson or .jsonl')
  try {
    yield* reader(path)
  } catch (cause) {
    throw toFault(cause)
  }
}

/** `undefined` is a missing value. */
type Cell = string | number | undefined

type Format = (columns: readonly string[]) => {
  readonly head: string
  readonly line: (row: Readonly<Record<string, Cell>>) => string
}

const quoted = (cell: Cell) => {
  const text = String(cell ?? '')
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const FORMATS = toLookup<Format>({
  '.csv': (columns) => ({
    head: `${columns.join(',')}\n`,
    line: (row) => `${columns.map((name) => quoted(row[name])).join(',')}\n`,
  }),
  '.ndjson': (columns) => ({
    head: '',
    line: (row) =>
      `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])))}\n`,
  }),
})

/** A table that is written row by row; its file is there only once it is whole. */
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

  async add(row: Readonly<Record<string, Cell>>): Promise<void> {
    this.#parts.push(this.#line(row))
    if (this.#parts.length >= 1000) await this.#flush()
  }

  async #flush(): Promise<void> {
    await this.#file.appendFile(this.#parts.join(''))
    this.#parts = []
  }

  /** Closes the file and gives it its name. */
  async finish(): Promise<void> {
    await this.#flush()
    await this.#file.close()
    await rename(`${this.#path}.part`, this.#path)
  }

  /** Closes and deletes what was written so far. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined)
    await rm(`${this.#path}.part`, { force: true })
  }
}
