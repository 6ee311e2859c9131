import { open, type FileHandle, rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { Fault } from '../../fault.ts'
import { toLookup } from '../../lookup.ts'

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
