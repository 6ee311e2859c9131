import type { CallWatch } from '../../hook/fetch/call-watch.ts'
import type { ClosablePatientData } from '../../hook/fetch/patient-data.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import {
  buildGauges,
  fhirCallMetrics,
  healthGauges,
  connectionGauges,
  queueGauges,
  requestMetrics,
} from './service-metrics.ts'
import { SOFTWARE_VERSION as version } from '../../base/version.ts'
import type { Config } from '../../base/config/config.ts'
import { expiringSteps } from '../../clinical/models/site-evidence.ts'
import { reviewState } from '../../clinical/assessment/model-card.ts'
import type { AppOptions } from '../http/app.ts'
import { healthRoutes } from '../http/health-routes.ts'
import { listen, type RunningServer } from '../http/server.ts'
import { metricsRoute } from '../http/metrics-route.ts'
import type { RequestObserver } from '../http/request-context.ts'
import { toOperationsApp } from '../http/operations-app.ts'
import { type Clock, toIsoDate } from '../../base/time.ts'
import type { AccessControl } from '../access/access-control.ts'
import { Health, type HealthProbe } from '../../base/telemetry/health.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import type { Metrics } from '../../base/telemetry/metric-types.ts'
import { openMetrics } from '../../base/telemetry/metrics.ts'
import { openTracing, type Tracing } from '../../base/telemetry/tracing.ts'

interface Watched {
  readonly config: Config
  readonly catalog: Catalog
  readonly access: AccessControl
  readonly clock: Clock
  readonly logger: Logger
}

export interface Telemetry {
  /** Others add their own to them; nothing when metrics are off. */
  readonly metrics: Metrics | undefined
  readonly watch: CallWatch | undefined
  readonly observer: RequestObserver
  /** Opens `/health` and `/metrics`, once everything is there that they look at. */
  readonly open: (
    patientData: Pick<ClosablePatientData, 'connections'>,
    probes: readonly HealthProbe[],
  ) => Promise<OpenTelemetryRoutes>
  readonly close: () => Promise<void>
}

interface OpenTelemetryRoutes {
  readonly health: Health
  /** Routers of the main port. */
  readonly mounts: AppOptions['mounts']
}

/**
 * Hosts of registered FHIR servers; of others, which only the sandbox reads, the label says no
 * more.
 */
function toServerNames({ registry }: AccessControl): (server: string) => string {
  let [known, hosts] = [registry(), new Set<string>()]
  const hostOf = (url: string) => URL.parse(url)?.host ?? 'other'
  const read = () => {
    const { clients, anonymous } = known
    hosts = new Set(
      [...clients, anonymous].flatMap(({ fhirServers }) =>
        fhirServers.map(({ url }) => hostOf(url)),
      ),
    )
  }
  read()
  return (server) => {
    if (registry() !== known) {
      known = registry()
      read()
    }
    const host = hostOf(server)
    return hosts.has(host) ? host : 'other'
  }
}

function warnOfReviews({ catalog: { definitions }, logger, clock }: Watched): void {
  for (const { id, review } of definitions) {
    const state = reviewState(review, clock.now())
    if (state === 'current') continue
    logger.warn({ model: id, reviewBy: review.reviewBy, review: state }, 'model card needs review')
  }
}

/** The steps of the sites' evidence that somebody must make anew. */
const expiring = ({ catalog: { definitions }, clock }: Pick<Watched, 'catalog' | 'clock'>) =>
  definitions.flatMap(({ model }) => expiringSteps(model.definition.site, toIsoDate(clock.now())))

function warnOfExpiry(watched: Watched): void {
  for (const { step, expires, isPast } of expiring(watched))
    watched.logger.warn(
      { step, expires },
      isPast ? "the site's evidence has expired" : "the site's evidence will expire",
    )
}

/** The probes of the clients' registry and keys. */
const clientProbes = ({ access }: Watched): readonly HealthProbe[] => [
  {
    name: 'client-registry',
    check: () =>
      access.health().isCurrent ? { status: 'ok' } : { status: 'degraded', why: 'not-read-again' },
  },
  {
    name: 'client-keys',
    check: () => {
      const { failing } = access.health()
      return failing === 0
        ? { status: 'ok' }
        : { status: 'degraded', why: `not-fetched: ${String(failing)}` }
    },
  },
]

