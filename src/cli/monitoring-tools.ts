import { type Command, InvalidArgumentError } from 'commander'
import type {
  FeedbackRecord,
  GuidanceRecords,
  RecordFilter,
  RecordReader,
  RecordSource,
} from '../guidance/index.ts'
import { type Clock, DAY_MS, Fault, type Instant, toInstant, toIsoDate } from '../kernel/index.ts'
import {
  type MonitoredRecords,
  type MonitoringReference,
  type MonitoringReport,
  toRecordedCase,
  toRecordedOutcome,
} from '../monitoring/index.ts'
import type { RiskModelDefinition } from '../risk-model/index.ts'

/** The records, open beside the service that keeps them. */
export interface OpenedRecords extends RecordReader, Pick<GuidanceRecords, 'addOutcomes'> {
  readonly close: () => Promise<void>
}

/** What the commands about records work with; the adapters are handed in. */
export interface MonitoringTools {
  readonly open: () => Promise<OpenedRecords>
  readonly references: readonly MonitoringReference[]
  /** The key of a model among those that are kept. */
  readonly modelHash: (model: RiskModelDefinition) => string
  readonly loadModel: (path: string) => RiskModelDefinition
  readonly toHtml: (reports: readonly MonitoringReport[], madeOn: string) => Promise<string>
  readonly readTable: (path: string) => AsyncIterable<Readonly<Record<string, unknown>>>
  readonly readText: (path: string) => string
  /** Digest of a text, for names of definitions. */
  readonly digest: (text: string) => string
  /** The pseudonym of a client's patient. */
  readonly patientPseudonym: (client: string, patientId: string) => string
  /** Reads a FHIR server that the person at the terminal names. */
  readonly openFhir: () => RecordSource & { readonly close: () => Promise<void> }
  readonly say: (text: string) => void
  readonly complain: (text: string) => void
  /** Makes the process end with a failure. */
  readonly fail: () => void
  readonly clock: Clock
}

/** A day as `YYYY-MM-DD`, as the moment at which it begins in UTC. */
export function dayOption(text: string): Instant {
  const at = Date.parse(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !Number.isFinite(at))
    throw new InvalidArgumentError('a day, as 2026-03-01')
  return toInstant(at)
}

/** Options that say which records are meant. */
export interface SpanOptions {
  readonly from?: Instant
  readonly to?: Instant
  readonly client?: string
}

/** Gives a command the options that say which records are meant. */
export const withSpanOptions = (command: Command): Command =>
  command
    .option('--from <day>', 'first day (default: a year before the first of this month)', dayOption)
    .option('--to <day>', 'last day, in UTC (default: today)', dayOption)
    .option('--client <id>', 'records of one client alone')

/** The span that the options mean; its end is not in it. */
export function spanOf({ from, to }: SpanOptions, now: Instant) {
  const today = new Date(now)
  const aYearAgo = toInstant(Date.UTC(today.getUTCFullYear() - 1, today.getUTCMonth(), 1))
  const until = to === undefined ? toInstant(now + 1) : toInstant(to + DAY_MS)
  const span = { from: from ?? aYearAgo, until }
  if (span.from >= span.until) throw new Fault('malformed-request', '--from must be before --to')
  return span
}

async function all<Thing, Made>(things: AsyncIterable<Thing>, make: (thing: Thing) => Made) {
  const made: Made[] = []
  for await (const thing of things) made.push(make(thing))
  return made
}

/**
 * Everything recorded in a span, as the statistics need it. Feedback and outcomes come later than
 * cards.
 */
export async function gather(
  reader: RecordReader,
  span: { readonly from: Instant; readonly until: Instant },
  client?: string,
): Promise<MonitoredRecords> {
  const from = new Date(span.from).toISOString()
  const filter: RecordFilter = {
    from,
    until: new Date(span.until).toISOString(),
    ...(client === undefined ? {} : { client }),
  }
  return {
    cases: await all(reader.records(filter), toRecordedCase),
    feedback: await all(reader.feedback({ from }), (one): FeedbackRecord => one),
    outcomes: await all(reader.outcomes({ from: toIsoDate(span.from) }), toRecordedOutcome),
  }
}

/** Works on the records and closes them; a fault becomes one line and a failure. */
export async function onRecords(
  tools: MonitoringTools,
  work: (records: OpenedRecords) => Promise<void>,
): Promise<void> {
  let records: OpenedRecords | undefined
  try {
    records = await tools.open()
    await work(records)
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault
    tools.complain(fault.issues.map(({ text }) => text).join('\n'))
    tools.fail()
  } finally {
    await records?.close()
  }
}
