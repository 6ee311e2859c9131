import { hash, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { RequestListener } from 'node:http'
import { toRecordSource } from './acquisition/index.ts'
import { type Catalog, type CatalogOptions, loadCatalog } from './catalog/index.ts'
import type { Config } from './config/index.ts'
import { giveGuidance, type GuidancePorts } from './guidance/index.ts'
import { toApp } from './http/index.ts'
import { type Clock, toInstant } from './kernel/index.ts'
import { openSandbox, type Sandbox } from './sandbox/index.ts'
import { parseClientRegistry, toFhirServerPolicy } from './security/index.ts'
import type { Logger } from './telemetry/index.ts'

const CATALOG_FOLDER = fileURLToPath(new URL('../cds-services', import.meta.url))
const PATIENTS_FOLDER = fileURLToPath(new URL('../fixtures/patients', import.meta.url))

/** The file of the risk model that a service of this repository came with. */
export const shippedModelPath = (service: string): string =>
  `${CATALOG_FOLDER}/${service}/risk-model.json`

/** The wall clock. */
export const systemClock: Clock = { now: () => toInstant(Date.now()) }

/** What differs from one process to another, beside its configuration. */
export interface Surroundings {
  readonly logger: Logger
  readonly clock: Clock
  /** The URL under which clients reach the service, without a trailing slash. */
  readonly publicUrl: string
}

/** The application, and how to let go of what it holds. */
export interface Composition {
  readonly app: RequestListener
  readonly catalog: Catalog
  readonly sandbox: Sandbox | undefined
  readonly close: () => Promise<void>
}

function maybeSandbox(
  config: Config,
  catalog: Catalog,
  { clock, publicUrl }: Surroundings,
): Promise<Sandbox | undefined> {
  if (!config.isSandbox) return Promise.resolve(undefined)
  return openSandbox({
    folder: PATIENTS_FOLDER,
    today: clock.now(),
    publicUrl,
    exampleService: catalog.services[0]?.entry.id ?? '',
    examplePatient: 'high-risk',
  })
}

/** The services of this repository, as a site uses them. */
export function loadShippedCatalog(options: Pick<CatalogOptions, 'site' | 'language'>): Catalog {
  return loadCatalog({ folder: CATALOG_FOLDER, site: options.site, language: options.language })
}

/** Joins the rooms: the only place that knows which adapter stands behind which port. */
export async function compose(config: Config, surroundings: Surroundings): Promise<Composition> {
  const { logger, clock, publicUrl } = surroundings
  const catalog = loadShippedCatalog(config)
  const policy = toFhirServerPolicy({
    clients: config.clients === undefined ? [] : parseClientRegistry(config.clients),
    isSandbox: config.isSandbox,
    defaultBudgetMs: config.fetchBudgetMs,
  })
  const records = toRecordSource(policy)
  const ports: GuidancePorts = {
    records,
    clock,
    newUuid: randomUUID,
    digest: (text) => hash('sha256', text, 'hex').slice(0, 32),
    pageUrl: (path) => `${publicUrl}/${path}`,
  }
  const sandbox = await maybeSandbox(config, catalog, surroundings)
  const app = toApp({
    services: catalog.services,
    definitions: catalog.definitions,
    giveGuidance: (service, request) => giveGuidance(service, request, ports),
    bodyLimitBytes: config.bodyLimitBytes,
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    mounts: sandbox?.mounts ?? [],
    logger,
  })
  return { app, catalog, sandbox, close: () => records.close() }
}
