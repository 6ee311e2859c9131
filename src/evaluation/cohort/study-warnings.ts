import { agreementOf } from './agreement.ts'
import type { FitReport } from './fit-study.ts'
import { type CohortFlow, type ColumnReport, repeatedText } from './read-cohort.ts'
import type { OutcomeReport } from './recalibration-study.ts'
import type { SampleSize } from './sample-size.ts'
import type { OutcomeDefinition, StudyDocument } from './study-document.ts'
import { sizeWarnings } from './validation-verdict.ts'

const INCOMPLETE_SHARE = 0.05

function columnWarning(column: ColumnReport): readonly string[] {
  if (column.notAccepted === 0) return []
  const repeated = repeatedText(column)
  return [
    `${column.column}: ${column.notAccepted} values lie outside the limits of acceptance${repeated === '' ? '' : ` (${repeated})`} and count as missing.`,
  ]
}

function flowWarnings({
  rows,
  incomplete,
  refused,
  alike,
  columns,
}: CohortFlow): readonly string[] {
  return [
    ...(refused > 0
      ? [`${refused} of ${rows} rows are refused: --left-out writes each with its reason.`]
      : []),
    ...(incomplete > rows * INCOMPLETE_SHARE
      ? [
          `${incomplete} of ${rows} rows are incomplete and left out (complete-case analysis): this biases every figure unless values are missing by pure chance.`,
        ]
      : []),
    ...(alike > 0
      ? [
          `${alike} rows equal an earlier row in every column that is used: the same patients twice?`,
        ]
      : []),
    ...columns.flatMap(columnWarning),
  ]
}

const definitionWarnings = (definition: OutcomeDefinition | undefined): readonly string[] =>
  definition === undefined
    ? [
        'No outcome definition was given (--outcome-definition): nobody can tell whether this is the outcome that the model predicts.',
      ]
    : []

function shortOf(sampleSize: SampleSize | undefined, patients: number, what: string) {
  if (sampleSize === undefined || patients >= sampleSize.patients) return []
  return [
    `${what} needs ${sampleSize.patients} patients by Riley's criteria; here are ${patients}.`,
  ]
}

function fitWarnings(report: FitReport): readonly string[] {
  const { separatedBy, options, optimism, fittedOn, sampleSize } = report
  return [
    ...(separatedBy.length > 0
      ? [
          `${separatedBy.join(', ')} separates the outcome: maximum likelihood has no finite estimate.${options.estimator === 'firth' ? " The estimates shown carry Firth's penalty." : ' No model is judged here. Fit again with --firth.'}`,
        ]
      : []),
    ...(sampleSize === undefined && report.apparent !== undefined
      ? ['The model explains too little for sample size criteria: treat it as noise.']
      : shortOf(sampleSize, fittedOn.patients, 'A model from this many candidates')),
    ...(optimism !== undefined && optimism.unusable > 0
      ? [
          `${optimism.unusable} of ${optimism.replicates} bootstrap replicates gave no usable model.`,
        ]
      : []),
    'P values and intervals after stepwise selection are too small and too narrow: the selection is not in them.',
    'Validate the model on other patients before any use.',
  ]
}

/** What is wrong, or not known, even on the very patients that the update was made for. */
export function afterWarnings({ apparent }: OutcomeReport): readonly string[] {
  const { gross, wrong, unclear } = agreementOf(apparent.after)
  const sentences = [...gross, ...wrong, ...unclear]
  if (sentences.length === 0) return []
  const judged =
    gross.length + wrong.length > 0
      ? 'After the update the risks are still wrong on the very patients that it was made for: do not use it.'
      : 'After the update it is not shown that the risks are right, not even on the very patients that it was made for.'
  return [judged, ...sentences]
}

export function warningsOf({
  flow,
  outcomeDefinition,
  report,
}: Omit<StudyDocument, 'warnings'>): readonly string[] {
  const ofFlow = flowWarnings(flow)
  switch (report.kind) {
    case 'fit':
      return [...ofFlow, ...definitionWarnings(outcomeDefinition), ...fitWarnings(report)]
    case 'validation':
      return [
        'These figures hold only if none of these patients helped to fit or update the model.',
        ...ofFlow,
        ...definitionWarnings(outcomeDefinition),
        ...shortOf(report.sampleSize, report.performance.patients, 'A precise validation'),
      ]
    case 'outcome-calibration':
      return [
        ...afterWarnings(report),
        ...ofFlow,
        ...definitionWarnings(outcomeDefinition),
        ...sizeWarnings(report.apparent.before),
        ...report.remarks,
      ]
  }
}
