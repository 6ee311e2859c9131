import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import type { ConfigCheck } from './cli/index.ts'
import { loadShippedCatalog, openAccess, systemClock } from './compose.ts'
import type { Config } from './config/index.ts'
import { listen } from './http/index.ts'
import { toLogger } from './telemetry/index.ts'

/** What goes wrong while something is tried, in words. */
async function problemsOf(attempt: () => unknown): Promise<readonly string[]> {
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
  openAccess(config, catalog, { logger, clock: systemClock, publicUrl: '' }, undefined)
}

/**
 * What a configuration rests on: the services as the site changes them, the registered clients with
 * their key files, the ports, the folders that are written to.
 */
export function toConfigChecks(config: Config): readonly ConfigCheck[] {
  const { host, port, metricsHost, metricsPort, feedbackFile, clientsFile, siteFile } = config
  const check = (name: string, attempt: () => unknown) => ({
    name,
    problems: () => problemsOf(attempt),
  })
  const maybe = (isSet: boolean, one: ConfigCheck) => (isSet ? [one] : [])
  return [
    check(siteFile === undefined ? 'services' : 'SITE_FILE', () => loadShippedCatalog(config)),
    ...maybe(
      clientsFile !== undefined,
      check('CLIENTS_FILE', () => tryClients(config)),
    ),
    check('PORT', () => tryPort(host, port)),
    ...maybe(
      metricsPort !== undefined,
      check('METRICS_PORT', () => tryPort(metricsHost, metricsPort ?? 0)),
    ),
    ...maybe(
      feedbackFile !== undefined,
      check('FEEDBACK_FILE', () => accessSync(dirname(feedbackFile ?? ''), constants.W_OK)),
    ),
  ]
}
