import type { Kysely } from 'kysely'
import { type Instant, MINUTE_MS, toInstant } from '../../base/time.ts'
import type { Tables } from './schema.ts'
import { digestOfKey, type SharedStateOptions } from './shared-state.ts'

/** How often processes exchange what they counted. */
const EXCHANGE_MS = 1_000

interface Count {
  /** What this process counted in the minute. */
  own: number
  /** How much of `own` the database knows. */
  reported: number
  /** What all processes had reported when the database was last asked. */
  total: number
}

export interface RateCounts {
  /**
   * Counts a request of a caller.
   *
   * @returns The caller's requests of this minute, and when the next one begins.
   */
  readonly count: (caller: string) => { readonly hits: number; readonly resetAt: Instant }
  readonly close: () => void
}

type Counts = Map<string, Count>

interface UnreportedCount {
  readonly caller: string
  readonly count: Count
  readonly hits: number
}

/**
 * Adds what was counted since the last time.
 *
 * @returns The sums of all processes.
 */
async function reportCounts(
  db: Kysely<Tables>,
  unreported: readonly UnreportedCount[],
  minute: number,
) {
  if (unreported.length === 0) return []
  const totals = await db
    .insertInto('rate_count')
    .values(unreported.map(({ caller, hits }) => ({ caller, minute, hits })))
    .onConflict((conflict) =>
      conflict.columns(['caller', 'minute']).doUpdateSet((row) => ({
        hits: row('rate_count.hits', '+', row.ref('excluded.hits')),
      })),
    )
    .returning(['caller', 'hits'])
    .execute()
  for (const { hits, count } of unreported) count.reported += hits
  return totals
}

/** The sums of callers of whom there is nothing new to report. */
async function readCounts(db: Kysely<Tables>, callers: readonly string[], minute: number) {
  if (callers.length === 0) return []
  return db
    .selectFrom('rate_count')
    .select(['caller', 'hits'])
    .where('minute', '=', minute)
    .where('caller', 'in', callers)
    .execute()
}

/** Reports what was counted since the last time, and reads what others counted. */
async function exchange(db: Kysely<Tables>, counts: Counts, minute: number): Promise<void> {
  const unreported = [...counts]
    .map(([caller, count]) => ({ caller, count, hits: count.own - count.reported }))
    .filter(({ hits }) => hits > 0)
    // One order for all processes, or two could wait for each other.
    .toSorted((a, b) => (a.caller < b.caller ? -1 : 1))
  const reported = new Set(unreported.map(({ caller }) => caller))
  const others = [...counts.keys()].filter((caller) => !reported.has(caller))
  const totals = [
    ...(await reportCounts(db, unreported, minute)),
    ...(await readCounts(db, others, minute)),
  ]
  for (const { caller, hits } of totals) {
    const count = counts.get(caller)
    if (count !== undefined) count.total = hits
  }
}

/**
 * Counts of all processes together. A request is counted in memory and never waits; processes
 * exchange their counts every second, so that a limit may be exceeded by what arrives in one. While
 * the database is away each process counts for itself.
 */
export function shareRateCounts({ database, clock, isAway }: SharedStateOptions): RateCounts {
  let counts: Counts = new Map<string, Count>()
  let minute = 0
  let isBusy = false
  const exchangeNow = async () => {
    const isOver = Math.floor(clock.now() / MINUTE_MS) !== minute
    if (isBusy || isOver || isAway()) return
    isBusy = true
    // What could not be told is told the next time.
    await exchange(database.db, counts, minute).catch(() => undefined)
    isBusy = false
  }
  const timer = setInterval(() => void exchangeNow(), EXCHANGE_MS).unref()
  return {
    count: (name) => {
      const current = Math.floor(clock.now() / MINUTE_MS)
      if (current !== minute) counts = new Map()
      minute = current
      const caller = digestOfKey(name)
      const count = counts.get(caller) ?? { own: 0, reported: 0, total: 0 }
      counts.set(caller, count)
      count.own += 1
      const hits = count.total + count.own - count.reported
      return { hits, resetAt: toInstant((minute + 1) * MINUTE_MS) }
    },
    close: () => clearInterval(timer),
  }
}
