import { type Command, InvalidArgumentError } from 'commander'
import { Fault } from '../../../base/fault.ts'
import { DAY_MS, type Instant, toInstant } from '../../../base/time.ts'
import { aYearUpTo, type Span } from '../service-report.ts'

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
