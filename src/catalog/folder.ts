import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problems } from './problems.ts'

/** A folder on disk. */
export interface Folder {
  readonly jsonFiles: () => readonly string[]
  readonly folders: () => readonly string[]
  readonly folder: (name: string) => Folder
  readonly readText: (file: string, problems: Problems) => string
  readonly readJson: (file: string, problems: Problems) => unknown
}

function readText(path: string, file: string, problems: Problems): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    problems.add(file, '', cause instanceof Error ? cause.message : 'cannot be read')
    return ''
  }
}

function readJson(path: string, file: string, problems: Problems): unknown {
  const text = readText(path, file, problems)
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    problems.add(file, '', 'is not JSON')
    return undefined
  }
}

/** The folder at an absolute path. */
export function openFolder(path: string): Folder {
  const list = () => readdirSync(path, { withFileTypes: true })
  return {
    jsonFiles: () =>
      list()
        .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
        .map(({ name }) => name)
        .toSorted(),
    folders: () =>
      list()
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .toSorted(),
    folder: (name) => openFolder(join(path, name)),
    readText: (file, problems) => readText(join(path, file), file, problems),
    readJson: (file, problems) => readJson(join(path, file), file, problems),
  }
}
