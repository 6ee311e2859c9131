import type { Config } from '../../base/config/config.ts'
import { type SettingName, SETTINGS } from '../../base/config/settings.ts'
import type { Setting } from '../../base/config/setting.ts'
import type { Health } from '../../base/telemetry/health.ts'
import type { RecentLines } from '../../base/telemetry/recent-lines.ts'
import type { Clock } from '../../base/time.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import { reviewState } from '../../clinical/assessment/model-card.ts'
import type { ClientSettings } from '../../hook/client-settings.ts'
import type { PlatformChart } from '../drift/platform-charts.ts'
import type { AnchorProposal } from '../proposals/propose-anchors.ts'
import type { MonitoringAlarm } from './figure-states.ts'

/** A client as it is registered, without its keys. */
export interface RegisteredForOverview {
  readonly settings: ClientSettings
  readonly fhirServers: readonly { readonly url: string }[]
  readonly iss?: string
}

export interface OverviewParts {
  readonly config: Config
  readonly catalog: Catalog
  readonly clients: () => readonly RegisteredForOverview[]
  readonly recent: RecentLines
  readonly health: Pick<Health, 'report'>
  readonly alarms: () => Promise<readonly MonitoringAlarm[]>
  /** The charts of anchored devices and methods, by service, as they were last read. */
  readonly charts: () => readonly (readonly [service: string, chart: PlatformChart])[]
  /** What a person could sign, by service. */
  readonly proposals: () => readonly (readonly [service: string, proposal: AnchorProposal])[]
  readonly clock: Clock
}

type Row = Readonly<Record<string, string>>

/** What the operator sees: each list is a table of the page. */
export interface Overview {
  readonly settings: readonly Row[]
  readonly clients: readonly Row[]
  readonly services: readonly Row[]
  readonly models: readonly Row[]
  readonly health: readonly Row[]
  readonly alarms: readonly Row[]
  readonly drift: readonly Row[]
  readonly proposals: readonly Row[]
  readonly inputs: readonly Row[]
  readonly refusals: readonly Row[]
}

function written(value: unknown): string {
  if (value === undefined || value === null) return 'not set'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The settings as they are understood; of a secret only whether there is one. */
function settingRows(config: Config): readonly Row[] {
  return Object.entries<Setting>(SETTINGS)
    .filter(([, { isInternal }]) => isInternal !== true)
    .map(([name, { variable, isSecret }]) => {
      const value = config[name as SettingName & keyof Config]
      const shown = isSecret === true && value !== undefined ? 'set, and not shown' : written(value)
      return { setting: variable, value: shown }
    })
}

const stateOf = ({ killSwitch, silent }: ClientSettings) => {
  if (killSwitch) return 'stopped'
  return silent ? 'silent' : 'served'
}

const clientRows = (clients: readonly RegisteredForOverview[]): readonly Row[] =>
  clients.map(({ settings, iss = 'sends no token', fhirServers }) => ({
    client: settings.id,
    iss,
    'FHIR servers': fhirServers.map(({ url }) => url).join(', '),
    services: settings.services?.join(', ') ?? 'all',
    'CDS Hooks': settings.cdsHooksVersion,
    state: stateOf(settings),
  }))

const serviceRows = ({ services, boards }: Catalog): readonly Row[] =>
  [...services, ...boards].map(({ entry }) => ({ service: entry.id, hook: entry.hook }))

const modelRows = ({ definitions }: Catalog, clock: Clock): readonly Row[] =>
  definitions.map(({ id, model, review }) => ({
    model: id,
    version: model.definition.version,
    calibration: model.definition.calibration,
    review: `${reviewState(review, clock.now())}, by ${review.reviewBy}`,
  }))

const driftRow = ([service, chart]: readonly [string, PlatformChart]): Row => {
  const { platform, predictor, patients, sums, limit, alarm } = chart
  return {
    service,
    'device and method': platform,
    of: predictor,
    patients: String(patients),
    up: sums.up.toFixed(1),
    down: sums.down.toFixed(1),
    limit: limit.toFixed(1),
    moved: alarm === undefined ? '' : `${alarm.direction}, ${alarm.at.slice(0, 10)}`,
  }
}

const proposalRow = ([service, proposal]: readonly [string, AnchorProposal]): Row => {
  const { platform, patients, recorded, mean, sd, period } = proposal
  return {
    service,
    'device and method': platform,
    'complete of all': `${String(patients)}/${String(recorded)}`,
    'mean (SD)': `${mean.toPrecision(3)} (${sd.toPrecision(3)})`,
    from: period.from,
    to: period.to,
  }
}

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join('; ')
  return value === undefined ? '' : written(value)
}

const REFUSAL_COLUMNS = ['time', 'status', 'fault', 'client', 'service', 'why', 'told', 'requestId']

/** Configuration, clients, services, what was refused and missed of late, and what is unwell. */
export async function toOverview(parts: OverviewParts): Promise<Overview> {
  const { config, catalog, clients, recent, health, alarms, charts, proposals, clock } = parts
  const { count, gaps } = recent.answers()
  const { checks } = await health.report()
  return {
    settings: settingRows(config),
    clients: clientRows(clients()),
    services: serviceRows(catalog),
    models: modelRows(catalog, clock),
    health: Object.entries(checks).map(([part, { status, why = '' }]) => ({ part, status, why })),
    alarms: (await alarms()).map(({ service, figure, subject, state }) => ({
      service,
      figure,
      subject,
      state,
    })),
    drift: charts().map(driftRow),
    proposals: proposals().map(proposalRow),
    inputs: [
      { input: 'answers since the start', count: String(count) },
      ...Object.entries(gaps).map(([input, times]) => ({ input, count: String(times) })),
    ],
    refusals: recent
      .refusals()
      .map((fields) =>
        Object.fromEntries(REFUSAL_COLUMNS.map((column) => [column, textOf(fields[column])])),
      ),
  }
}
