import type { Environment } from '../../base/config/environment.ts'
import { readRecordsConfig } from '../../base/config/records-config.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { type Database, toDatabase } from '../store/database.ts'
import { addressOf } from '../store/settings.ts'

/** Opens the database of the records, beside a service that may be running. */
export async function openDatabase({ environment, clock }: Terminal): Promise<Database> {
  const database = await toDatabase(addressOf(readRecordsConfig(environment)), clock)
  await database.ping()
  return database
}

/**
 * The file of the records.
 *
 * @throws {Error} When they are in PostgreSQL, which has its own programs for copies.
 */
export function sqliteFile(environment: Environment): string {
  const { databaseUrl, file } = readRecordsConfig(environment)
  if (databaseUrl !== undefined)
    throw new Error('DATABASE_URL: PostgreSQL is copied by pg_dump and pg_restore')
  return file
}
