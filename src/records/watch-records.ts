import type { RecordKeeping } from './open-record-keeping.ts'
import type { OnRecordsEvent, RecordsEvent } from './store/events.ts'
import type { HealthFinding, HealthProbe } from '../base/telemetry/health.ts'
import type { Metrics } from '../base/telemetry/metric-types.ts'

/** Beyond this share of its bound a spool is a matter for somebody. */
const NEARLY_FULL = 0.8

async function findingOf({ records }: RecordKeeping): Promise<HealthFinding> {
  await records.verify()
  const { database, spool, wasLost } = records.status()
  if (spool.isFailing) return { status: 'degraded', why: 'spool-failing' }
  if (spool.maxBytes > 0 && spool.bytes > NEARLY_FULL * spool.maxBytes)
    return { status: 'degraded', why: 'spool-nearly-full' }
  if (database === 'away') return { status: 'degraded', why: 'database-away' }
  // Another file is in use, and somebody must look after what happened.
  return wasLost ? { status: 'warning', why: 'records-file-lost' } : { status: 'ok' }
}

/** How the records are kept: without their database cards are still answered, so never `down`. */
export const recordsProbes = (keeping: RecordKeeping | undefined): readonly HealthProbe[] =>
  keeping === undefined ? [] : [{ name: 'records', check: () => findingOf(keeping) }]

/** Counts what happens to records. */
function eventMetrics({ counter, durations }: Metrics): OnRecordsEvent {
  const count = counter({
    name: 'cds_records_total',
    help: 'Records and feedback by outcome: stored, spooled, replayed from the spool, unrecorded (answered without a record, or feedback refused), rejected (put aside).',
    labels: ['fate'],
  })
  const countLost = counter({
    name: 'cds_records_files_lost_total',
    help: 'SQLite files that were removed or replaced while they were open, or whose thread ended.',
    labels: [],
  })
  countLost([], 0)
  const took = durations({
    name: 'cds_records_write_duration_seconds',
    help: 'Time of the group commits of records.',
  })
  for (const fate of ['stored', 'spooled', 'replayed', 'unrecorded', 'rejected']) count([fate], 0)
  return (event) => {
    if (event.kind === 'file-lost') countLost([])
    if (
      event.kind === 'database-away' ||
      event.kind === 'database-back' ||
      event.kind === 'file-lost'
    )
      return
    const fate = event.kind === 'spool-lost' ? 'unrecorded' : event.kind
    count([fate], 'entries' in event ? event.entries : 1)
    if (event.kind === 'stored') took([], event.ms / 1000)
  }
}

function statusGauges({ gauge }: Metrics, { records }: RecordKeeping): void {
  const gaugeOf = (name: string, help: string, read: () => number) =>
    gauge({ name: `cds_records_${name}`, help }, () => [{ value: read() }])
  gaugeOf('database_up', 'Whether the database of the records answers.', () =>
    records.status().database === 'up' ? 1 : 0,
  )
  gaugeOf(
    'spool_entries',
    'Entries that wait for the database.',
    () => records.status().spool.entries,
  )
  gaugeOf('spool_bytes', 'Bytes that they take.', () => records.status().spool.bytes)
  gaugeOf('spool_max_bytes', 'Bytes that they may take.', () => records.status().spool.maxBytes)
}

/** Follows what happens to records, from before there is anybody to tell of it. */
export function watchRecords() {
  const early: RecordsEvent[] = []
  let tell: OnRecordsEvent = (event) => void early.push(event)
  const onEvent: OnRecordsEvent = (event) => tell(event)
  return {
    onEvent,
    /** Tells the metrics from now on, and what happened before. */
    attach: (metrics: Metrics | undefined, keeping: RecordKeeping | undefined) => {
      if (metrics === undefined || keeping === undefined) {
        tell = () => undefined
        return
      }
      tell = eventMetrics(metrics)
      statusGauges(metrics, keeping)
      for (const event of early.splice(0)) tell(event)
    },
  }
}

/** Follows what happens to records. */
export type RecordsWatch = ReturnType<typeof watchRecords>
