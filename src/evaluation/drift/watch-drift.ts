import { digestOf } from '../../base/digest.ts'
import type { HealthFinding, HealthProbe } from '../../base/telemetry/health.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import type { Metrics } from '../../base/telemetry/metric-types.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import type { Circumstances } from '../../clinical/models/versions/versioned-model.ts'
import type { DriftRecords } from '../../records/drift-records.ts'
import {
  followCharts,
  movedPlatforms,
  type PlatformChart,
  streamBegins,
  chartedPlatforms,
} from './platform-charts.ts'

/** A model whose anchored platforms are watched. */
export interface WatchedModel {
  /** The service's folder. */
  readonly service: string
  /** Ids under which its hooks are called. */
  readonly hooks: readonly string[]
  readonly model: RiskModelDefinition
}

/** The key of an anchor among what is kept: another signed anchor is another stream. */
export const anchorId = ({ site }: RiskModelDefinition): string =>
  digestOf(JSON.stringify(site?.anchor)).slice(0, 16)

/** The charts of a model as the records have them now, with the alarms that were not told yet. */
export async function readCharts(
  { hooks, model }: WatchedModel,
  records: DriftRecords,
): Promise<readonly PlatformChart[]> {
  const anchor = anchorId(model)
  const [alarms, reviews] = [await records.alarms(anchor), await records.reviews(anchor)]
  const values = await records.values(hooks, streamBegins(model))
  return followCharts(model, { values, alarms, reviews })
}

/** How often it is looked whether another process, or a person, changed something. */
const LOOK_EVERY_MS = 10_000

/** How long after an answer it is looked at the latest: several at once are looked at together. */
const LOOK_AFTER_MS = 250

interface DriftWatchOptions {
  readonly models: readonly WatchedModel[]
  /** Nothing where no records are kept. */
  readonly records: DriftRecords | undefined
  readonly logger: Logger
}

/** What the charts say while a service runs. */
export interface DriftWatch {
  /** Which platforms of a service's model have moved. */
  readonly moved: (service: { readonly id: string }) => Circumstances['moved']
  /** Something was answered: there may be a new value. */
  readonly answered: () => void
  readonly probes: readonly HealthProbe[]
  /** Every chart of every service, as it was last read. */
  readonly charts: () => Watch['charts']
  readonly measure: (metrics: Pick<Metrics, 'gauge'>) => void
  readonly close: () => void
}

function alarmGauge({ gauge }: Pick<Metrics, 'gauge'>, read: () => Watch['charts']): void {
  gauge(
    {
      name: 'cds_drift_alarm',
      help: 'Whether the values of a predictor have moved on a platform since it was anchored, and nobody has looked yet.',
      labels: ['service', 'platform', 'predictor'],
    },
    () =>
      read().map(([service, { platform, predictor, alarm }]) => ({
        labels: { service, platform, predictor },
        value: alarm === undefined ? 0 : 1,
      })),
  )
}

class Watch {
  readonly #models: readonly WatchedModel[]
  readonly #records: DriftRecords
  readonly #logger: Logger
  /** By service; nothing before it was read. */
  readonly #charts = new Map<string, readonly PlatformChart[]>()
  readonly #timer: NodeJS.Timeout
  #soon: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(models: readonly WatchedModel[], records: DriftRecords, logger: Logger) {
    this.#models = models
    this.#records = records
    this.#logger = logger
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref()
  }

  /** Looks at all charts; one look at a time. It never throws: what is known stays. */
  look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => (this.#looking = undefined))
    return this.#looking
  }

  async #lookAtAll(): Promise<void> {
    for (const watched of this.#models)
      try {
        const charts = await readCharts(watched, this.#records)
        this.#charts.set(watched.service, charts)
        await this.#keepAlarms(watched, charts)
      } catch {
        // That the database is away is told by its own health.
      }
  }

  async #keepAlarms(
    { service, model }: WatchedModel,
    charts: readonly PlatformChart[],
  ): Promise<void> {
    for (const { alarm, patients, isCentred } of charts) {
      if (alarm === undefined) continue
      if (!(await this.#records.addAlarm(anchorId(model), alarm))) continue
      const { platform, predictor, direction } = alarm
      const facts = { service, platform, predictor, direction, patients, changesCards: isCentred }
      this.#logger.warn(facts, 'values have moved since they were anchored')
    }
  }

  answered(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      void this.look()
    }, LOOK_AFTER_MS).unref()
  }

  moved({ id }: { readonly id: string }): Circumstances['moved'] {
    if (!this.#models.some(({ service }) => service === id)) return undefined
    const charts = this.#charts.get(id)
    return charts === undefined ? 'unread' : movedPlatforms(charts)
  }

  #finding(): HealthFinding {
    if (this.#models.some(({ service }) => !this.#charts.has(service)))
      return { status: 'degraded', why: 'charts-unread' }
    const alarms = [...this.#charts.values()].flat().filter(({ alarm }) => alarm !== undefined)
    return alarms.length === 0
      ? { status: 'ok' }
      : { status: 'warning', why: `moved: ${String(alarms.length)}` }
  }

  get probes(): readonly HealthProbe[] {
    return [{ name: 'drift', check: () => this.#finding() }]
  }

  /** Every chart of every service, as it was last read. */
  get charts(): readonly (readonly [service: string, chart: PlatformChart])[] {
    return [...this.#charts].flatMap(([service, charts]) =>
      charts.map((chart) => [service, chart] as const),
    )
  }

  close(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
  }
}

const unwatched = (probes: readonly HealthProbe[]): DriftWatch => ({
  moved: () => undefined,
  answered: () => undefined,
  probes,
  charts: () => [],
  measure: (metrics) => alarmGauge(metrics, () => []),
  close: () => undefined,
})

/** Watches the anchored platforms of models in the stream of answered calls. */
export async function watchDrift(options: DriftWatchOptions): Promise<DriftWatch> {
  const { records, logger } = options
  const models = options.models.filter(({ model }) => chartedPlatforms(model).length > 0)
  if (models.length === 0) return unwatched([])
  if (records === undefined) {
    logger.warn({}, 'the model is anchored, and no records are kept: drift is not watched')
    const why = 'no-records'
    return unwatched([{ name: 'drift', check: () => ({ status: 'degraded', why }) }])
  }
  const watch = new Watch(models, records, logger)
  await watch.look()
  return {
    moved: (service) => watch.moved(service),
    answered: () => watch.answered(),
    probes: watch.probes,
    charts: () => watch.charts,
    measure: (metrics) => alarmGauge(metrics, () => watch.charts),
    close: () => watch.close(),
  }
}