/** The probes of what every process has. */
function ownProbes(watched: Watched): readonly HealthProbe[] {
  const { catalog, clock } = watched
  const { services, definitions } = catalog
  return [
    { name: 'catalog', check: () => ({ status: services.length > 0 ? 'ok' : 'down' }) },
    {
      name: 'model-review',
      check: () => {
        const states = definitions.map(({ review }) => reviewState(review, clock.now()))
        if (states.includes('overdue')) return { status: 'degraded', why: 'overdue' }
        return states.includes('due') ? { status: 'warning', why: 'due' } : { status: 'ok' }
      },
    },
    {
      name: 'site-evidence',
      check: () => {
        const steps = expiring({ catalog, clock })
        const past = steps.find(({ isPast }) => isPast)
        if (past !== undefined) return { status: 'degraded', why: `${past.step}-expired` }
        const [due] = steps
        return due === undefined
          ? { status: 'ok' }
          : { status: 'warning', why: `${due.step}-expires ${due.expires}` }
      },
    },
    ...clientProbes(watched),
  ]
}

function toTrace({ request }: Tracing): NonNullable<RequestObserver['trace']> {
  return (traceparent, run) => {
    const span = request(traceparent, run)
    return {
      stage: span.stage,
      end: ({ service, hook, client = 'none', status = 0, fault }) => {
        if (service !== undefined) span.rename(service)
        span.end(
          {
            'http.response.status_code': status,
            'cds.client': client,
            ...(hook === undefined ? {} : { 'cds.hook': hook }),
            ...(fault === undefined ? {} : { 'cds.fault': fault }),
          },
          status >= 500 || status === 0,
        )
      },
    }
  }
}

/** Follows a call to a FHIR server in metrics and traces, where there are such. */
function toWatch(
  measure: CallWatch | undefined,
  tracing: Tracing | undefined,
  nameOf: (server: string) => string,
): CallWatch | undefined {
  if (tracing === undefined) return measure
  return (call) => {
    const measured = measure?.(call)
    const span = tracing.outgoing(`${call.interaction} ${call.resourceType}`)
    return {
      headers: span && { traceparent: span.traceparent },
      end: (outcome) => {
        measured?.end(outcome)
        const facts = { 'server.name': nameOf(call.server), 'fhir.outcome': outcome }
        span?.end(facts, outcome !== 'ok')
      },
    }
  }
}

async function maybeTracing(config: Config): Promise<Tracing | undefined> {
  const { traceEndpoint, traceHeaders, traceServiceName, traceShare } = config
  if (traceEndpoint === undefined) return undefined
  return openTracing({
    endpoint: traceEndpoint,
    headers: traceHeaders,
    serviceName: traceServiceName,
    version,
    share: traceShare,
  })
}

/** Metrics on a port of their own, where one is named. */
async function maybeOperationsServer(
  { config: { metricsHost, metricsPort }, logger }: Watched,
  routers: Parameters<typeof toOperationsApp>[0],
): Promise<RunningServer | undefined> {
  if (metricsPort === undefined) return undefined
  const app = toOperationsApp(routers, logger)
  const server = await listen(metricsHost, metricsPort, () => Promise.resolve(app))
  logger.info({ url: server.url }, 'metrics')
  return server
}

/** Metrics, traces and health of the service, as they are configured. */
export async function openTelemetry(watched: Watched): Promise<Telemetry> {
  const { config, catalog, access, clock } = watched
  warnOfReviews(watched)
  warnOfExpiry(watched)
  const metrics = config.metrics ? await openMetrics() : undefined
  const tracing = await maybeTracing(config)
  const nameOf = toServerNames(access)
  if (metrics !== undefined) buildGauges(metrics, catalog, clock, version)
  const closing: (() => Promise<void>)[] = []

  async function open(
    { connections }: Pick<ClosablePatientData, 'connections'>,
    probes: readonly HealthProbe[],
  ): Promise<OpenTelemetryRoutes> {
    const health = new Health([...ownProbes(watched), ...probes])
    const healthRouter = healthRoutes({ report: () => health.report(), version })
    if (metrics === undefined) return { health, mounts: [['/', healthRouter]] }
    connectionGauges(metrics, connections, nameOf)
    healthGauges(metrics, health)
    const routers = [healthRouter, metricsRoute(metrics.expose, config.metricsToken)]
    const server = await maybeOperationsServer(watched, routers)
    if (server === undefined) return { health, mounts: routers.map((router) => ['/', router]) }
    closing.push(server.close)
    return { health, mounts: [['/', healthRouter]] }
  }

  return {
    metrics,
    watch: toWatch(metrics && fhirCallMetrics(metrics, nameOf), tracing, nameOf),
    observer: {
      ended: metrics && requestMetrics(metrics),
      trace: tracing && toTrace(tracing),
      queue: metrics && ((read) => queueGauges(metrics, read)),
    },
    open,
    close: async () => {
      metrics?.close()
      await Promise.all([...closing.map((close) => close()), tracing?.close()])
    },
  }
}
