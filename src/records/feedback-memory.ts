import { type FeedbackRecord, type FeedbackStore, identityOf } from '../guidance/index.ts'

/** A feedback store that ends with its process, for the sandbox. */
export interface FeedbackMemory extends FeedbackStore {
  readonly records: () => readonly FeedbackRecord[]
}

/**
 * Feedback in memory.
 *
 * @param maxRecords - Beyond it the oldest go.
 */
export function keepFeedbackInMemory(maxRecords: number): FeedbackMemory {
  const kept = new Map<string, FeedbackRecord>()
  return {
    records: () => [...kept.values()],
    close: () => Promise.resolve(),
    add: (records) => {
      const fresh = records
        .map((record) => [identityOf(record), record] as const)
        .filter(([identity]) => !kept.has(identity))
      for (const [identity, record] of fresh) kept.set(identity, record)
      for (const identity of [...kept.keys()].slice(0, Math.max(0, kept.size - maxRecords)))
        kept.delete(identity)
      return Promise.resolve(new Set(fresh.map(([identity]) => identity)).size)
    },
  }
}
