import type { FeedbackRecord } from '../../records/feedback.ts'
import type { RecordReader } from '../../records/guidance-records.ts'
import { toIsoDate } from '../../base/time.ts'
import type { MonitoredRecords, Span } from './service-report.ts'
import { toRecordedCase, toRecordedOutcome } from './to-recorded-case.ts'

/** All things of a stream, each made into what is needed of it. */
export async function collect<Thing, Made>(
  things: AsyncIterable<Thing>,
  make: (thing: Thing) => Made,
): Promise<readonly Made[]> {
  const made: Made[] = []
  for await (const thing of things) made.push(make(thing))
  return made
}

/** The span and the client as the records are asked for them. */
export const recordsIn = ({ from, until }: Span, client?: string) => ({
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
  ...(client === undefined ? {} : { client }),
})

/** Outcomes from the beginning of a span on; they come later than the cards. */
export const outcomesFrom = (reader: RecordReader, { from }: Span) =>
  collect(reader.outcomes({ from: toIsoDate(from) }), toRecordedOutcome)

/**
 * Everything recorded in a span of time, of one client or of all, as the statistics need it.
 * Feedback comes later than its cards, so that it has no end.
 */
export async function readRecorded(
  reader: RecordReader,
  span: Span,
  client?: string,
): Promise<MonitoredRecords> {
  const { until, ...later } = recordsIn(span, client)
  return {
    cases: await collect(reader.records({ ...later, until }), toRecordedCase),
    feedback: await collect(reader.feedback(later), (record): FeedbackRecord => record),
    outcomes: await outcomesFrom(reader, span),
  }
}
