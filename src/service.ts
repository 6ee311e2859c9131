import { hash, randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './base/config/config.ts'
import { PROCESS_TERMINAL } from './base/terminal/process-terminal.ts'
import type { Health } from './base/telemetry/health.ts'
import { type Logger, type LogSink, toLogger } from './base/telemetry/logger.ts'
import { type RecentLines, rememberLines } from './base/telemetry/recent-lines.ts'
import type { Clock } from './base/time.ts'
import { callableServices } from './catalog/callable-services.ts'
import type { Catalog } from './catalog/load-catalog.ts'
import { loadShippedCatalog } from './catalog/shipped.ts'
import { servedModelCards } from './evaluation/evidence/served-model-cards.ts'
import { type DriftWatch, watchDrift } from './evaluation/drift/watch-drift.ts'
import { loadChallenger } from './evaluation/monitoring/load-challenger.ts'
import { openMonitoring } from './evaluation/monitoring/open-monitoring.ts'
import { toReferences } from './evaluation/monitoring/references.ts'
import { watchProposals } from './evaluation/proposals/watch-proposals.ts'
import { openOverview } from './evaluation/monitoring/open-overview.ts'
import { answer } from './hook/answer.ts'
import type { CallWatch } from './hook/fetch/call-watch.ts'
import { toPatientData } from './hook/fetch/patient-data.ts'
import type { AnsweredCall, HookPorts } from './hook/call.ts'
import { toFhirPackage } from './interop/fhir-package/to-package.ts'
import { pageRoutes } from './pages/page-routes.ts'
import { toTakeFeedback } from './records/act-on-feedback.ts'
import type { GuidanceRecords } from './records/guidance-records.ts'
import { openRecordKeeping, type RecordKeeping } from './records/open-record-keeping.ts'
import { type SharedState, toSharedState } from './records/share-state.ts'
import { recordsProbes, watchRecords } from './records/watch-records.ts'
import { questionnaireOf } from './hook/entry/to-questionnaire.ts'
import { maybeSandbox } from './sandbox/maybe-sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { AccessControl } from './server/access/access-control.ts'
import { toFhirServerPolicy } from './server/access/fhir-server-policy.ts'
import { openAccess } from './server/access/open-access.ts'
import { memoryReplayStore } from './server/access/replay-store.ts'
import { loadSmartClients } from './server/access/smart-clients.ts'
import { toAdmissionOptions } from './server/http/admission-options.ts'
import { toApp } from './server/http/app.ts'
import { publicUrlsOf } from './server/http/public-urls.ts'
import { listen } from './server/http/server.ts'
import { openTelemetry } from './server/observe/observe.ts'

/** A service that answers. */
export interface RunningService {
  /** The URL under which clients reach it. */
  readonly publicUrl: string
  /** The URL of its socket, which a proxy may stand in front of. */
  readonly socketUrl: string
  readonly catalog: Catalog
  readonly sandbox: Sandbox | undefined
  /** What was said, and what was said to it; nothing where none is kept. */
  readonly records: GuidanceRecords | undefined
  /** Reads again what may change while the service runs: the client registry. */
  readonly reload: () => void
  /**
   * Says that it is about to stop, and still answers for a while: what stands in front of it turns
   * away first.
   *
   * @param signal - Cuts the while short.
   */
  readonly drain: (signal?: AbortSignal) => Promise<void>
  /** Lets requests under way end, then lets go of everything. */
  readonly stop: () => Promise<void>
}

/** What a test replaces. */
export interface StartOptions {
  readonly clock?: Clock
  readonly logSink?: LogSink
  /** Absolute path of the built browser bundle; without it no page is served. */
  readonly webFolder?: string | undefined
}

/** The parts of a service, joined. */
interface Parts {
  readonly app: RequestListener
  readonly health: Health
  readonly open: Pick<RunningService, 'catalog' | 'sandbox' | 'records' | 'reload'>
}

/** What every part is told, and where it says how it is closed. */
interface Site {
  readonly config: Config
  readonly catalog: Catalog
  readonly logger: Logger
  readonly recent: RecentLines
  readonly clock: Clock
  readonly newUuid: () => string
  /** The URL under which clients reach the service, without a trailing slash. */
  readonly publicUrl: string
  readonly webFolder: string | undefined
  readonly closing: Closing
}

/** What is open, to be closed in reverse. */
class Closing {
  readonly #parts: { readonly close: () => unknown }[] = []

  add<Part extends { readonly close: () => unknown }>(part: Part): Part {
    this.#parts.push(part)
    return part
  }

  async all(): Promise<void> {
    for (const part of this.#parts.splice(0).toReversed()) await part.close()
  }
}

/** The records of the process, and what it shares with others. */
async function openRecords({ config, closing, ...site }: Site) {
  const watch = watchRecords()
  const { onEvent } = watch
  const companion = loadChallenger(config.challengerFile, site.catalog)
  const keeping = await openRecordKeeping(config, { ...site, onEvent, companion })
  if (keeping !== undefined) closing.add(keeping)
  const { clock } = site
  const shared = closing.add(toSharedState(keeping, memoryReplayStore(clock), clock))
  const watched = { models: toReferences(site.catalog), records: keeping?.records.drift }
  const drift = closing.add(await watchDrift({ ...watched, logger: site.logger }))
  const proposals = closing.add(
    watchProposals({ ...site, models: watched.models, records: keeping?.records }),
  )
  const probes = [...recordsProbes(keeping), ...drift.probes, ...proposals.probes]
  return { watch, keeping, shared, drift, proposals: proposals.proposals, probes }
}

/** What of a call is kept, and what of what was kept changes the next. */
const keptOf = (keeping: RecordKeeping | undefined, drift: DriftWatch) => ({
  keep:
    keeping &&
    (async (answered: AnsweredCall) => {
      await keeping.keep(answered)
      drift.answered()
    }),
  movedPlatforms: drift.moved,
})

/** Who may call; the mock EHR of the sandbox is one of the clients. */
async function openClients({ config, ...site }: Site, { tokens }: SharedState) {
  const smartClients = loadSmartClients(config.smartClientsFile, site.publicUrl)
  const exampleService = site.catalog.services[0]?.entry.id ?? ''
  const extraServices = site.catalog.boards
    .filter(({ onlyIfRegistered }) => onlyIfRegistered)
    .map(({ entry }) => entry.id)
  const questionnaires = site.catalog.modelFiles.map(({ definition }) =>
    questionnaireOf(definition),
  )
  const shown = { exampleService, extraServices, questionnaires }
  const fhirPackage = () => toFhirPackage({ ...config, ...site, serviceUrl: site.publicUrl })
  const sandbox = await maybeSandbox(config, { ...site, smartClients, ...shown, fhirPackage })
  const ownClients = sandbox === undefined ? [] : [{ id: 'mock-ehr', ...sandbox.client }]
  const access = openAccess(config, site.catalog, { ...site, replays: tokens, ownClients })
  return { smartClients, sandbox, access }
}

/** What calls read, within what the client registry permits. */
function openPatientData(
  { config, closing }: Site,
  { agreementOf }: AccessControl,
  watch?: CallWatch,
) {
  const policy = toFhirServerPolicy({
    agreementOf,
    isSandbox: config.isSandbox,
    defaultBudgetMs: config.fetchBudgetMs,
  })
  return closing.add(toPatientData(policy, { watch }))
}

const pagesOf = ({ publicUrl, webFolder }: Site): Pick<HookPorts, 'pageUrl' | 'appUrl'> => ({
  pageUrl: (path) => `${publicUrl}/${path}`,
  appUrl: webFolder === undefined ? undefined : `${publicUrl}/smart/launch`,
})

/** Everybody who may call, as registered now. */
function clientsOf({ registry }: AccessControl) {
  const { anonymous, clients } = registry()
  return [anonymous, ...clients]
}

const digest = (text: string) => hash('sha256', text, 'hex').slice(0, 32)

/** Joins the parts, from left to right. It holds no behaviour: no request enters it. */
async function join(site: Site): Promise<Parts> {
  const { config, catalog, clock, newUuid, logger, closing } = site
  const publicUrls = publicUrlsOf(site.publicUrl, config.authMode)
  const { watch, keeping, shared, drift, proposals, probes } = await openRecords(site)
  const { smartClients, sandbox, access } = await openClients(site, shared)
  const telemetry = closing.add(await openTelemetry({ ...site, access }))
  const patientData = openPatientData(site, access, telemetry.watch)
  watch.attach(telemetry.metrics, keeping)
  if (telemetry.metrics !== undefined) drift.measure(telemetry.metrics)
  const { health, mounts } = await telemetry.open(patientData, probes)
  const { shown } = shared
  const kept = { shown, ...keptOf(keeping, drift) }
  const { ordersPerCall } = config
  const made = { clock, newUuid, digest }
  const ports: HookPorts = { patientData, ordersPerCall, ...kept, ...pagesOf(site), ...made }
  const { reload, registry } = access
  const app = toApp({
    services: callableServices(catalog, config),
    answer: (question) => answer(question, ports),
    takeFeedback: keeping && toTakeFeedback(keeping, shown),
    modelCards: servedModelCards(catalog, clock),
    admission: toAdmissionOptions(config, access, publicUrls, shared),
    observer: telemetry.observer,
    newRequestId: newUuid,
    trustProxy: config.trustProxy,
    corsOrigins: config.corsOrigins,
    mounts: [
      ...mounts,
      ...openMonitoring(site, keeping, telemetry.metrics),
      ...openOverview(
        { ...site, health, clients: () => clientsOf(access), charts: drift.charts, proposals },
        keeping,
      ),
      ...pageRoutes({ ...site, ...drift, ...telemetry, smartClients, registry, publicUrls }),
      ...(sandbox?.mounts ?? []),
    ],
    logger,
  })
  return { app, health, open: { catalog, sandbox, records: keeping?.records, reload } }
}

/**
 * Starts the service of a configuration.
 *
 * @throws {Error} When the port cannot be had or the services' data is not fit for use.
 */
export async function start(config: Config, options: StartOptions = {}): Promise<RunningService> {
  const { clock = PROCESS_TERMINAL.clock, logSink, webFolder } = options
  const { logger, recent } = rememberLines(toLogger(config.logLevel, logSink), clock)
  const closing = new Closing()
  const joined = Promise.withResolvers<Parts & { readonly publicUrl: string }>()
  // The URL of the socket is known only once it is bound, and nothing is answered before the parts
  // are joined.
  const toListener = async (socketUrl: string) => {
    const publicUrl = config.publicUrl ?? socketUrl
    const catalog = loadShippedCatalog(config)
    const told = { config, catalog, logger, recent, clock, publicUrl, webFolder }
    const parts = await join({ ...told, newUuid: randomUUID, closing })
    joined.resolve({ ...parts, publicUrl })
    return parts.app
  }
  const bounds = { requestTimeoutMs: config.requestTimeoutMs, graceMs: config.shutdownMs }
  const server = await listen(config.host, config.port, toListener, bounds).catch(
    async (error: unknown) => {
      await closing.all()
      throw error
    },
  )
  const { open, health, publicUrl } = await joined.promise
  for (const warning of config.warnings) logger.warn({ warning }, 'configuration')
  const drain: RunningService['drain'] = async (signal) => {
    health.drain()
    server.drain()
    logger.info({ ms: config.drainMs }, 'draining')
    await sleep(config.drainMs, undefined, signal && { signal }).catch(() => undefined)
  }
  const stop = async () => {
    await server.close()
    await closing.all()
  }
  return { ...open, publicUrl, socketUrl: server.url, drain, stop }
}
