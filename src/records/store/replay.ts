import type { Entry } from './entry.ts'

/** How a batch is stored, and what is done with an entry that the database does not take. */
interface BatchStore {
  /** @returns The ids of what was new. */
  readonly store: (entries: readonly Entry[]) => Promise<ReadonlySet<string>>
  /** Whether an error says that the entries are at fault, not the database. */
  readonly isRefusal: (error: unknown) => boolean
  /** Whether the database answers after an error. */
  readonly isThere: (error: unknown) => Promise<boolean>
  /** What is thrown when the database itself failed. */
  readonly toFailure: (error: unknown) => Error
  readonly reject: (entry: Entry) => Promise<void>
}

interface Doubt {
  readonly entry: Entry
  readonly error: unknown
  /** How much new had been stored when it failed. */
  readonly after: number
}

/** So many entries of which none goes in are not at fault: the database is. */
const FAILURES_OF_A_DATABASE = 10

/**
 * Stores batches. When the database does not take one, halves of it are tried: an entry must not
 * hold up all others. One that is refused is put aside. One that fails for whatever other reason
 * while the database answers is in doubt until the end: then it is tried again, and put aside if
 * something else went in after it had failed.
 */
export class BatchReplay {
  readonly #options: BatchStore
  #stored = 0
  #doubts: readonly Doubt[] = []

  constructor(options: BatchStore) {
    this.#options = options
  }

  get isSettled(): boolean {
    return this.#doubts.length === 0
  }

  /** @throws {Error} When the database itself failed. */
  async store(entries: readonly Entry[]): Promise<void> {
    const before = this.#doubts.length
    const error = await this.#tryAll(entries)
    const failed = this.#doubts.length - before
    if (failed >= FAILURES_OF_A_DATABASE && failed === entries.length)
      throw this.#options.toFailure(error)
  }

  /** @throws {Error} When the database does not take what is in doubt, and took nothing else. */
  async settle(): Promise<void> {
    const doubts = this.#doubts
    this.#doubts = []
    for (const { entry, error, after } of doubts) {
      if (this.#stored <= after) throw this.#options.toFailure(error)
      const again = await this.#try([entry])
      if (again !== undefined) await this.#options.reject(entry)
    }
  }

  /** @returns The error with which the entries failed, if they did. */
  async #try(entries: readonly Entry[]): Promise<{ readonly error: unknown } | undefined> {
    try {
      this.#stored += (await this.#options.store(entries)).size
      return undefined
    } catch (error) {
      if (this.#options.isRefusal(error) || (await this.#options.isThere(error))) return { error }
      throw this.#options.toFailure(error)
    }
  }

  async #tryAll(entries: readonly Entry[]): Promise<unknown> {
    const failed = await this.#try(entries)
    if (failed === undefined) return undefined
    const { error } = failed
    const [first] = entries
    if (entries.length > 1) {
      const half = Math.ceil(entries.length / 2)
      await this.#tryAll(entries.slice(0, half))
      await this.#tryAll(entries.slice(half))
    } else if (first !== undefined) {
      if (this.#options.isRefusal(error)) await this.#options.reject(first)
      else this.#doubts = [...this.#doubts, { entry: first, error, after: this.#stored }]
    }
    return error
  }
}
