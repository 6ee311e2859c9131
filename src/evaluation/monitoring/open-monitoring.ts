import type { Config } from '../../base/config/config.ts'
import type { Metrics } from '../../base/telemetry/metric-types.ts'
import { type Clock, type Instant, toIsoDate } from '../../base/time.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import type { RecordKeeping } from '../../records/open-record-keeping.ts'
import { adminRoute, type AdminReport } from '../../server/http/admin-route.ts'
import type { AppOptions } from '../../server/http/app.ts'
import type { AlarmState } from './alarm-state.ts'
import { monitoringAlarms } from './last-month-alarms.ts'
import { boardReport } from './board-report.ts'
import type { MonitoringAlarm } from './figure-states.ts'
import { monitoringReportHtml } from './monitoring-page.ts'
import { namesOf } from './service-names.ts'
import { aYearUpTo, monitoringReport } from './service-report.ts'
import { readRecorded } from './read-monitored-records.ts'
import type { MonitoringReference } from './monitoring-reference.ts'
import { toBoardReferences, toReferences } from './references.ts'

/** A report is worked out in the process that answers doctors: seldom. */
const REPORT_AGE_MS = 60_000

/** The report of the year up to now of every service and board, made at most once a minute. */
function toAdminReport(
  { records }: RecordKeeping,
  catalog: Catalog,
  clock: Clock,
): () => Promise<AdminReport> {
  let last: { readonly at: Instant; readonly report: Promise<AdminReport> } | undefined
  const make = async (now: Instant): Promise<AdminReport> => {
    const span = aYearUpTo(now)
    const recorded = await readRecorded(records, span)
    const json = [
      ...toReferences(catalog).map((reference) => monitoringReport(recorded, reference, span)),
      ...toBoardReferences(catalog).flatMap(
        (reference) => boardReport(recorded, reference, span) ?? [],
      ),
    ]
    return {
      json,
      html: (language) =>
        monitoringReportHtml(json, toIsoDate(now), namesOf(catalog, language), language),
    }
  }
  return () => {
    const now = clock.now()
    if (last !== undefined && Math.abs(now - last.at) < REPORT_AGE_MS) return last.report
    const report = make(now)
    last = { at: now, report }
    // What failed is not shown for a minute.
    report.catch(() => {
      last = undefined
    })
    return report
  }
}

/** A year of records is read for them: seldom. */
const ALARMS_AGE_MS = 60 * 60 * 1000

const STATE_VALUES: Readonly<Record<AlarmState, number>> = {
  'too-few': -1,
  'in-control': 0,
  watch: 1,
  alarm: 2,
}

/** The state of every monitored figure in the last whole month. */
export async function currentAlarms(
  { records }: RecordKeeping,
  references: readonly MonitoringReference[],
  now: Instant,
): Promise<readonly MonitoringAlarm[]> {
  const recorded = await readRecorded(records, aYearUpTo(now))
  return references.flatMap((reference) => monitoringAlarms(recorded, reference, now))
}

/** States of an hour ago at the most, as gauges. Who asks does not wait for new ones. */
function alarmGauges(
  { gauge }: Pick<Metrics, 'gauge'>,
  keeping: RecordKeeping,
  references: readonly MonitoringReference[],
  clock: Clock,
): void {
  let known: readonly MonitoringAlarm[] = []
  let askedAt: Instant | undefined
  const ask = async (now: Instant) => {
    askedAt = now
    known = await currentAlarms(keeping, references, now)
  }
  gauge(
    {
      name: 'cds_monitoring_state',
      help: 'State of each monitored figure in the last whole month: -1 too few patients to judge, 0 in control, 1 watch, 2 alarm.',
      labels: ['service', 'figure', 'subject'],
    },
    () => {
      const now = clock.now()
      // That the database is away is told by its own health; the next hour asks again.
      if (askedAt === undefined || Math.abs(now - askedAt) >= ALARMS_AGE_MS)
        ask(now).catch(() => undefined)
      return known.map(({ service, figure, subject, state }) => ({
        labels: { service, figure, subject },
        value: STATE_VALUES[state],
      }))
    },
  )
}

/** What monitoring needs of a process. */
export interface Monitored {
  readonly config: Pick<Config, 'adminToken'>
  readonly catalog: Catalog
  readonly clock: Clock
}

/**
 * Gauges of the alarms where there are metrics, and the operator's report where there is a token;
 * nothing where nothing is recorded.
 */
export function openMonitoring(
  { config: { adminToken }, catalog, clock }: Monitored,
  keeping: RecordKeeping | undefined,
  metrics: Pick<Metrics, 'gauge'> | undefined,
): AppOptions['mounts'] {
  if (keeping === undefined) return []
  const references = toReferences(catalog)
  if (metrics !== undefined) alarmGauges(metrics, keeping, references, clock)
  if (adminToken === undefined) return []
  const report = toAdminReport(keeping, catalog, clock)
  return [['/', adminRoute({ token: adminToken, path: '/admin/report', report })]]
}
