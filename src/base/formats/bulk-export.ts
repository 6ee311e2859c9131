import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fault.ts'
import { isJsonObject, type JsonObject, nonBlank } from '../json.ts'
import { createReadStream, type ReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

interface Line {
  readonly number: number
  /** Nothing when the line is too long to be kept. */
  readonly text: string | undefined
}

/** A chunk of a file, and how far in the file it ends. */
interface LineChunk {
  readonly lines: readonly Line[]
  /** Bytes of the file as it lies on disk. */
  readonly bytesRead: number
}

/** A resource longer than this is none that is read here (documents with images in them). */
const MOST_CHARACTERS = 8_000_000

const CHUNK_BYTES = 64 * 1024

/** Cuts chunks of text into lines; a line over the limit is dropped up to its end. */
class Splitter {
  #number = 0
  #rest = ''
  #isTooLong = false

  split(text: string): readonly Line[] {
    const parts = (this.#rest + text).split('\n')
    this.#rest = parts.pop() ?? ''
    const lines = parts.map((part) => this.#line(part))
    if (this.#rest.length > MOST_CHARACTERS) {
      this.#isTooLong = true
      this.#rest = ''
    }
    return lines
  }

  end(): readonly Line[] {
    return this.#rest === '' && !this.#isTooLong ? [] : [this.#line(this.#rest)]
  }

  #line(text: string): Line {
    this.#number += 1
    const isTooLong = this.#isTooLong || text.length > MOST_CHARACTERS
    this.#isTooLong = false
    return { number: this.#number, text: isTooLong ? undefined : text }
  }
}

function openText(file: ReadStream, isCompressed: boolean): Readable {
  // The loop below throws when either stream fails.
  const stream: Readable = isCompressed
    ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
    : file
  return stream.setEncoding('utf8')
}

/** The lines of an NDJSON file, `.gz` or not, chunk by chunk: memory does not grow with the file. */
async function* readLines(path: string): AsyncGenerator<LineChunk, void> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const splitter = new Splitter()
  for await (const text of openText(file, path.endsWith('.gz')))
    yield { lines: splitter.split(text as string), bytesRead: file.bytesRead }
  yield { lines: splitter.end(), bytesRead: file.bytesRead }
}

export interface ExportFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** The type of its resources; nothing when no line of it is a resource. */
  readonly resourceType: string | undefined
}

/** A JSON object that names its resource type, and of which no more is known. */
type ExportedResource = JsonObject & { readonly resourceType: string }

const isResource = (value: unknown): value is ExportedResource =>
  isJsonObject(value) && nonBlank(value['resourceType']) !== undefined

type LineProblem = 'too-long' | 'not-json' | 'not-a-resource' | 'of-another-type'

/** A resource with the line that it stood in, or why the line holds none. */
export type ExportLine =
  | { readonly resource: ExportedResource; readonly text: string; readonly line: number }
  | { readonly why: LineProblem; readonly line: number }

/** A chunk of a file, and how far in the file it ends. */
interface ExportChunk {
  readonly lines: readonly ExportLine[]
  readonly bytesRead: number
}

function parse({ text, number }: Line): ExportLine {
  if (text === undefined) return { why: 'too-long', line: number }
  try {
    const resource: unknown = JSON.parse(text)
    return isResource(resource)
      ? { resource, text, line: number }
      : { why: 'not-a-resource', line: number }
  } catch {
    // The message of the parser would quote the line.
    return { why: 'not-json', line: number }
  }
}

const isBlank = ({ text }: Line) => text?.trim() === ''

async function resourceTypeOf(path: string): Promise<string | undefined> {
  for await (const { lines } of readLines(path)) {
    for (const line of lines) {
      const read = isBlank(line) ? undefined : parse(line)
      if (read !== undefined && 'resource' in read) return read.resource.resourceType
    }
  }
  return undefined
}

function toFault(name: string, cause: unknown): unknown {
  if (cause instanceof Fault || !(cause instanceof Error && 'code' in cause)) return cause
  return new Fault('malformed-request', `${name} cannot be read: ${String(cause.code)}`, { cause })
}

/**
 * The files of a Bulk Data export: every `.ndjson` of a folder, `.gz` or not, in the order of their
 * names. A file holds resources of one type, whatever it is called.
 * https://hl7.org/fhir/uv/bulkdata/export.html#bulk-data-output-file-request
 *
 * @throws {Fault} When the folder or a file cannot be read, or there is no such file.
 */
export async function listExport(folder: string): Promise<readonly ExportFile[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ndjson(\.gz)?$/.test(name))
    if (names.length === 0)
      throw new Fault('malformed-request', 'the folder holds no .ndjson or .ndjson.gz file')
    const files: ExportFile[] = []
    for (const name of names.toSorted()) {
      const path = join(folder, name)
      const { size } = await stat(path)
      files.push({ name, path, bytes: size, resourceType: await resourceTypeOf(path) })
    }
    return files
  } catch (cause) {
    throw toFault('the folder or a file of it', cause)
  }
}

/**
 * The resources of one file, chunk by chunk. A line that holds none is reported by its number and
 * never shown: it may hold a patient's values.
 *
 * @throws {Fault} When the file breaks off.
 */
export async function* readExport({
  name,
  path,
  resourceType,
}: ExportFile): AsyncGenerator<ExportChunk, void> {
  try {
    for await (const { lines, bytesRead } of readLines(path)) {
      const read = lines
        .filter((line) => !isBlank(line))
        .map(parse)
        .map((parsed): ExportLine => {
          if (!('resource' in parsed) || parsed.resource.resourceType === resourceType)
            return parsed
          return { why: 'of-another-type', line: parsed.line }
        })
      yield { lines: read, bytesRead }
    }
  } catch (cause) {
    throw toFault(name, cause)
  }
}
