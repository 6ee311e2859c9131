import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Fault } from '../fault.ts'
import { isJsonObject, type JsonObject, nonBlank } from '../json.ts'
import { type Line, linesOf, linesOfFile } from './ndjson-lines.ts'

/** NDJSON of FHIR resources: a file of a Bulk Data export, or what comes in by a stream. */
export type ExportSource =
  | { readonly name: string; readonly path: string; readonly bytes: number }
  | { readonly name: string; readonly stream: Readable; readonly bytes?: undefined }

/** A JSON object that names its resource type, and of which no more is known. */
export type ExportedResource = JsonObject & { readonly resourceType: string }

const isResource = (value: unknown): value is ExportedResource =>
  isJsonObject(value) && nonBlank(value['resourceType']) !== undefined

export type LineProblem = 'too-long' | 'not-json' | 'not-a-resource' | 'cut-off'

/** A line that holds no resource that can be read. */
export interface UnreadLine {
  readonly why: LineProblem
  /** Never to be shown: it may hold a patient's values. */
  readonly text: string
  readonly line: number
}

/** A resource with the line that it stood in, or why the line holds none. */
export type ExportLine =
  { readonly resource: ExportedResource; readonly text: string; readonly line: number } | UnreadLine

/** A chunk of a source, and how far in the source it ends. */
interface ExportChunk {
  /** To be gone through once, before the next chunk is asked for. */
  readonly lines: Iterable<ExportLine>
  readonly bytesRead: number
}

/** The type of a resource as its line begins, when it begins as servers write it. */
const TYPE_IN_FRONT = /^\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"/

/** The type that a line names in front, readable or not. */
export const typeInFront = (text: string): string | undefined => TYPE_IN_FRONT.exec(text)?.[1]

/** A file that breaks off lacks the rest of a line and every line behind it. */
const whyNotJson = ({ isUnended }: Line) => (isUnended ? 'cut-off' : 'not-json')

function parse(read: Line): ExportLine {
  const { text, number, isTooLong } = read
  if (isTooLong) return { why: 'too-long', text, line: number }
  try {
    const resource: unknown = JSON.parse(text)
    return isResource(resource)
      ? { resource, text, line: number }
      : { why: 'not-a-resource', text, line: number }
  } catch {
    // The message of the parser would quote the line.
    return { why: whyNotJson(read), text, line: number }
  }
}

function toFault(name: string, cause: unknown): unknown {
  if (cause instanceof Fault || !(cause instanceof Error && 'code' in cause)) return cause
  return new Fault('malformed-request', `${name} cannot be read: ${String(cause.code)}`, { cause })
}

/**
 * The files of a Bulk Data export: every `.ndjson` of a folder, `.gz` or not, in the order of their
 * names.
 *
 * @throws {Fault} When the folder or a file cannot be read, or there is no such file.
 */
export async function listExport(folder: string): Promise<readonly ExportSource[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ndjson(\.gz)?$/.test(name))
    if (names.length === 0)
      throw new Fault('malformed-request', 'the folder holds no .ndjson or .ndjson.gz file')
    const files: ExportSource[] = []
    for (const name of names.toSorted()) {
      const path = join(folder, name)
      files.push({ name, path, bytes: (await stat(path)).size })
    }
    return files
  } catch (cause) {
    throw toFault('the folder or a file of it', cause)
  }
}

/** Each line when it is asked for, so that memory holds one resource of a chunk and not all. */
function* resourcesIn(
  lines: Iterable<Line>,
  types: ReadonlySet<string>,
): Generator<ExportLine, void> {
  for (const line of lines) {
    const type = typeInFront(line.text)
    // Where a source breaks off counts, of whatever type the line was.
    const isWanted =
      type === undefined ? line.text.trim() !== '' : line.isUnended || types.has(type)
    if (!isWanted) continue
    const read = parse(line)
    if ('why' in read || types.has(read.resource.resourceType)) yield read
  }
}

/**
 * The resources of some types, of whatever types the source holds, chunk by chunk: a Bulk Data file
 * holds one type (https://hl7.org/fhir/uv/bulkdata/export.html), a file that was joined or a
 * partition holds several. A line that can be read and is of no such type is passed over.
 *
 * @throws {Fault} When the source breaks off.
 */
export async function* readExport(
  source: ExportSource,
  types: ReadonlySet<string>,
): AsyncGenerator<ExportChunk, void> {
  try {
    const chunks = 'path' in source ? linesOfFile(source.path) : linesOf(source.stream)
    for await (const { lines, bytesRead } of chunks)
      yield { lines: resourcesIn(lines, types), bytesRead }
  } catch (cause) {
    throw toFault(source.name, cause)
  }
}
