import { type Command, InvalidArgumentError } from 'commander'
import type { GuidanceRecords, RecordReader } from '../../../records/guidance-records.ts'
import type { PatientData } from '../../../hook/ports.ts'
import { type Clock, DAY_MS, type Instant, toInstant } from '../../../base/time.ts'
import { Fault } from '../../../base/fault.ts'
import { aYearUpTo, type MonitoringReport, type Span } from '../service-report.ts'
import type { BoardReport } from '../board-report.ts'
import type { MonitoredReference, MonitoringReference } from '../monitoring-reference.ts'
import type { RiskModelDefinition } from '../../../clinical/models/definition.ts'

/** The records, open beside the service that keeps them. */
export interface OpenedRecords extends RecordReader, Pick<GuidanceRecords, 'addOutcomes'> {
  readonly close: () => Promise<void>
}

/** What the commands about records work with; the adapters are handed in. */
export interface MonitoringTools {
  readonly open: () => Promise<OpenedRecords>
  readonly references: readonly MonitoringReference[]
  readonly boards: readonly MonitoredReference[]
  /** The key of a model among those that are kept. */
  readonly modelHash: (model: RiskModelDefinition) => string
  readonly loadModel: (path: string) => RiskModelDefinition
  readonly toHtml: (
    reports: readonly (MonitoringReport | BoardReport)[],
    madeOn: string,
  ) => Promise<string>
  readonly readTable: (path: string) => AsyncIterable<Readonly<Record<string, unknown>>>
  readonly readText: (path: string) => string
  /** Digest of a text, for names of definitions. */
  readonly digest: (text: string) => string
  /** The pseudonym of a client's patient. */
  readonly patientPseudonym: (client: string, patientId: string) => string
  /** Reads a FHIR server that the person at the terminal names. */
  readonly openFhir: () => PatientData & { readonly close: () => Promise<void> }
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
export function spanOf({ from, to }: SpanOptions, now: Instant): Span {
  const usual = aYearUpTo(now)
  const until = to === undefined ? usual.until : toInstant(to + DAY_MS)
  const span = { from: from ?? usual.from, until }
  if (span.from >= span.until) throw new Fault('malformed-request', '--from must be before --to')
  return span
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
