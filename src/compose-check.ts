import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ConfigCheck } from './check-config.ts'
import { addressOf } from './records/store/settings.ts'
import { systemClock } from './base/system-clock.ts'
import { memoryReplayStore } from './server/access/replay-store.ts'
import { openAccess } from './server/access/open-access.ts'
import { loadShippedCatalog } from './catalog/shipped.ts'
import type { Config } from './base/config/config.ts'
import type { RecordsConfig } from './base/config/records-config.ts'
import { listen } from './server/http/server.ts'
import { IN_MEMORY } from './records/store/sqlite.ts'
import { toDatabase } from './records/store/database.ts'
import { toLogger } from './base/telemetry/logger.ts'

type Attempt = () => unknown

/** What goes wrong while something is tried, in words. */
async function problemsOf(attempt: Attempt): Promise<readonly string[]> {
  try {
    await attempt()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

/** Takes the port and gives it back. */
async function tryPort(host: string, port: number): Promise<void> {
  const server = await listen(host, port, () => Promise.resolve(() => undefined))
  await server.close()
}

function tryClients(config: Config): void {
  const catalog = loadShippedCatalog({ ...config, site: undefined })
  const logger = toLogger('silent')
  openAccess(config, {
    catalog,
    logger,
    clock: systemClock,
    replays: memoryReplayStore(systemClock),
    ownClients: [],
  })
}

/** The nearest folder above a path that is there. */
const folderAbove = (path: string): string => {
  const folder = dirname(resolve(path))
  return existsSync(folder) ? folder : folderAbove(folder)
}

/** Whether what is to be written to is, or can be made. */
function tryToWrite(path: string): void {
  accessSync(existsSync(path) ? path : folderAbove(path), constants.W_OK)
}

async function tryDatabase(records: RecordsConfig): Promise<void> {
  const database = await toDatabase(addressOf(records), systemClock)
  try {
    await database.ping()
  } finally {
    await database.close()
  }
}

/** Where records are kept: the database, or the place of its file; and that of the spool. */
function recordsChecks(
  records: RecordsConfig | undefined,
): readonly (readonly [string, Attempt])[] {
  if (records === undefined) return []
  const { databaseUrl, file, spoolFolder } = records
  return [
    ...(databaseUrl === undefined
      ? ([['RECORDS_FILE', () => file === IN_MEMORY || tryToWrite(file)]] as const)
      : ([['DATABASE_URL', () => tryDatabase(records)]] as const)),
    ...(spoolFolder === undefined ? [] : ([['SPOOL_DIR', () => tryToWrite(spoolFolder)]] as const)),
  ]
}

/**
 * What a configuration rests on: the services as the site changes them, the registered clients with
 * their key files, the ports, the database and the spool.
 */
export function toConfigChecks(config: Config): readonly ConfigCheck[] {
  const { host, port, metricsHost, metricsPort, records, clientsFile, siteFile } = config
  const checks: readonly (readonly [name: string, attempt: Attempt])[] = [
    [siteFile === undefined ? 'services' : 'SITE_FILE', () => loadShippedCatalog(config)],
    ...(clientsFile === undefined ? [] : [['CLIENTS_FILE', () => tryClients(config)] as const]),
    ['PORT', () => tryPort(host, port)],
    ...(metricsPort === undefined
      ? []
      : [['METRICS_PORT', () => tryPort(metricsHost, metricsPort)] as const]),
    ...recordsChecks(records),
  ]
  return checks.map(([name, attempt]) => ({ name, problems: () => problemsOf(attempt) }))
}
