import type { Catalog } from './catalog/load-catalog.ts'
import { loadRiskModelFile } from './catalog/load-risk-model.ts'
import { modelHash } from './records/model-records.ts'
import { openRecordKeeping, type RecordKeeping } from './compose-records.ts'
import type { Config } from './base/config/config.ts'
import { adminRoute, type AdminReport } from './server/http/admin-route.ts'
import type { AppOptions } from './server/http/app.ts'
import { type Clock, type Instant, toIsoDate } from './base/time.ts'
import { Fault } from './base/fault.ts'
import type { AlarmState } from './evaluation/monitoring/alarm-state.ts'
import { aYearUpTo, monitoringReport } from './evaluation/monitoring/monitoring-report-data.ts'
import { boardReport } from './evaluation/monitoring/board-report.ts'
import { challenge, type Challenger, hasSamePredictors } from './evaluation/monitoring/challenge.ts'
import { readRecorded } from './evaluation/monitoring/read-recorded.ts'
import { monitoringAlarms } from './evaluation/monitoring/alarms.ts'
import type { MonitoredReference, MonitoringReference } from './evaluation/monitoring/reference.ts'
import type { MonitoringAlarm } from './evaluation/monitoring/figure-states.ts'
import type { OnRecordsEvent } from './records/store/events.ts'
import { monitoringReportHtml } from './evaluation/monitoring/monitoring-report.ts'
import { toRiskModel } from './clinical/models/estimate.ts'
import type { Logger } from './base/telemetry/logger.ts'
import type { Metrics } from './base/telemetry/metric-types.ts'

/** What the records of each service are held against. */
export const toReferences = ({ services, definitions }: Catalog): readonly MonitoringReference[] =>
  definitions.map((definition) => ({
    service: definition.id,
    hooks: services
      .filter(({ definition: one }) => one.id === definition.id)
      .map(({ entry }) => entry.id),
    model: definition.model.definition,
  }))

/** The boards whose cards are told of. */
export const toBoardReferences = ({ boards }: Catalog): readonly MonitoredReference[] =>
  [...new Set(boards.map(({ board }) => board.id))].map((id) => ({
    service: id,
    hooks: boards.filter(({ board }) => board.id === id).map(({ entry }) => entry.id),
  }))

/**
 * A model that runs beside the installed one of the same predictors.
 *
 * @throws {Fault} When its file is no model, or no installed model has its predictors.
 */
function loadChallenger(file: string, { definitions }: Catalog): Challenger {
  const definition = loadRiskModelFile(file)
  const model = toRiskModel(definition)
  if (!definitions.some((one) => hasSamePredictors(one.model, model)))
    throw new Fault(
      'malformed-request',
      'CHALLENGER_MODEL: no installed service has the predictors of this model',
    )
  const { id, version, calibration } = definition
  return { model, recorded: { id, version, calibration, hash: modelHash(definition) } }
}

interface Surroundings {
  readonly clock: Clock
  readonly logger: Logger
  readonly onEvent?: OnRecordsEvent
}

/**
 * The record keeping of a configuration, with what the challenger says added to each record as it
 * is kept: after the answer is made, so that it can change nothing of it.
 *
 * @throws {Fault} When the challenger cannot be used.
 * @throws {Error} When the records cannot be opened.
 */
export async function openMonitoredRecords(
  config: Pick<Config, 'records' | 'challengerFile'>,
  catalog: Catalog,
  surroundings: Surroundings,
): Promise<RecordKeeping | undefined> {
  const { challengerFile: file } = config
  const challenger = file === undefined ? undefined : loadChallenger(file, catalog)
  const keeping = await openRecordKeeping(config, { catalog, ...surroundings })
  if (keeping === undefined || challenger === undefined) return keeping
  const { records } = keeping
  const { id, version, hash: key } = challenger.recorded
  const definition = JSON.stringify(challenger.model.definition)
  await records.addModel({ hash: key, id, version, definition })
  return {
    ...keeping,
    records: { ...records, record: (one) => records.record(challenge(one, challenger)) },
  }
}

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
      ...toReferences(catalog).map((one) => monitoringReport(recorded, one, span)),
      ...toBoardReferences(catalog).flatMap((one) => boardReport(recorded, one, span) ?? []),
    ]
    return { json, html: () => monitoringReportHtml(json, toIsoDate(now)) }
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
async function currentAlarms(
  { records }: RecordKeeping,
  references: readonly MonitoringReference[],
  now: Instant,
): Promise<readonly MonitoringAlarm[]> {
  const recorded = await readRecorded(records, aYearUpTo(now))
  return references.flatMap((one) => monitoringAlarms(recorded, one, now))
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
  return [['/', adminRoute({ token: adminToken, report })]]
}
