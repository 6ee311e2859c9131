import { readRecorded } from '../read-monitored-records.ts'
import { isCaseOf } from '../monitoring-reference.ts'
import { type PreviewReport, previewThresholds } from '../threshold-preview.ts'
import { type DisclosedCount, SMALL_CELL } from '../small-cells.ts'
import { readDefinedOutcome } from './defined-outcome.ts'
import { describeUndecided } from './describe-undecided.ts'
import { probabilities } from '../../cohort/commands/cohort-options.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { toReferences } from '../references.ts'
import { onRecords } from './on-records.ts'
import { type SpanOptions, spanOf, withSpanOptions } from './span-options.ts'

interface PreviewOptions extends SpanOptions {
  readonly threshold?: readonly number[]
  readonly outcomeDefinition?: string
  readonly json?: boolean
}

type Share = PreviewReport['thresholds'][number]['yield']

const count = (of: DisclosedCount) => (of === 'few' ? `<${SMALL_CELL}` : String(of))

const share = (of: Share) =>
  of === undefined
    ? '-'
    : `${(100 * of.value).toFixed(1)} (${(100 * of.ci95[0]).toFixed(1)} to ${(100 * of.ci95[1]).toFixed(1)})`

/** A preview as people read it. */
export function describePreview(service: string, preview: PreviewReport): string {
  const { orders, estimated, outcomesKnown, thresholds } = preview
  return [
    `${service}: ${count(orders)} recorded orders, ${count(estimated)} with a risk, ${count(outcomesKnown)} of them with a known outcome`,
    ...describeUndecided(preview),
    textTable(
      [
        'threshold',
        'orders',
        'cards',
        '% of orders',
        'outcome known',
        'with it',
        'yield, %',
        'sensitivity, %',
        'specificity, %',
      ],
      thresholds.map((row) => [
        String(row.threshold),
        count(row.orders),
        count(row.cards),
        share(row.share),
        count(row.known),
        count(row.events),
        share(row.yield),
        share(row.sensitivity),
        share(row.specificity),
      ]),
    ),
    'In brackets: Wilson 95 % intervals. By the predicted risk alone; a card states a category only where enough versions of the model agree on it.',
  ].join('\n')
}

async function run(terminal: Terminal, options: PreviewOptions): Promise<void> {
  const { say, environment, clock } = terminal
  const definition = options.outcomeDefinition
  const outcome = definition === undefined ? undefined : await readDefinedOutcome(definition)
  const references = toReferences(await readCatalog(environment))
  await onRecords(terminal, async (reader) => {
    const span = spanOf(options, clock.now())
    const { cases, outcomes } = await readRecorded(reader, span, options.client)
    const previews = references.map((reference) => {
      const { service, model } = reference
      const borders = model.categories.map(({ from }) => from).filter((from) => from > 0)
      const ours = cases.filter(isCaseOf(reference))
      return {
        service,
        ...previewThresholds(ours, outcomes, options.threshold ?? borders, outcome),
      }
    })
    say(
      options.json === true
        ? JSON.stringify(previews, null, 2)
        : previews.map((preview) => describePreview(preview.service, preview)).join('\n\n'),
    )
  })
}

/** `preview`: what a threshold would have shown. */
export const define: Define = (command, terminal) =>
  withSpanOptions(
    command
      .option(
        '--threshold <p,...>',
        "thresholds of risk (default: the borders of the model's categories)",
        probabilities,
      )
      .option('--outcome-definition <file>', 'JSON that states within how many days it counts')
      .option('--json', 'print JSON'),
  ).action((options: PreviewOptions) => run(terminal, options))
