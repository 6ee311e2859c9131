import type { z } from 'zod'

/** Collects what is wrong with the catalog, so that all of it is told at once. */
export class Problems {
  readonly #found: string[] = []

  add(file: string, path: string, text: string): void {
    this.#found.push(`${file}${path === '' ? '' : ` at ${path}`}: ${text}`)
  }

  /** The value by its schema, or nothing and one problem per issue. */
  parse<Schema extends z.ZodType>(
    file: string,
    schema: Schema,
    value: unknown,
  ): z.output<Schema> | undefined {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues)
      this.add(file, path.map(String).join('.'), message)
    return undefined
  }

  /** @throws {CatalogError} When anything was found. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new CatalogError(this.#found)
  }
}

/** The services' data is not fit for use; the process does not start with it. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the catalog has ${String(problems.length)} problem(s):\n  ${problems.join('\n  ')}`)
    this.problems = problems
  }
}
