import { writeFile } from 'node:fs/promises'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { toInstant, toIsoDate } from '../../../base/time.ts'
import type { Catalog } from '../../../catalog/load-catalog.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import type { GuidanceRecord } from '../../../records/guidance-record.ts'
import type { RecordReader } from '../../../records/guidance-records.ts'
import { probabilities } from '../../cohort/commands/cohort-options.ts'
import { readDefinedOutcome } from '../../monitoring/commands/defined-outcome.ts'
import { onRecords } from '../../monitoring/commands/on-records.ts'
import {
  type SpanOptions,
  spanOf,
  withSpanOptions,
} from '../../monitoring/commands/span-options.ts'
import { isCaseOf } from '../../monitoring/monitoring-reference.ts'
import { collect, outcomesFrom, recordsIn } from '../../monitoring/read-monitored-records.ts'
import { toReferences } from '../../monitoring/references.ts'
import type { ReportLanguage } from '../../drawing/report-language.ts'
import { languageOption, reportLanguage } from '../../monitoring/commands/language-option.ts'
import type { Span } from '../../monitoring/service-report.ts'
import { namesOf } from '../../monitoring/service-names.ts'
import { toRecordedCase } from '../../monitoring/to-recorded-case.ts'
import { describePreview, previewHtml, type ServicePreview } from '../describe-preview.ts'
import { previewGoLive } from '../go-live.ts'
import { previewThresholds } from '../threshold-preview.ts'

interface PreviewOptions extends SpanOptions {
  readonly threshold?: readonly number[]
  readonly outcomeDefinition?: string
  readonly language?: ReportLanguage
  readonly out?: string
  readonly json?: boolean
}

const daysOf = ({ from, until }: Span) => ({
  from: toIsoDate(from),
  to: toIsoDate(toInstant(until - 1)),
})

/** The records of a service and of its boards. */
function recordsOf(records: readonly GuidanceRecord[], { services, boards }: Catalog, id: string) {
  const names = new Set([
    id,
    ...services.filter(({ definition }) => definition.id === id).map(({ entry }) => entry.id),
    ...boards
      .filter(({ board }) => board.base.id === id)
      .flatMap(({ board, entry }) => [board.id, entry.id]),
  ])
  return records.filter(({ service }) => names.has(service))
}

async function previewsOf(
  catalog: Catalog,
  reader: RecordReader,
  options: PreviewOptions,
  span: Span,
): Promise<readonly ServicePreview[]> {
  const { client, outcomeDefinition, threshold } = options
  const outcome =
    outcomeDefinition === undefined ? undefined : await readDefinedOutcome(outcomeDefinition)
  const all = await collect(reader.records(recordsIn(span, client)), (record) => record)
  const outcomes = await outcomesFrom(reader, span)
  const previews: ServicePreview[] = []
  for (const [i, reference] of toReferences(catalog).entries()) {
    const model = catalog.definitions[i]?.model
    if (model === undefined) continue
    const { service, hooks } = reference
    const records = recordsOf(all, catalog, service)
    const cases = records.map(toRecordedCase).filter(isCaseOf(reference))
    const { categories } = model.definition
    const borders = categories.map(({ from }) => from).filter((from) => from > 0)
    previews.push({
      service,
      goLive: await previewGoLive(model, { records, hooks, ...daysOf(span) }),
      ...previewThresholds(cases, outcomes, threshold ?? borders, outcome),
    })
  }
  return previews
}

async function run(terminal: Terminal, options: PreviewOptions): Promise<void> {
  const { say, complain, environment, clock } = terminal
  const { out, json } = options
  const language = reportLanguage(options.language, terminal)
  const catalog = await readCatalog(environment)
  await onRecords(terminal, async (reader) => {
    const now = clock.now()
    const span = spanOf(options, now)
    const previews = await previewsOf(catalog, reader, options, span)
    const names = namesOf(catalog, language)
    if (out !== undefined) {
      const made = { ...daysOf(span), day: toIsoDate(now) }
      await writeFile(out, previewHtml(previews, names, language, made))
      complain(`Wrote ${out}`)
    }
    say(
      json === true
        ? JSON.stringify(previews, null, 2)
        : previews.map((preview) => describePreview(preview, names(preview.service))).join('\n\n'),
    )
  })
}

/** `preview`: what doctors would have seen of past orders, under each setting of a site. */
export const define: Define = (command, terminal) =>
  withSpanOptions(
    command
      .option(
        '--threshold <p,...>',
        "thresholds of risk (default: the borders of the model's categories)",
        probabilities,
      )
      .option('--outcome-definition <file>', 'JSON that states within how many days it counts')
      .addOption(languageOption())
      .option('--out <file>', 'write one HTML page')
      .option('--json', 'print JSON'),
  ).action((options: PreviewOptions) => run(terminal, options))
