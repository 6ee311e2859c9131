import type { RecordsPorts } from './cli/index.ts'
import { addressOf } from './compose-records.ts'
import { readProcessRecordsConfig, type RecordsConfig } from './config/index.ts'
import { type Clock, DAY_MS } from './kernel/index.ts'
import {
  backupSqlite,
  type Database,
  exportRecords,
  purgeRecords,
  restoreSqlite,
  toDatabase,
} from './records/index.ts'
import { say } from './telemetry/index.ts'

function recordsConfig(): RecordsConfig {
  const config = readProcessRecordsConfig()
  if (config === undefined) throw new Error('no records are kept (RECORDS_FILE=none)')
  return config
}

/** The SQLite file: PostgreSQL has its own programs for copies. */
function sqliteFile(): string {
  const { databaseUrl, file } = recordsConfig()
  if (databaseUrl !== undefined)
    throw new Error('DATABASE_URL: PostgreSQL is copied by pg_dump and pg_restore')
  return file
}

/** Opens the database of the records, beside a service that may be running. */
async function openBeside(clock: Clock): Promise<Database> {
  const database = await toDatabase(addressOf(recordsConfig()), clock)
  await database.ping()
  return database
}

/** What the commands around the records work with. */
export function composeRecordsCommands(clock: Clock): RecordsPorts {
  return {
    say,
    purge: async (days) => {
      const { keepDays } = recordsConfig()
      const database = await openBeside(clock)
      const before = new Date(clock.now() - (days ?? keepDays) * DAY_MS).toISOString()
      return purgeRecords(database, before).finally(database.close)
    },
    async *exportLines(format) {
      const database = await openBeside(clock)
      try {
        yield* exportRecords(database, format)
      } finally {
        await database.close()
      }
    },
    backup: (copy) => backupSqlite(sqliteFile(), copy),
    restore: (copy) => {
      restoreSqlite(copy, sqliteFile())
      return Promise.resolve()
    },
  }
}
