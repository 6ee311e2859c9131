import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Absolute path of a file or folder of the repository. */
export const repositoryPath = (path: string) =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The JSON of a file of the repository. */
export const readRepositoryJson = (path: string): unknown =>
  JSON.parse(readFileSync(repositoryPath(path), 'utf8'))

/** The names in a folder of the repository, sorted. */
export const filesIn = (path: string): readonly string[] =>
  readdirSync(repositoryPath(path)).toSorted()
