import type { Entry } from './entry.ts'
import type { StoreBatch } from './spool.ts'

/** How a batch is stored, and what is done with an entry that the database refuses. */
interface BatchStore {
  readonly store: StoreBatch
  /** Whether an error says that the entries are at fault, not the database. */
  readonly isRefusal: (error: unknown) => boolean
  readonly reject: (entry: Entry) => Promise<void>
}

/**
 * Stores a batch. When the database refuses it, halves of it are tried: one bad entry must not hold
 * up all that come after it.
 *
 * @throws {Error} When the database itself failed.
 */
export async function storeOrReject(entries: readonly Entry[], options: BatchStore): Promise<void> {
  try {
    await options.store(entries)
  } catch (error) {
    if (!options.isRefusal(error)) throw error
    const [first] = entries
    if (entries.length === 1 && first !== undefined) return options.reject(first)
    const half = Math.ceil(entries.length / 2)
    await storeOrReject(entries.slice(0, half), options)
    await storeOrReject(entries.slice(half), options)
  }
}
