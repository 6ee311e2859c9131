import { type Kysely, sql, type Transaction } from 'kysely'
import type { Clock } from '../../base/time.ts'
import type { Migration } from './migrations.ts'
import type { DatabaseKind, Tables } from './schema.ts'

/** Any number that no other program takes for its advisory lock: "CDS" in ASCII, then 1. */
const LOCK = 0x434453_01

/** The tables of the database need a newer version of the code. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

/**
 * One process after the other: SQLite's transactions begin with the write lock, PostgreSQL's wait
 * for an advisory lock that ends with the transaction.
 */
async function waitForTurn(db: Transaction<Tables>, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(db)
  await sql`create table if not exists schema_version (
    version integer primary key, name text not null, readable_from integer not null,
    applied_at text not null)`.execute(db)
}

function refuseUnreadable(
  applied: readonly { readonly version: number; readonly readable_from: number }[],
  known: number,
): void {
  const readableFrom = Math.max(0, ...applied.map((migration) => migration.readable_from))
  if (readableFrom <= known) return
  throw new SchemaError(
    `the database needs a newer version of this software: its tables are for schema ${String(readableFrom)} and later, this is ${String(known)}`,
  )
}

/**
 * Brings the tables up to the given migrations, in one transaction and one process at a time.
 * Tables that newer code extended are left as they are.
 *
 * @returns The versions that were applied now.
 * @throws {SchemaError} When newer code took away what this code needs.
 */
export async function migrate(
  db: Kysely<Tables>,
  kind: DatabaseKind,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<readonly number[]> {
  return db.transaction().execute(async (transaction) => {
    await waitForTurn(transaction, kind)
    const applied = await transaction.selectFrom('schema_version').selectAll().execute()
    refuseUnreadable(applied, Math.max(0, ...migrations.map(({ version }) => version)))
    const done = new Set(applied.map(({ version }) => version))
    const due = migrations.filter(({ version }) => !done.has(version))
    for (const { version, name, readableFrom, statements } of due) {
      for (const statement of statements) await sql.raw(statement).execute(transaction)
      await transaction
        .insertInto('schema_version')
        .values({
          version,
          name,
          readable_from: readableFrom,
          applied_at: new Date(clock.now()).toISOString(),
        })
        .execute()
    }
    return due.map(({ version }) => version)
  })
}
