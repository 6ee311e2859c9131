import { createReadStream } from 'node:fs'
import { open, type FileHandle, rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { pipeline, type Writable } from 'node:stream'
import { promisify } from 'node:util'
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

/** Where a table goes: a file that is there only once it is whole, or a stream. */
interface Sink {
  readonly append: (text: string) => Promise<void>
  readonly finish: () => Promise<void>
  readonly abandon: () => Promise<void>
}

async function toFile(path: string): Promise<Sink> {
  const part = `${path}.part`
  let file: FileHandle
  try {
    file = await open(part, 'w', 0o600)
  } catch (cause) {
    throw new Fault('malformed-request', 'the table cannot be written', { cause })
  }
  return {
    append: (text) => file.appendFile(text),
    finish: async () => {
      await file.close()
      await rename(part, path)
    },
    abandon: async () => {
      await file.close().catch(() => undefined)
      await rm(part, { force: true })
    },
  }
}

function toStream(stream: Writable): Sink {
  const write = promisify((text: string, done: (error?: Error | null) => void) =>
    stream.write(text, done),
  )
  const append = (text: string) =>
    write(text).catch((cause: unknown) => {
      throw new Fault('data-unavailable', 'whoever reads the table went away', { cause })
    })
  const nothing = () => Promise.resolve()
  return { append, finish: nothing, abandon: nothing }
}

/** The name of a table that goes to a stream, as NDJSON. */
export const TO_STREAM = '-'

const ROWS_AT_ONCE = 1000

/** A table that is written row by row. */
export class TableWriter {
  readonly #sink: Sink
  readonly #line: ReturnType<Format>['line']
  #parts: string[]

  private constructor(sink: Sink, { head, line }: ReturnType<Format>) {
    this.#sink = sink
    this.#line = line
    this.#parts = [head]
  }

  /**
   * A table of these columns: `.csv` or `.ndjson`, or `-` for NDJSON to a stream.
   *
   * @throws {Fault} When the name ends in neither, or the file cannot be written.
   */
  static async open(
    path: string,
    columns: readonly string[],
    stream?: () => Writable,
  ): Promise<TableWriter> {
    const isStream = path === TO_STREAM && stream !== undefined
    const format = FORMATS[isStream ? '.ndjson' : extname(path).toLowerCase()]
    if (format === undefined)
      throw new Fault('malformed-request', 'the table that is written ends in .csv or .ndjson')
    return new TableWriter(isStream ? toStream(stream()) : await toFile(path), format(columns))
  }

  async add(row: Readonly<Record<string, Cell>>): Promise<void> {
    this.#parts.push(this.#line(row))
    if (this.#parts.length >= ROWS_AT_ONCE) await this.#flush()
  }

  async #flush(): Promise<void> {
    const text = this.#parts.join('')
    this.#parts = []
    if (text !== '') await this.#sink.append(text)
  }

  /** Writes what is left and closes the table; a file is given its name. */
  async finish(): Promise<void> {
    await this.#flush()
    await this.#sink.finish()
  }

  /** Closes and deletes what was written so far. */
  abandon(): Promise<void> {
    return this.#sink.abandon()
  }
}
