import { PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'

/** Past these times a connection is given up: what it is doing is not known. */
export interface PostgresTimeouts {
  readonly connectMs: number
  readonly queryMs: number
}

const DEFAULT_TIMEOUTS: PostgresTimeouts = { connectMs: 2_000, queryMs: 5_000 }

/** Connections of one process; writes are grouped, so that few suffice. */
const MOST_CONNECTIONS = 5

/** Errors that PostgreSQL itself sends have a SQLSTATE: the connection is in order after them. */
const isOfServer = (error: unknown) =>
  error instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(error.code ?? '')

/** A connection on which something failed in between is closed, not used again. */
function withoutBroken(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      let isBroken = false
      return {
        processID: undefined,
        query: async (text: string, values: readonly unknown[]) => {
          try {
            return await client.query(text, [...values])
          } catch (error) {
            isBroken ||= !isOfServer(error)
            throw error
          }
        },
        release: (isDiscarded?: boolean) => client.release(isBroken || isDiscarded === true),
      } as unknown as Awaited<ReturnType<PostgresPool['connect']>>
    },
  }
}

/**
 * PostgreSQL by its URL. A connection that is lost while nobody uses it is nobody's error: the pool
 * makes another.
 */
export function postgresDialect(url: string, timeouts = DEFAULT_TIMEOUTS): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: timeouts.connectMs,
    query_timeout: timeouts.queryMs,
    keepAlive: true,
    application_name: 'tace-cds',
  })
  pool.on('error', () => undefined)
  // The pool listens to idle connections only; an error nobody listens to would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new PostgresDialect({ pool: withoutBroken(pool) })
}
