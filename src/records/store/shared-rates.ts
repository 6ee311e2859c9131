import { hash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { type Instant, toInstant } from '../../base/time.ts'
import type { Tables } from './schema.ts'
import type { SharedStateOptions } from './shared-state.ts'

const MINUTE_MS = 60_000

/** How often processes tell each other what they counted. */
const EXCHANGE_MS = 1_000

interface Count {
  /** What this process counted in the minute. */
  own: number
  /** How much of that the database knows. */
  told: number
  /** What all processes had told the database when it was last asked. */
  total: number
}

/** Counts requests by caller and minute. */
export interface RateCounts {
  /** Counts one more request of a caller, and tells how many there were in this minute. */
  readonly count: (caller: string) => { readonly hits: number; readonly resetAt: Instant }
  readonly close: () => void
}

type Counts = Map<string, Count>

interface News {
  readonly caller: string
  readonly count: Count
  readonly hits: number
}

/** Adds what was counted since the last time to what the database knows, and gives the sums. */
async function tell(db: Kysely<Tables>, news: readonly News[], minute: number) {
  if (news.length === 0) return []
  const totals = await db
    .insertInto('rate_count')
    .values(news.map(({ caller, hits }) => ({ caller, minute, hits })))
    .onConflict((conflict) =>
      conflict.columns(['caller', 'minute']).doUpdateSet((row) => ({
        hits: row('rate_count.hits', '+', row.ref('excluded.hits')),
      })),
    )
    .returning(['caller', 'hits'])
    .execute()
  for (const { hits, count } of news) count.told += hits
  return totals
}

/** What the database knows of callers of whom there is nothing new to tell. */
async function learn(db: Kysely<Tables>, callers: readonly string[], minute: number) {
  if (callers.length === 0) return []
  return db
    .selectFrom('rate_count')
    .select(['caller', 'hits'])
    .where('minute', '=', minute)
    .where('caller', 'in', callers)
    .execute()
}

/** Tells the database what was counted since the last time, and learns what others counted. */
async function exchange(db: Kysely<Tables>, counts: Counts, minute: number): Promise<void> {
  const news = [...counts]
    .map(([caller, count]) => ({ caller, count, hits: count.own - count.told }))
    .filter(({ hits }) => hits > 0)
    // One order for all processes, or two could wait for each other.
    .toSorted((a, b) => (a.caller < b.caller ? -1 : 1))
  const told = new Set(news.map(({ caller }) => caller))
  const others = [...counts.keys()].filter((caller) => !told.has(caller))
  const totals = [...(await tell(db, news, minute)), ...(await learn(db, others, minute))]
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
      const caller = hash('sha256', name, 'base64url')
      const count = counts.get(caller) ?? { own: 0, told: 0, total: 0 }
      counts.set(caller, count)
      count.own += 1
      const hits = count.total + count.own - count.told
      return { hits, resetAt: toInstant((minute + 1) * MINUTE_MS) }
    },
    close: () => clearInterval(timer),
  }
}
