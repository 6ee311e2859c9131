import { hash, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { RequestListener } from 'node:http'
import { toPatientData } from './hook/fetch/patient-data.ts'
import type { Catalog } from './catalog/load-catalog.ts'
import { callableServices } from './catalog/callable-services.ts'
import { boardModelCards } from './evaluation/evidence/board-model-cards.ts'
import { loadShippedCatalog } from './catalog/shipped.ts'
import { openMonitoredRecords, openMonitoring } from './compose-monitoring.ts'
import {
  type RecordKeeping,
  type SharedState,
  toHandlers,
  toSharedState,
} from './compose-records.ts'
import { recordsProbes, type RecordsWatch, watchRecords } from './compose-records-watch.ts'
import { composeTelemetry, type Telemetry } from './server/observe/observe.ts'
import { webMounts } from './compose-web.ts'
import type { AuthMode, Config } from './base/config/config.ts'
import type { ModelFile } from './catalog/model-file.ts'
import type { HookPorts, PatientData } from './hook/ports.ts'
import type { GuidanceRecords } from './records/guidance-records.ts'
import { reviewState } from './clinical/assessment/model-card.ts'
import type { GateOptions } from './server/http/gate.ts'
import type { ServedModelCard } from './server/http/model-card-route.ts'
import { toApp } from './server/http/app.ts'
import { type Clock, toInstant } from './base/time.ts'
import type { SpentTokens } from './records/store/shared-state.ts'
import {
  modelCardJson,
  modelCardMarkdown,
  NOMOGRAM_FILE,
} from './evaluation/evidence/model-card.ts'
import { nomogramSvg } from './evaluation/evidence/nomogram.ts'
import { openSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { type AccessControl, openAccessControl } from './server/access/access-control.ts'
import { agreementOf } from './server/access/client-registry.ts'
import { loadSmartClients, type SmartClient } from './server/access/smart-clients.ts'
import { memoryReplayStore } from './server/access/replay-store.ts'
import { toFhirServerPolicy } from './server/access/fhir-server-policy.ts'
import type { Health } from './base/telemetry/health.ts'
import type { Logger } from './base/telemetry/logger.ts'

const PUBLIC_CLIENTS = fileURLToPath(
  new URL('../fixtures/clients/cds-hooks-sandbox.json', import.meta.url),
)
const ORDERABLES_FILE = fileURLToPath(new URL('../fixtures/orderables.json', import.meta.url))
const PATIENTS_FOLDER = fileURLToPath(new URL('../fixtures/patients', import.meta.url))

/** A random uuid. */
export const newUuid = (): string => randomUUID()

/** The wall clock. */
export const systemClock: Clock = { now: () => toInstant(Date.now()) }

/** What differs from one process to another, beside its configuration. */
export interface Surroundings {
  readonly logger: Logger
  readonly clock: Clock
  /** The URL under which clients reach the service, without a trailing slash. */
  readonly publicUrl: string
  /** Absolute path of the built browser bundle; without it no page is served. */
  readonly webFolder?: string | undefined
}

/** The application, and how to let go of what it holds. */
export interface Composition {
  readonly app: RequestListener
  readonly catalog: Catalog
  readonly sandbox: Sandbox | undefined
  /** What was said, and what was said to it; nothing where none is kept. */
  readonly records: GuidanceRecords | undefined
  /** Reads again what may change while the service runs: the client registry. */
  readonly reload: () => void
  readonly health: Health
  readonly close: () => Promise<void>
}

function maybeSandbox(
  config: Config,
  catalog: Catalog,
  { clock, publicUrl }: Surroundings,
  smartClients: readonly SmartClient[],
): Promise<Sandbox | undefined> {
  if (!config.isSandbox) return Promise.resolve(undefined)
  return openSandbox({
    folder: PATIENTS_FOLDER,
    orderablesFile: ORDERABLES_FILE,
    clock,
    newId: randomUUID,
    publicUrl,
    exampleService: catalog.services[0]?.entry.id ?? '',
    examplePatient: 'high-risk',
    smartClients,
  })
}

function toServedModelCard(dossier: ModelFile, clock: Clock): ServedModelCard {
  const { definition } = dossier
  return {
    id: definition.id,
    content: () => ({
      markdown: modelCardMarkdown(dossier),
      json: modelCardJson(dossier),
      figures: { [NOMOGRAM_FILE]: nomogramSvg(definition) },
    }),
    reviewState: () => reviewState(definition.review, clock.now()),
  }
}

const servedModelCards = (catalog: Catalog, clock: Clock): readonly ServedModelCard[] => [
  ...catalog.modelFiles.map((dossier) => toServedModelCard(dossier, clock)),
  ...boardModelCards(catalog),
]

/** The clients, as they are registered, and who of them calls. */
export function openAccess(
  { authMode, clientsFile, isSandbox, language }: Config,
  { services, boards, definitions }: Catalog,
  { clock, logger, tokens }: Surroundings & { readonly tokens?: SpentTokens },
  sandbox: Sandbox | undefined,
): AccessControl {
  return openAccessControl({
    clientsFile,
    mayBeAnonymous: authMode !== 'required',
    publicClients: { file: PUBLIC_CLIENTS, areTrusted: authMode === 'sandbox' },
    ownClients: sandbox === undefined ? [] : [{ id: 'mock-ehr', ...sandbox.client }],
    known: {
      isSandbox,
      language,
      services: [...services, ...boards].map(({ entry }) => entry.id),
      categories: definitions.flatMap(({ model }) =>
        model.definition.categories.map(({ id }) => id),
      ),
    },
    replays: tokens ?? memoryReplayStore(clock),
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

const gateOptions = (
  config: Config,
  access: AccessControl,
  publicUrls: readonly string[],
  { callerCounts }: SharedState,
): GateOptions => ({
  authenticate: access.authenticate,
  publicUrls,
  requestsPerMinute: config.ratePerMinute,
  callerCounts,
  bodyLimitBytes: config.bodyLimitBytes,
  capacity: {
    atOnce: config.concurrentRequests,
    waiting: config.queuedRequests,
    patienceMs: PATIENCE_MS,
  },
})

const openRecordSource = (config: Config, access: AccessControl, { watch }: Telemetry) =>
  toPatientData(
    toFhirServerPolicy({
      agreementOf: (clientId) => agreementOf(access.registry(), clientId),
      isSandbox: config.isSandbox,
      defaultBudgetMs: config.fetchBudgetMs,
    }),
    { watch },
  )

/** What guidance asks of the outside world. */
const toPorts = (
  { clock, publicUrl, webFolder }: Surroundings,
  records: PatientData,
): HookPorts => ({
  patientData: records,
  clock,
  newUuid: randomUUID,
  digest: (text) => hash('sha256', text, 'hex').slice(0, 32),
  pageUrl: (path) => `${publicUrl}/${path}`,
  appUrl: webFolder === undefined ? undefined : `${publicUrl}/smart/launch`,
})

async function joinRooms(
  config: Config,
  surroundings: Surroundings,
  catalog: Catalog,
  { keeping, watch }: { readonly keeping: RecordKeeping | undefined; readonly watch: RecordsWatch },
): Promise<Composition> {
  const { logger, clock, publicUrl } = surroundings
  const smartClients = loadSmartClients(config.smartClientsFile, publicUrl)
  const sandbox = await maybeSandbox(config, catalog, surroundings, smartClients)
  const state = toSharedState(keeping, memoryReplayStore(clock), clock)
  const access = openAccess(config, catalog, { ...surroundings, tokens: state.tokens }, sandbox)
  const telemetry = await composeTelemetry({ config, catalog, access, ...surroundings })
  const records = openRecordSource(config, access, telemetry)
  const publicUrls = namesOf(publicUrl, config.authMode)
  watch.attach(telemetry.metrics, keeping)
  const { health, mounts } = await telemetry.open(records, recordsProbes(keeping))
  const app = toApp({
    services: callableServices(catalog, config),
    modelCards: servedModelCards(catalog, clock),
    ...toHandlers(toPorts(surroundings, records), state.shown, keeping),
    newRequestId: randomUUID,
    gate: telemetry.watchGate(gateOptions(config, access, publicUrls, state)),
    observer: telemetry.observer,
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    mounts: [
      ...mounts,
      ...openMonitoring({ config, catalog, clock }, keeping, telemetry.metrics),
      ...webMounts({ config, catalog, surroundings, smartClients, publicUrls, newId: newUuid }),
      ...(sandbox?.mounts ?? []),
    ],
    logger,
  })
  const { reload } = access
  const close = () => closeAll(records.close, state.close, keeping?.close, telemetry.close)
  return { app, catalog, sandbox, records: keeping?.records, reload, health, close }
}

const closeAll = async (...all: readonly ((() => unknown) | undefined)[]) => {
  await Promise.all(all.map((close) => close?.()))
}

/** Joins the rooms: the only place that knows which adapter stands behind which port. */
export async function compose(config: Config, surroundings: Surroundings): Promise<Composition> {
  const catalog = loadShippedCatalog(config)
  const watch = watchRecords()
  const { onEvent } = watch
  const keeping = await openMonitoredRecords(config, catalog, { ...surroundings, onEvent })
  try {
    return await joinRooms(config, surroundings, catalog, { keeping, watch })
  } catch (error) {
    await keeping?.close()
    throw error
  }
}
