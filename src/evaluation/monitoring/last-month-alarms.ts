import { type Instant, toInstant } from '../../base/time.ts'
import { aYearBefore } from './periods.ts'
import type { MonitoringReference } from './monitoring-reference.ts'
import { type MonitoredRecords, monitoringReport } from './service-report.ts'
import { type MonitoringAlarm, statesOf } from './figure-states.ts'

/** The first moment of the month of a moment, in UTC. */
function monthStart(at: Instant): Instant {
  const day = new Date(at)
  return toInstant(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1))
}

/**
 * The state of every figure of a service in the last whole month before `now`, from the records of
 * the year up to it. For gauges: work of some tens of milliseconds for some thousand records, so
 * not for every scrape.
 */
export function monitoringAlarms(
  records: MonitoredRecords,
  reference: MonitoringReference,
  now: Instant,
): readonly MonitoringAlarm[] {
  const until = monthStart(now)
  const report = monitoringReport(records, reference, { from: aYearBefore(until), until })
  const last = report.periods.at(-1)
  const states = statesOf(report).filter(({ period }) => period === last)
  const previous = new Date(until - 1).toISOString().slice(0, 7)
  // A month without orders is not in the report: nothing can be said of it.
  return last === previous
    ? states
    : states.map((alarm) => ({ ...alarm, period: previous, state: 'too-few' as const }))
}
