import { hash, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { RequestListener } from 'node:http'
import { toRecordSource } from './acquisition/index.ts'
import { type Catalog, type CatalogOptions, loadCatalog } from './catalog/index.ts'
import type { AuthMode, Config } from './config/index.ts'
import { giveGuidance, type GuidancePorts } from './guidance/index.ts'
import { type GateOptions, toApp } from './http/index.ts'
import { type Clock, toInstant } from './kernel/index.ts'
import { openSandbox, type Sandbox } from './sandbox/index.ts'
import {
  type AccessControl,
  agreementOf,
  memoryReplayStore,
  openAccessControl,
  toFhirServerPolicy,
} from './security/index.ts'
import type { Logger } from './telemetry/index.ts'

const CATALOG_FOLDER = fileURLToPath(new URL('../cds-services', import.meta.url))
const PUBLIC_CLIENTS = fileURLToPath(
  new URL('../fixtures/clients/cds-hooks-sandbox.json', import.meta.url),
)
const PATIENTS_FOLDER = fileURLToPath(new URL('../fixtures/patients', import.meta.url))

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
  /** Reads again what may change while the service runs: the client registry. */
  readonly reload: () => void
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

function openAccess(
  { authMode, clientsFile }: Config,
  { services, definitions }: Catalog,
  { clock, logger }: Surroundings,
): AccessControl {
  return openAccessControl({
    clientsFile,
    mayBeAnonymous: authMode !== 'required',
    publicClients: { file: PUBLIC_CLIENTS, areTrusted: authMode === 'sandbox' },
    known: {
      services: services.map(({ entry }) => entry.id),
      categories: definitions.flatMap(({ model }) =>
        model.definition.categories.map(({ id }) => id),
      ),
    },
    replays: memoryReplayStore(clock),
    clock,
    logger,
  })
}

/** How long a request may wait for its turn. */
const PATIENCE_MS = 2_000

/** A tester's browser may call this machine by any of its names. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

function namesOf(publicUrl: string, authMode: AuthMode): readonly string[] {
  const { protocol, hostname, port, pathname } = new URL(publicUrl)
  if (authMode !== 'sandbox' || !LOOPBACK.includes(hostname)) return [publicUrl]
  return LOOPBACK.map((name) => `${protocol}//${name}:${port}${pathname.replace(/\/+$/, '')}`)
}

const gateOptions = (config: Config, access: AccessControl, publicUrl: string): GateOptions => ({
  authenticate: access.authenticate,
  publicUrls: namesOf(publicUrl, config.authMode),
  requestsPerMinute: config.ratePerMinute,
  bodyLimitBytes: config.bodyLimitBytes,
  capacity: {
    atOnce: config.concurrentRequests,
    waiting: config.queuedRequests,
    patienceMs: PATIENCE_MS,
  },
})

/** Joins the rooms: the only place that knows which adapter stands behind which port. */
export async function compose(config: Config, surroundings: Surroundings): Promise<Composition> {
  const { logger, clock, publicUrl } = surroundings
  const catalog = loadShippedCatalog(config)
  const access = openAccess(config, catalog, surroundings)
  const policy = toFhirServerPolicy({
    agreementOf: (clientId) => agreementOf(access.registry(), clientId),
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
    giveGuidance: (service, request, client) => giveGuidance(service, request, ports, client),
    gate: gateOptions(config, access, publicUrl),
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    mounts: sandbox?.mounts ?? [],
    logger,
  })
  return { app, catalog, sandbox, reload: access.reload, close: () => records.close() }
}
