import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ConfigCheck, ToConfigChecks } from '../base/config/config-check.ts'
import type { RecordsConfig } from '../base/config/records-config.ts'
import type { Clock } from '../base/time.ts'
import { toDatabase } from './store/database.ts'
import { addressOf } from './store/settings.ts'
import { IN_MEMORY } from './store/sqlite-file.ts'

const nearestFolder = (path: string): string => {
  const folder = dirname(resolve(path))
  return existsSync(folder) ? folder : nearestFolder(folder)
}

/** What is not there yet is made when the service starts. */
function tryToWrite(path: string): void {
  accessSync(existsSync(path) ? path : nearestFolder(path), constants.W_OK)
}

async function tryDatabase(records: RecordsConfig, clock: Clock): Promise<void> {
  const database = await toDatabase(addressOf(records), clock)
  try {
    await database.ping()
  } finally {
    await database.close()
  }
}

function checkOfDatabase(records: RecordsConfig, clock: Clock): ConfigCheck {
  const { databaseUrl, file } = records
  return databaseUrl === undefined
    ? { name: 'RECORDS_FILE', attempt: () => file === IN_MEMORY || tryToWrite(file) }
    : { name: 'DATABASE_URL', attempt: () => tryDatabase(records, clock) }
}

/** Where records are kept, and where they wait while it is away. */
export const toConfigChecks: ToConfigChecks = ({ records }, clock) => {
  if (records === undefined) return []
  const { spoolFolder } = records
  const ofSpool =
    spoolFolder === undefined ? [] : [{ name: 'SPOOL_DIR', attempt: () => tryToWrite(spoolFolder) }]
  return [checkOfDatabase(records, clock), ...ofSpool]
}
