import { hash, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { RequestListener } from 'node:http'
import { toRecordSource } from './acquisition/index.ts'
import type { Catalog } from './catalog/index.ts'
import { answerCall, boardModelCards, callableServices } from './compose-board.ts'
import { loadShippedCatalog } from './compose-catalog.ts'
import { composeTelemetry, type Telemetry } from './compose-telemetry.ts'
import { webMounts } from './compose-web.ts'
import type { AuthMode, Config } from './config/index.ts'
import type { Dossier } from './evidence/index.ts'
import {
  economise,
  type FeedbackStore,
  type GuidancePorts,
  reviewState,
  toFeedbackRecords,
} from './guidance/index.ts'
import { type AppOptions, type GateOptions, type ServedModelCard, toApp } from './http/index.ts'
import { type Clock, toInstant } from './kernel/index.ts'
import { keepFeedbackInFile, keepFeedbackInMemory, rememberShownCards } from './records/index.ts'
import { modelCardJson, modelCardMarkdown, NOMOGRAM_FILE, nomogramSvg } from './reports/index.ts'
import { openSandbox, type Sandbox } from './sandbox/index.ts'
import {
  type AccessControl,
  agreementOf,
  loadSmartClients,
  memoryReplayStore,
  openAccessControl,
  type SmartClient,
  toFhirServerPolicy,
} from './security/index.ts'
import type { Health, Logger } from './telemetry/index.ts'

const PUBLIC_CLIENTS = fileURLToPath(
  new URL('../fixtures/clients/cds-hooks-sandbox.json', import.meta.url),
)
const ORDERABLES_FILE = fileURLToPath(new URL('../fixtures/orderables.json', import.meta.url))
const PATIENTS_FOLDER = fileURLToPath(new URL('../fixtures/patients', import.meta.url))

export { loadShippedCatalog, shippedModelPath } from './compose-catalog.ts'

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

function toServedModelCard(dossier: Dossier, clock: Clock): ServedModelCard {
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
  ...catalog.dossiers.map((dossier) => toServedModelCard(dossier, clock)),
  ...boardModelCards(catalog),
]

/** A person waits at a terminal, not a physician at an order. */
const EXAMINATION_BUDGET_MS = 30_000

/**
 * What the examination of one patient needs: the service that signs orders, and any FHIR server
 * that the person at the terminal names.
 *
 * @throws {Error} When no service listens to order-sign.
 */
export function composeExamination({ services }: Catalog, clock: Clock = systemClock) {
  const service = services.find(({ entry }) => entry.hook === 'order-sign')
  if (service === undefined) throw new Error('no service listens to order-sign')
  const records = toRecordSource(() => ({
    budgetMs: EXAMINATION_BUDGET_MS,
    mayConnectTo: () => true,
  }))
  const ports: GuidancePorts = {
    records,
    clock,
    newUuid: randomUUID,
    digest: () => '',
    pageUrl: (path) => `https://tace-cds.invalid/${path}`,
  }
  return { service, ports, close: () => records.close() }
}

/** How much is remembered of what was shown: for a working day, and some 10 MB at the most. */
const SHOWN_CARDS = { maxCards: 50_000, forgetAfterMs: 12 * 60 * 60 * 1000 }

const SANDBOX_FEEDBACK = 10_000

/** The sandbox forgets feedback; elsewhere it is taken only where it is kept. */
async function maybeFeedbackStore({
  feedbackFile,
  isSandbox,
}: Config): Promise<FeedbackStore | undefined> {
  if (feedbackFile !== undefined) return keepFeedbackInFile(feedbackFile)
  return isSandbox ? keepFeedbackInMemory(SANDBOX_FEEDBACK) : undefined
}

/** Guidance and feedback as the HTTP edge calls them. */
function toHandlers(
  ports: GuidancePorts,
  feedback: FeedbackStore | undefined,
): Pick<AppOptions, 'giveGuidance' | 'takeFeedback'> {
  const { clock, digest, records } = ports
  const shown = rememberShownCards({ clock, ...SHOWN_CARDS })
  return {
    giveGuidance: async (service, request, { settings, stages, acceptLanguage }) => {
      const timed = {
        acquire: (...args: Parameters<typeof records.acquire>) =>
          stages.during('fetch', records.acquire(...args)),
      }
      const calling = { settings, acceptLanguage }
      const guidance = await answerCall(service, request, { ...ports, records: timed }, calling)
      return economise(guidance, { request, settings, shown, digest })
    },
    takeFeedback:
      feedback &&
      ((service, items, { id: client }) =>
        feedback.add(toFeedbackRecords(items, { service, client, now: clock.now() }, shown))),
  }
}

/** The clients, as they are registered, and who of them calls. */
export function openAccess(
  { authMode, clientsFile, isSandbox, language }: Config,
  { services, boards, definitions }: Catalog,
  { clock, logger }: Surroundings,
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

const gateOptions = (
  config: Config,
  access: AccessControl,
  publicUrls: readonly string[],
): GateOptions => ({
  authenticate: access.authenticate,
  publicUrls,
  requestsPerMinute: config.ratePerMinute,
  bodyLimitBytes: config.bodyLimitBytes,
  capacity: {
    atOnce: config.concurrentRequests,
    waiting: config.queuedRequests,
    patienceMs: PATIENCE_MS,
  },
})

const openRecordSource = (config: Config, access: AccessControl, { watch }: Telemetry) =>
  toRecordSource(
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
  records: GuidancePorts['records'],
): GuidancePorts => ({
  records,
  clock,
  newUuid: randomUUID,
  digest: (text) => hash('sha256', text, 'hex').slice(0, 32),
  pageUrl: (path) => `${publicUrl}/${path}`,
  appUrl: webFolder === undefined ? undefined : `${publicUrl}/smart/launch`,
})

/** Joins the rooms: the only place that knows which adapter stands behind which port. */
export async function compose(config: Config, surroundings: Surroundings): Promise<Composition> {
  const { logger, clock, publicUrl } = surroundings
  const catalog = loadShippedCatalog(config)
  const smartClients = loadSmartClients(config.smartClientsFile, publicUrl)
  const sandbox = await maybeSandbox(config, catalog, surroundings, smartClients)
  const access = openAccess(config, catalog, surroundings, sandbox)
  const telemetry = await composeTelemetry({ config, catalog, access, ...surroundings })
  const records = openRecordSource(config, access, telemetry)
  const ports = toPorts(surroundings, records)
  const publicUrls = namesOf(publicUrl, config.authMode)
  const feedback = await maybeFeedbackStore(config)
  const { health, mounts } = await telemetry.open(records, [])
  const app = toApp({
    services: callableServices(catalog, config),
    modelCards: servedModelCards(catalog, clock),
    ...toHandlers(ports, feedback),
    newRequestId: randomUUID,
    gate: telemetry.watchGate(gateOptions(config, access, publicUrls)),
    observer: telemetry.observer,
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    mounts: [
      ...mounts,
      ...webMounts({ config, catalog, surroundings, smartClients, publicUrls, newId: newUuid }),
      ...(sandbox?.mounts ?? []),
    ],
    logger,
  })
  return {
    app,
    catalog,
    sandbox,
    reload: access.reload,
    health,
    close: () =>
      Promise.all([records.close(), feedback?.close(), telemetry.close()]).then(() => undefined),
  }
}
