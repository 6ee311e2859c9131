import { writeFile } from 'node:fs/promises'
import { InvalidArgumentError, Option } from 'commander'
import { DAY_MS, toInstant, toIsoDate } from '../../../base/time.ts'
import { boardReport, type BoardReport } from '../board-report.ts'
import { readRecorded } from '../read-monitored-records.ts'
import { monitoringReport, type MonitoringReport, type Span } from '../service-report.ts'
import type { PeriodLength } from '../periods.ts'
import { countText } from '../small-cells.ts'
import { monitoringReportHtml } from '../monitoring-page.ts'
import { toBoardReferences, toReferences } from '../references.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { readDefinedOutcome } from './defined-outcome.ts'
import { describeUndecided } from './describe-undecided.ts'
import { onRecords } from './on-records.ts'
import { dayOption, type SpanOptions, spanOf, withSpanOptions } from './span-options.ts'

interface ReportOptions extends SpanOptions {
  readonly by: PeriodLength
  readonly baseline?: Span
  readonly outcomeDefinition?: string
  readonly out?: string
  readonly json?: boolean
}

/** `2025-01-01..2025-06-30`, both days in it. */
function baselineOption(text: string): Span {
  const [first = '', last = '', ...rest] = text.split('..')
  if (rest.length > 0) throw new InvalidArgumentError('two days, as 2025-01-01..2025-06-30')
  return { from: dayOption(first), until: toInstant(dayOption(last) + DAY_MS) }
}

/** A report in the lines that a terminal shows: what is to be looked at. */
export function describeReport(report: MonitoringReport): string {
  const { service, model, orders, periods, alarms } = report
  const verdict = alarms.length === 0 ? '; no alarm, nothing to watch' : ''
  const head = [
    `${service}, ${model}: ${countText(orders)} orders in ${String(periods.length)} periods${verdict}`,
    ...describeUndecided(report.outcomes),
  ].join('\n')
  if (alarms.length === 0) return head
  const rows = alarms.map(({ period, state, figure, subject }) => [period, state, figure, subject])
  return `${head}\n${textTable(['period', 'state', 'figure', 'of'], rows)}`
}

/** The cards of a board in a line. */
export function describeBoardReport({ service, orders, responses }: BoardReport): string {
  const { shown, answered, overridden } = responses.all
  return `${service}: ${countText(orders)} orders; cards: ${countText(shown)} shown, ${countText(answered)} answered, ${countText(overridden)} overridden`
}

async function run(terminal: Terminal, options: ReportOptions): Promise<void> {
  const { say, complain, environment, clock } = terminal
  const { by, baseline, out, json, client } = options
  const definition = options.outcomeDefinition
  const outcome = definition === undefined ? undefined : await readDefinedOutcome(definition)
  const catalog = await readCatalog(environment)
  await onRecords(terminal, async (reader) => {
    const now = clock.now()
    const span = spanOf(options, now)
    // A baseline may lie before the span.
    const from = toInstant(Math.min(span.from, baseline?.from ?? span.from))
    const records = await readRecorded(reader, { ...span, from }, client)
    const models = toReferences(catalog).map((reference) =>
      monitoringReport(records, reference, { ...span, by, baseline, outcome }),
    )
    const boards = toBoardReferences(catalog).flatMap(
      (reference) => boardReport(records, reference, { ...span, by }) ?? [],
    )
    const reports = [...models, ...boards]
    if (out !== undefined) {
      await writeFile(out, await monitoringReportHtml(reports, toIsoDate(now)))
      complain(`Wrote ${out}`)
    }
    say(
      json === true
        ? JSON.stringify(reports, null, 2)
        : [...models.map(describeReport), ...boards.map(describeBoardReport)].join('\n'),
    )
  })
}

/** `report`: drift, calibration, overrides and alarms from the records. */
export const define: Define = (command, terminal) =>
  withSpanOptions(
    command
      .addOption(
        new Option('--by <period>', 'how long a period is')
          .choices(['month', 'quarter'])
          .default('month'),
      )
      .option(
        '--baseline <day..day>',
        "the site's own records as reference, instead of the declared population",
        baselineOption,
      )
      .option('--outcome-definition <file>', 'JSON that states within how many days it counts')
      .option('--out <file>', 'write one HTML page')
      .option('--json', 'print JSON'),
  ).action((options: ReportOptions) => run(terminal, options))
