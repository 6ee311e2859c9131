import type { Command } from 'commander'
import { readRecorded } from '../read-monitored-records.ts'
import { isCaseOf } from '../monitoring-reference.ts'
import { type PreviewReport, previewThresholds } from '../threshold-preview.ts'
import { type DisclosedCount, SMALL_CELL } from '../small-cells.ts'
import { probabilities } from '../../cohort/commands/cohort-options.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import {
  type MonitoringTools,
  onRecords,
  type SpanOptions,
  spanOf,
  withSpanOptions,
} from './monitoring-tools.ts'

interface PreviewOptions extends SpanOptions {
  readonly threshold?: readonly number[]
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
      thresholds.map((one) => [
        String(one.threshold),
        count(one.orders),
        count(one.cards),
        share(one.share),
        count(one.known),
        count(one.events),
        share(one.yield),
        share(one.sensitivity),
        share(one.specificity),
      ]),
    ),
    'In brackets: Wilson 95 % intervals. By the predicted risk alone; while the model is not calibrated, a card states a category only if it also holds over the documented populations.',
  ].join('\n')
}

/** Adds `preview`: what a threshold would have shown. */
export function addPreview(program: Command, tools: MonitoringTools): void {
  const command = program
    .command('preview')
    .description(
      'tell how many cards thresholds would have shown over recorded patients, silent ones too',
    )
    .option(
      '--threshold <p,...>',
      "thresholds of risk (default: the borders of the model's categories)",
      probabilities,
    )
    .option('--json', 'print JSON')
  withSpanOptions(command).action((options: PreviewOptions) =>
    onRecords(tools, async (reader) => {
      const { cases, outcomes } = await readRecorded(
        reader,
        spanOf(options, tools.clock.now()),
        options.client,
      )
      const previews = tools.references.map((reference) => {
        const borders = reference.model.categories
          .map(({ from }) => from)
          .filter((from) => from > 0)
        const ours = cases.filter(isCaseOf(reference))
        return {
          service: reference.service,
          ...previewThresholds(ours, outcomes, options.threshold ?? borders),
        }
      })
      tools.say(
        options.json === true
          ? JSON.stringify(previews, null, 2)
          : previews.map((one) => describePreview(one.service, one)).join('\n\n'),
      )
    }),
  )
}
