import { hash } from 'node:crypto'
import type { ShownCards } from '../../hook/limit-cards.ts'
import type { Clock, Instant } from '../../base/time.ts'
import type { Database } from './database.ts'
import { GroupWriter } from './group.ts'
import { waitFor } from './wait-for.ts'

/** What several processes share, and how long one of them waits for it. */
export interface SharedStateOptions {
  readonly database: Database
  readonly clock: Clock
  /** How long a request waits; past it the process's own memory decides alone. */
  readonly waitMs: number
  /** Whether the database is known to be away: then it is not asked. */
  readonly isAway: () => boolean
}

/** What became of a token that was to be spent. */
type Spending = 'first-use' | 'used-before' | 'no-room'

/** Remembers which tokens were used. */
export interface SpentTokens {
  readonly spend: (token: string, until: Instant) => Promise<Spending>
}

/** Nothing that a database need not know is told to it: the name of a caller, a token's id. */
const keyOf = (text: string) => hash('sha256', text, 'base64url')

/** Asks the database within the bound of time; nothing when it has no answer. */
async function ask<Value>(
  { waitMs, isAway }: SharedStateOptions,
  question: () => Promise<Value>,
): Promise<Value | undefined> {
  if (isAway()) return undefined
  const waited = await waitFor(question(), waitMs)
  return waited.kind === 'done' ? waited.value : undefined
}

/**
 * Tokens that are spent for all processes. While the database is away, each process refuses what it
 * saw itself (ADR 0013).
 */
export function shareSpentTokens(own: SpentTokens, options: SharedStateOptions): SpentTokens {
  const { db } = options.database
  const group = new GroupWriter<{ token: string; until: number }, ReadonlySet<string>>(
    async (rows) => {
      const insert = db.insertInto('spent_token').values([...rows])
      const fresh = await insert
        .onConflict((conflict) => conflict.column('token').doNothing())
        .returning('token')
        .execute()
      return new Set(fresh.map(({ token }) => token))
    },
  )
  return {
    spend: async (text, until) => {
      const here = await own.spend(text, until)
      if (here !== 'first-use') return here
      const token = keyOf(text)
      const fresh = await ask(options, () => group.add({ token, until }))
      return fresh === undefined || fresh.has(token) ? 'first-use' : 'used-before'
    },
  }
}

/** Cards that were shown by any process, for so long. */
export function shareShownCards(
  own: ShownCards,
  forgetAfterMs: number,
  options: SharedStateOptions,
): ShownCards {
  const { database, clock } = options
  const { db } = database
  const isKnown = async (fingerprint: string) => {
    const query = db.selectFrom('shown_card').select('until').where('fingerprint', '=', fingerprint)
    const row = await query.executeTakeFirst()
    return row !== undefined && row.until > clock.now()
  }
  return {
    remember: (key) => {
      own.remember(key)
      const until = clock.now() + forgetAfterMs
      const insert = db.insertInto('shown_card').values({ fingerprint: keyOf(key), until })
      // Nobody waits for it: what is not remembered is shown once more.
      void ask(options, () =>
        insert
          .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet({ until }))
          .execute(),
      )
    },
    has: async (key) => {
      if (await own.has(key)) return true
      return (await ask(options, () => isKnown(keyOf(key)))) ?? false
    },
  }
}

/** Marks stay an hour beyond their time, in case a clock went ahead and was set back. */
const MARGIN_MS = 60 * 60 * 1000

/** Forgets what is past its time. */
export async function forgetExpired({ db }: Database, now: Instant): Promise<void> {
  const past = now - MARGIN_MS
  await db.deleteFrom('spent_token').where('until', '<', past).execute()
  await db.deleteFrom('shown_card').where('until', '<', past).execute()
  await db
    .deleteFrom('rate_count')
    .where('minute', '<', Math.floor(past / 60_000))
    .execute()
}
