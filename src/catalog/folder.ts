import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../base/json.ts'
import { parseJson, readSource } from './json-source.ts'
import type { Problems } from './problems.ts'

/** A folder on disk. */
export interface Folder {
  readonly jsonFiles: () => readonly string[]
  readonly folders: () => readonly string[]
  readonly folder: (name: string) => Folder
  readonly readText: (file: string, problems: Problems) => string
  readonly readJson: (file: string, problems: Problems) => unknown
}

const whyUnread = (cause: unknown) => {
  const code = isJsonObject(cause) ? cause['code'] : undefined
  return code === 'ENOENT' ? 'there is no such file' : `cannot be read (${String(code)})`
}

function read(path: string, file: string, problems: Problems): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    problems.addAtLine(file, undefined, whyUnread(cause))
    return undefined
  }
}

/** The text of a file, in which nothing may wait for its content. */
function readText(path: string, file: string, problems: Problems): string {
  const text = read(path, file, problems) ?? ''
  const lines = text.split('\n')
  const waiting = lines.findIndex((line) => /\bTODO\b/.test(line))
  if (waiting >= 0)
    problems.addAtLine(
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

function readJson(path: string, file: string, problems: Problems): unknown {
  const text = read(path, file, problems)
  if (text === undefined) return undefined
  const parsed = parseJson(text)
  if ('fault' in parsed) {
    problems.addAtLine(file, parsed.fault.line, `is not JSON: ${parsed.fault.why}`)
    return undefined
  }
  const source = readSource(text)
  problems.remember(file, source)
  for (const path of source.repeated)
    problems.add(file, path, 'is there twice, and only the last counts', 'Take one of them out')
  problems.addPlaceholders(file, parsed.value)
  return withoutSchemaName(parsed.value)
}

/** The folder at an absolute path. */
export function openFolder(path: string): Folder {
  const list = (is: 'isFile' | 'isDirectory') => {
    try {
      return readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry[is]())
        .map(({ name }) => name)
        .toSorted()
    } catch {
      return []
    }
  }
  return {
    jsonFiles: () => list('isFile').filter((name) => name.endsWith('.json')),
    folders: () => list('isDirectory'),
    folder: (name) => openFolder(join(path, name)),
    readText: (file, problems) => readText(join(path, file), file, problems),
    readJson: (file, problems) => readJson(join(path, file), file, problems),
  }
}
