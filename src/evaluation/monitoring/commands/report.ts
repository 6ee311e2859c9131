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
import type { ReportLanguage } from '../../drawing/report-language.ts'
import { fill } from '../../../base/fill.ts'
import { MONITORING_WORDS } from '../monitoring-words.ts'
import type { Speaking } from '../monitoring-tables.ts'
import { namesOf } from '../service-names.ts'
import { languageOption, reportLanguage } from './language-option.ts'
import { describeUndecided } from '../describe-undecided.ts'
import { onRecords } from './on-records.ts'
import { dayOption, type SpanOptions, spanOf, withSpanOptions } from './span-options.ts'

interface ReportOptions extends SpanOptions {
  readonly by: PeriodLength
  readonly baseline?: Span
  readonly outcomeDefinition?: string
  readonly language?: ReportLanguage
  readonly out?: string
  readonly json?: boolean
}

/** `2025-01-01..2025-06-30`, both days in it. */
function baselineOption(text: string): Span {
  const [first = '', last = '', ...rest] = text.split('..')
  if (rest.length > 0) throw new InvalidArgumentError('two days, as 2025-01-01..2025-06-30')
  return { from: dayOption(first), until: toInstant(dayOption(last) + DAY_MS) }
}

/** A report in the lines that a terminal shows: what it came to, and what is to be looked at. */
export function describeReport(report: MonitoringReport, { words, names }: Speaking): string {
  const { service: id, model, orders, situations, periods, alarms } = report
  const list = Object.entries(situations)
    .map(([situation, n]) =>
      fill(words.situation, { n: countText(n), situation: names.situation(situation) }),
    )
    .join(words.comma)
  const head = [
    fill(words.terminalHead, {
      service: names.service,
      id,
      model,
      orders: countText(orders),
      periods: periods.length,
      verdict: alarms.length === 0 ? words.quiet : '',
    }),
    ...(orders === 0 ? [] : [fill(words.bySituation, { list })]),
    ...describeUndecided(report.outcomes, { words, names }),
  ].join('\n')
  if (alarms.length === 0) return head
  const [, ...columns] = words.alarmTable
  const rows = alarms.map(({ period, state, figure, subject }) => [
    period,
    words.states[state],
    words.figures[figure],
    subject === model ? subject : names.predictor(subject),
  ])
  return `${head}\n${textTable(columns, rows)}`
}

/** The cards of a board in a line. */
export function describeBoardReport(
  { service: id, orders, responses }: BoardReport,
  { words, names }: Speaking,
): string {
  const { shown, answered, overridden } = responses.all
  return fill(words.terminalBoard, {
    service: names.service,
    id,
    orders: countText(orders),
    shown: countText(shown),
    answered: countText(answered),
    overridden: countText(overridden),
  })
}

async function run(terminal: Terminal, options: ReportOptions): Promise<void> {
  const { say, complain, environment, clock } = terminal
  const { by, baseline, out, json, client } = options
  const definition = options.outcomeDefinition
  const outcome = definition === undefined ? undefined : await readDefinedOutcome(definition)
  const catalog = await readCatalog(environment)
  const language = reportLanguage(options.language, terminal)
  const names = namesOf(catalog, language)
  const speaking = (service: string) => ({
    words: MONITORING_WORDS[language],
    names: names(service),
  })
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
      await writeFile(out, await monitoringReportHtml(reports, toIsoDate(now), names, language))
      complain(`Wrote ${out}`)
    }
    say(
      json === true
        ? JSON.stringify(reports, null, 2)
        : [
            ...models.map((report) => describeReport(report, speaking(report.service))),
            ...boards.map((report) => describeBoardReport(report, speaking(report.service))),
          ].join('\n'),
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
      .addOption(languageOption())
      .option('--out <file>', 'write one HTML page')
      .option('--json', 'print JSON'),
  ).action((options: ReportOptions) => run(terminal, options))
