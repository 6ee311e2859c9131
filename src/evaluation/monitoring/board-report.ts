import { oneCasePerOrder } from './orders-and-outcomes.ts'
import type { PeriodLength } from './periods.ts'
import { type MonitoredReference, isCaseOf } from './monitoring-reference.ts'
import type { MonitoredRecords, MonitoringOptions } from './service-report.ts'
import { type ResponseReport, responsesTo } from './card-responses.ts'
import { disclosed, type DisclosedCount } from './small-cells.ts'
import { type PeriodVolume, volumeOver } from './card-volume.ts'

/**
 * What is told of a board: its cards and what clinicians answered. It has no risk whose drift or
 * calibration could be told.
 */
export interface BoardReport {
  readonly service: string
  readonly kind: 'board'
  readonly from: string
  readonly until: string
  readonly by: PeriodLength
  readonly records: DisclosedCount
  readonly orders: DisclosedCount
  readonly volume: readonly PeriodVolume[]
  readonly responses: ResponseReport
}

/** The cards of one board over a span of time; nothing where it recorded nothing. */
export function boardReport(
  { cases, feedback }: MonitoredRecords,
  reference: MonitoredReference,
  { from, until, by = 'month' }: MonitoringOptions,
): BoardReport | undefined {
  const here = cases.filter(isCaseOf(reference)).filter(({ at }) => from <= at && at < until)
  if (here.length === 0) return undefined
  const cards = new Set(here.map(({ card }) => card))
  return {
    service: reference.service,
    kind: 'board',
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    by,
    records: disclosed(here.length),
    orders: disclosed(oneCasePerOrder(here, by).length),
    volume: volumeOver(here, by),
    responses: responsesTo(
      here,
      feedback.filter(({ card }) => cards.has(card)),
    ),
  }
}
