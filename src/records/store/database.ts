import { Kysely, sql } from 'kysely'
import type { Clock } from '../../base/time.ts'
import { codeOf, messageOf } from './error-facts.ts'
import { migrate, SchemaError } from './migrate.ts'
import { type Migration, MIGRATIONS } from './migrations.ts'
import type { DatabaseKind, Tables } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'

export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string }

export interface Database {
  readonly kind: DatabaseKind
  readonly db: Kysely<Tables>
  /**
   * Asks the database for a sign of life, and brings its tables up to date if nobody did yet.
   *
   * @throws {SchemaError} When its tables are for newer code only.
   * @throws {Error} When it cannot be reached.
   */
  readonly ping: () => Promise<void>
  readonly close: () => Promise<void>
}

async function toKysely(address: DatabaseAddress): Promise<Kysely<Tables>> {
  if (address.kind === 'sqlite') return new Kysely<Tables>({ dialect: sqliteDialect(address.file) })
  // The driver is loaded where it is used: SQLite needs none.
  const { postgresDialect } = await import('./postgres.ts')
  return new Kysely<Tables>({ dialect: postgresDialect(address.url) })
}

/** Connects to nothing yet: {@link Database.ping} does. */
export async function toDatabase(
  address: DatabaseAddress,
  clock: Clock,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Database> {
  const db = await toKysely(address)
  let isMigrated = false
  return {
    kind: address.kind,
    db,
    ping: async () => {
      if (isMigrated) await sql`select 1`.execute(db)
      else await migrate(db, address.kind, migrations, clock)
      isMigrated = true
    },
    close: () => db.destroy(),
  }
}

/**
 * Whether PostgreSQL is only away for now: it cannot be reached, or is starting. That it refuses
 * the user, the database or a statement is for a person to mend (SQLSTATE classes 28, 3D and 42).
 */
export function isAbsence(error: unknown, kind: DatabaseKind): boolean {
  if (kind === 'sqlite' || error instanceof SchemaError) return false
  return !/^(28|3D|42)/.test(codeOf(error))
}

/** Whether an error says that the database cannot be worked with now, whatever it is given. */
export function isOutage(error: unknown, kind: DatabaseKind): boolean {
  if (kind === 'sqlite') return /locked|busy/i.test(messageOf(error))
  // Without a SQLSTATE it is the connection's; class 08 is that too, 57P a server that ends.
  return !/^[0-9A-Z]{5}$/.test(codeOf(error)) || /^(08|57P)/.test(codeOf(error))
}

const CONSTRAINT = /constraint|datatype mismatch|too big/i

/**
 * Whether the database refused what it was given, so that it would refuse it again; else the
 * database itself is at fault.
 */
export function isRefusal(error: unknown, kind: DatabaseKind): boolean {
  if (kind === 'sqlite') return CONSTRAINT.test(messageOf(error))
  // Class 22 is data exceptions, class 23 integrity constraints.
  return /^2[23]...$/.test(codeOf(error))
}
