import type { SpentTokens } from '../../base/between-processes.ts'
import { hash } from 'node:crypto'
import type { ShownCards } from '../../hook/shown-cards.ts'
import { CLOCK_ERROR_MS, type Clock, type Instant, MINUTE_MS } from '../../base/time.ts'
import type { Database } from './database.ts'
import { GroupWriter } from './group-writer.ts'
import { waitFor } from './wait-for.ts'

/** For what several processes share. */
export interface SharedStateOptions {
  readonly database: Database
  readonly clock: Clock
  /** How long a request waits; past it the process's own memory decides alone. */
  readonly waitMs: number
  /** Whether the database is known to be away: then it is not asked. */
  readonly isAway: () => boolean
}

/** The database need not know the name of a caller or the id of a token. */
export const digestOfKey = (text: string) => hash('sha256', text, 'base64url')

/** Asks the database within the time; nothing when it has no answer then. */
async function ask<Value>(
  { waitMs, isAway }: SharedStateOptions,
  question: () => Promise<Value>,
): Promise<Value | undefined> {
  if (isAway()) return undefined
  const waited = await waitFor(question(), waitMs)
  return waited.kind === 'done' ? waited.value : undefined
}

/**
 * A token that one process has seen is spent for all. While the database is away, each process
 * refuses what it saw itself (ADR 0013).
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
      const spending = await own.spend(text, until)
      if (spending !== 'first-use') return spending
      const token = digestOfKey(text)
      const fresh = await ask(options, () => group.add({ token, until }))
      return fresh === undefined || fresh.has(token) ? 'first-use' : 'used-before'
    },
  }
}

/** Cards that any process has shown. */
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
      const insert = db.insertInto('shown_card').values({ fingerprint: digestOfKey(key), until })
      // Nobody waits for it: what is not remembered is shown once more.
      void ask(options, () =>
        insert
          .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet({ until }))
          .execute(),
      )
    },
    has: async (key) => {
      if (await own.has(key)) return true
      return (await ask(options, () => isKnown(digestOfKey(key)))) ?? false
    },
  }
}

export async function forgetExpired({ db }: Database, now: Instant): Promise<void> {
  const past = now - CLOCK_ERROR_MS
  await db.deleteFrom('spent_token').where('until', '<', past).execute()
  await db.deleteFrom('shown_card').where('until', '<', past).execute()
  await db
    .deleteFrom('rate_count')
    .where('minute', '<', Math.floor(past / MINUTE_MS))
    .execute()
}
