import type { ReportLanguage } from '../../drawing/report-language.ts'
import { writeFile } from 'node:fs/promises'
import { tellIn, tellLines } from '../../language/tell.ts'
import { extractionReportHtml } from '../extraction-page.ts'
import type { Counts } from '../tally.ts'
import type { ExtractionDocument } from '../extraction-document.ts'

const lines = (counts: Counts, indent = '  ') =>
  Object.entries(counts).map(([name, count]) => `${indent}${name}: ${String(count)}`)

/** An extraction in the lines that a terminal shows. */
function extractionSummary(document: ExtractionDocument): string {
  const { flow, missingness, outcomes, problems, warnings } = document
  const { unknown } = outcomes
  return [
    ...(flow.patients === undefined ? [] : [`${String(flow.patients)} patients`]),
    `${String(flow.withDiagnosis)} with the diagnosis, ${String(flow.treated)} of them treated`,
    `${String(flow.excluded)} excluded${flow.excluded === 0 ? '' : ':'}`,
    ...lines(flow.exclusions),
    `${String(flow.analysed)} rows in ${document.table}, ${String(flow.complete)} with every predictor`,
    ...missingness.flatMap(({ predictor, reasons }) =>
      Object.keys(reasons).length === 0
        ? []
        : [`  without ${predictor}:`, ...lines(reasons, '    ')],
    ),
    `Outcome: ${String(outcomes.with)} with, ${String(outcomes.without)} without`,
    ...lines(unknown, '  not known, '),
    ...Object.entries(problems.counts).map(
      ([why, count]) => `! ${String(count)} line(s) not read: ${why}`,
    ),
    ...Object.entries(problems.ofAnybody).map(
      ([why, count]) => `! ${String(count)} line(s) of no patient that is told: ${why}`,
    ),
    ...(problems.foundByIdentifier === 0
      ? []
      : [`  ${String(problems.foundByIdentifier)} of them found their Patient by identifier`]),
    ...problems.first.slice(0, 5).map(({ file, line, why }) => `  ${file}:${String(line)} ${why}`),
    ...warnings.map((warning) => `! ${warning}`),
  ].join('\n')
}

interface ReportOptions {
  readonly json: string | undefined
  readonly html: string | undefined
  readonly language: ReportLanguage
}

/** Tells the report, and writes it where it is asked for. */
export async function deliverReport(
  say: (text: string) => void,
  document: ExtractionDocument,
  { json, html, language }: ReportOptions,
): Promise<void> {
  say(tellLines(extractionSummary(document), tellIn(language)))
  if (json !== undefined) await writeFile(json, `${JSON.stringify(document, null, 2)}\n`)
  if (html !== undefined) await writeFile(html, extractionReportHtml(document, language))
}
