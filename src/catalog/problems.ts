import type { z } from 'zod'
import { formatPath, type JsonPath, valueAt } from '../base/json-path.ts'
import { type JsonSource, lineOf } from './json-source.ts'
import { memberNames } from '../base/config/member-names.ts'
import { describeIssues } from '../base/config/schema-words.ts'

/** One mistake in `cds-services`. */
export interface CatalogProblem {
  /** Path of the file from the folder of services. */
  readonly file: string
  /** Line in it, counted from 1, when it is known. */
  readonly line: number | undefined
  /** JSONPath of the value; empty when the mistake is of the file as a whole. */
  readonly path: string
  readonly message: string
  /** How to mend it, where the message does not say so by itself. */
  readonly mend: string | undefined
}

/** A problem on one line, as people read it. */
export function formatProblem({ file, line, path, message, mend }: CatalogProblem): string {
  const place = `${file}${line === undefined ? '' : `:${String(line)}`}`
  const where = path === '' ? place : `${place} at ${path}`
  return `${where}: ${message}${mend === undefined ? '' : `. ${mend}`}`
}

/** What the collections of all folders share. */
interface Shared {
  readonly found: CatalogProblem[]
  readonly sources: Map<string, JsonSource>
}

/** How a text begins that is still to be filled in. */
const PLACEHOLDER = /^\s*TODO\b:?\s*/

const isPlaceholder = (value: unknown) => typeof value === 'string' && PLACEHOLDER.test(value)

/** Collects what is wrong in a folder and below it, so that all of it is told at once. */
export class Problems {
  readonly #folder: string
  readonly #shared: Shared

  constructor(folder = '', shared: Shared = { found: [], sources: new Map() }) {
    this.#folder = folder
    this.#shared = shared
  }

  /** The same collection, for the files of a folder in this one. */
  in(folder: string): Problems {
    return new Problems(`${this.#folder}${folder}/`, this.#shared)
  }

  /** Keeps where the values of a file stand, for the line of a later problem. */
  remember(file: string, source: JsonSource): void {
    this.#shared.sources.set(`${this.#folder}${file}`, source)
  }

  /** Adds a problem of a place in a JSON file; of the whole file when the path is empty. */
  add(file: string, path: JsonPath, message: string, mend?: string): void {
    const source = this.#shared.sources.get(`${this.#folder}${file}`)
    const line = source === undefined || path.length === 0 ? undefined : lineOf(source, path)
    const written = path.length === 0 ? '' : formatPath(path)
    this.#push({ file: `${this.#folder}${file}`, line, path: written, message, mend })
  }

  /** Adds a problem of a line of a file. */
  addAtLine(file: string, line: number | undefined, message: string, mend?: string): void {
    this.#push({ file: `${this.#folder}${file}`, line, path: '', message, mend })
  }

  /** Adds a problem for every text of a value that still waits for its content. */
  addPlaceholders(file: string, value: unknown, path: JsonPath = []): void {
    if (isPlaceholder(value))
      this.add(file, path, 'is still to be filled in', String(value).replace(PLACEHOLDER, ''))
    else if (Array.isArray(value))
      value.forEach((element, i) => this.addPlaceholders(file, element, [...path, i]))
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value))
        this.addPlaceholders(file, member, [...path, key])
  }

  /** The value by its schema, or nothing and one problem per issue. */
  parse<Schema extends z.ZodType>(
    file: string,
    schema: Schema,
    value: unknown,
  ): z.output<Schema> | undefined {
    if (value === undefined) return undefined
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    for (const { path, message, mend } of describeIssues(
      parsed.error.issues,
      value,
      memberNames(schema),
    ))
      if (!isPlaceholder(valueAt(value, path))) this.add(file, path, message, mend)
    return undefined
  }

  /** Everything that was found, by file in the order of reading. */
  found(): readonly CatalogProblem[] {
    return this.#shared.found
  }

  /** @throws {CatalogError} When anything was found. */
  throwIfAny(): void {
    if (this.#shared.found.length > 0) throw new CatalogError(this.#shared.found)
  }

  /** The same is told once: two checks may come upon it, or one check in each language. */
  #push(problem: CatalogProblem): void {
    const text = formatProblem(problem)
    if (!this.#shared.found.some((known) => formatProblem(known) === text))
      this.#shared.found.push(problem)
  }
}

/** The services' data is not fit for use; the process does not start with it. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError'
  readonly found: readonly CatalogProblem[]
  readonly problems: readonly string[]

  constructor(found: readonly CatalogProblem[]) {
    const problems = found.map(formatProblem)
    super(`the catalog has ${String(problems.length)} problem(s):\n  ${problems.join('\n  ')}`)
    this.found = found
    this.problems = problems
  }
}
