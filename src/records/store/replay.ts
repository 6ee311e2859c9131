import type { Entry } from './entry.ts'
import type { StoreBatch } from './spool.ts'

/** How a batch is stored, and what becomes of an entry that the database refuses. */
interface CarefulStore {
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
export async function storeCarefully(
  entries: readonly Entry[],
  careful: CarefulStore,
): Promise<void> {
  try {
    await careful.store(entries)
  } catch (error) {
    if (!careful.isRefusal(error)) throw error
    const [first] = entries
    if (entries.length === 1 && first !== undefined) return careful.reject(first)
    const half = Math.ceil(entries.length / 2)
    await storeCarefully(entries.slice(0, half), careful)
    await storeCarefully(entries.slice(half), careful)
  }
}
