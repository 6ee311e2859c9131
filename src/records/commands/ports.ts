import type { RecordsPorts } from './records.ts'
import { addressOf } from '../store/settings.ts'
import { readProcessRecordsConfig } from '../../base/config/config.ts'
import type { RecordsConfig } from '../../base/config/records-config.ts'
import { type Clock, DAY_MS } from '../../base/time.ts'
import { backupSqlite, restoreSqlite } from '../store/backup.ts'
import { type Database, toDatabase } from '../store/database.ts'
import { exportRecords } from '../store/export.ts'
import { purgeRecords } from '../store/open-records.ts'
import { say } from '../../base/telemetry/console.ts'

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
