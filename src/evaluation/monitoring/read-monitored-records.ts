import type { FeedbackRecord } from '../../records/feedback.ts'
import type { RecordReader } from '../../records/guidance-records.ts'
import { toIsoDate } from '../../base/time.ts'
import type { MonitoredRecords, Span } from './service-report.ts'
import { toRecordedCase, toRecordedOutcome } from './to-recorded-case.ts'

async function all<Thing, Made>(things: AsyncIterable<Thing>, make: (thing: Thing) => Made) {
  const made: Made[] = []
  for await (const thing of things) made.push(make(thing))
  return made
}

/**
 * Everything recorded in a span of time, of one client or of all, as the statistics need it.
 * Feedback and outcomes come later than their cards, so that theirs has no end.
 */
export async function readRecorded(
  reader: RecordReader,
  span: Span,
  client?: string,
): Promise<MonitoredRecords> {
  const from = new Date(span.from).toISOString()
  const until = new Date(span.until).toISOString()
  const ofClient = client === undefined ? {} : { client }
  return {
    cases: await all(reader.records({ from, until, ...ofClient }), toRecordedCase),
    feedback: await all(reader.feedback({ from, ...ofClient }), (record): FeedbackRecord => record),
    outcomes: await all(reader.outcomes({ from: toIsoDate(span.from) }), toRecordedOutcome),
  }
}
