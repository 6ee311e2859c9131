import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fault.ts'
import { isJsonObject, type JsonObject, nonBlank } from '../json.ts'
import { type Line, readLines } from './bulk-lines.ts'

/** One file of a Bulk Data export. */
export interface ExportFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** The type of its resources; nothing when no line of it is a resource. */
  readonly resourceType: string | undefined
}

/** A JSON object that names its resource type: all that a reader of lines knows of a resource. */
type ExportedResource = JsonObject & { readonly resourceType: string }

const isResource = (value: unknown): value is ExportedResource =>
  isJsonObject(value) && nonBlank(value['resourceType']) !== undefined

/** Why a line was not read. */
type LineProblem = 'too-long' | 'not-json' | 'not-a-resource' | 'of-another-type'

/** One resource with the line that it stood in, or why the line holds none. */
export type ExportLine =
  | { readonly resource: ExportedResource; readonly text: string; readonly line: number }
  | { readonly why: LineProblem; readonly line: number }

/** Resources that were read at once, and how far in the file they end. */
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
 * The resources of one file, chunk by chunk. What is none is said by its line, never shown.
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
