import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import { isJsonObject } from '../base/json.ts'
import { parseJson, readSource } from './json-source.ts'
import type { Problems } from './problems.ts'

/** A folder on disk. */
export interface Folder {
  readonly name: string
  /** Where the mistakes in its files are collected. */
  readonly problems: Problems
  readonly jsonFiles: () => readonly string[]
  readonly markdownFiles: () => readonly string[]
  /** The folders in it, sorted by name. */
  readonly folders: () => readonly Folder[]
  /** The folder at a path from this one; it need not exist. */
  readonly folder: (path: string) => Folder
  /** The text of a file; empty, with a problem, when it cannot be read. */
  readonly readText: (file: string) => string
  /** A JSON file by its schema; nothing, with a problem, when it is not what the schema says. */
  readonly readJson: <Schema extends z.ZodType>(
    file: string,
    schema: Schema,
  ) => z.output<Schema> | undefined
}

const whyUnread = (cause: unknown) => {
  const code = isJsonObject(cause) ? cause['code'] : undefined
  return code === 'ENOENT' ? 'there is no such file' : `cannot be read (${String(code)})`
}

/** What is done to the text of a file before it is understood. */
type Rewrite = (text: string) => string

/** The files of one folder. */
interface Place {
  readonly path: string
  readonly problems: Problems
  readonly rewrite: Rewrite
}

function read({ path, problems, rewrite }: Place, file: string): string | undefined {
  try {
    return rewrite(readFileSync(join(path, file), 'utf8'))
  } catch (cause) {
    problems.addAtLine(file, undefined, whyUnread(cause))
    return undefined
  }
}

function readText(place: Place, file: string): string {
  const text = read(place, file) ?? ''
  const lines = text.split('\n')
  const waiting = lines.findIndex((line) => /\bTODO\b/.test(line))
  if (waiting >= 0)
    place.problems.addAtLine(
      file,
      waiting + 1,
      'is still to be filled in',
      lines[waiting]?.replace(/^.*?\bTODO\b:?\s*/, '').slice(0, 100),
    )
  return text
}

/** Without the name of its JSON Schema, which is for editors: no digest may depend on it. */
const withoutSchemaName = (value: unknown): unknown =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== '$schema'))
    : value

function readJson(place: Place, file: string): unknown {
  const { problems } = place
  const text = read(place, file)
  if (text === undefined) return undefined
  const parsed = parseJson(text)
  if ('fault' in parsed) {
    problems.addAtLine(file, parsed.fault.line, `is not JSON: ${parsed.fault.why}`)
    return undefined
  }
  const source = readSource(text)
  problems.remember(file, source)
  for (const member of source.repeated)
    problems.add(file, member, 'is there twice, and only the last counts', 'Take one of them out')
  problems.addPlaceholders(file, parsed.value)
  return withoutSchemaName(parsed.value)
}

function namesIn(path: string, is: 'isFile' | 'isDirectory'): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry[is]())
      .map(({ name }) => name)
      .toSorted()
  } catch {
    // Whoever needs a folder that is not there adds a problem for each file that it misses.
    return []
  }
}

/** The folder at an absolute path. */
export function openFolder(
  path: string,
  problems: Problems,
  rewrite: Rewrite = (text) => text,
): Folder {
  const place = { path, problems, rewrite }
  const folder = (name: string) => openFolder(join(path, name), problems.in(name), rewrite)
  return {
    name: basename(path),
    problems,
    jsonFiles: () => namesIn(path, 'isFile').filter((name) => name.endsWith('.json')),
    markdownFiles: () => namesIn(path, 'isFile').filter((name) => name.endsWith('.md')),
    folders: () => namesIn(path, 'isDirectory').map(folder),
    folder,
    readText: (file) => readText(place, file),
    readJson: (file, schema) => problems.parse(file, schema, readJson(place, file)),
  }
}

/** The languages (BCP 47) in which a folder has texts. */
export const languagesOf = (folder: Folder): readonly string[] =>
  folder
    .folder('text')
    .folders()
    .map(({ name }) => name)

/** The texts in each language that `load` can read, by language. */
export function textsByLanguage<Texts>(
  folder: Folder,
  load: (texts: Folder) => Texts | undefined,
): Readonly<Record<string, Texts>> {
  const loaded = folder
    .folder('text')
    .folders()
    .flatMap((texts): [string, Texts][] => {
      const made = load(texts)
      return made === undefined ? [] : [[texts.name, made]]
    })
  return Object.fromEntries(loaded)
}
