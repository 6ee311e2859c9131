import type { Config } from '../base/config/config.ts'
import type { ConfigCheck, ToConfigChecks } from '../base/config/config-check.ts'
import { toLogger } from '../base/telemetry/logger.ts'
import type { Clock } from '../base/time.ts'
import { loadShippedCatalog } from '../catalog/shipped.ts'
import { openAccess } from './access/open-access.ts'
import { memoryReplayStore } from './access/replay-store.ts'
import { loadSmartClients } from './access/smart-clients.ts'
import { listen } from './http/server.ts'

/** The clients are judged even where the site file, which has its own check, cannot be used. */
function tryClients(config: Config, clock: Clock): void {
  const catalog = loadShippedCatalog({ ...config, site: undefined })
  const replays = memoryReplayStore(clock)
  openAccess(config, catalog, { ownClients: [], replays, clock, logger: toLogger('silent') })
}

/** Takes the port and gives it back. */
async function tryPort(host: string, port: number): Promise<void> {
  const server = await listen(host, port, () => Promise.resolve(() => undefined))
  await server.close()
}

/** The registered clients and EHRs with the files of their keys, and the ports. */
export const toConfigChecks: ToConfigChecks = (config, clock) => {
  const { host, port, metricsHost, metricsPort, clientsFile, smartClientsFile } = config
  // What paths in the file lead to is known only to a service that runs.
  const { publicUrl = 'http://localhost' } = config
  const ofClients: readonly ConfigCheck[] =
    clientsFile === undefined
      ? []
      : [{ name: 'CLIENTS_FILE', attempt: () => tryClients(config, clock) }]
  const ofApp: readonly ConfigCheck[] =
    smartClientsFile === undefined
      ? []
      : [
          {
            name: 'SMART_CLIENTS_FILE',
            attempt: () => loadSmartClients(smartClientsFile, publicUrl),
          },
        ]
  const ofMetrics: readonly ConfigCheck[] =
    metricsPort === undefined
      ? []
      : [{ name: 'METRICS_PORT', attempt: () => tryPort(metricsHost, metricsPort) }]
  return [
    ...ofClients,
    ...ofApp,
    { name: 'PORT', attempt: () => tryPort(host, port) },
    ...ofMetrics,
  ]
}
