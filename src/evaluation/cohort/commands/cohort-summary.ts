import { fixed, ratio } from '../../drawing/format.ts'
import type { IntervalEstimate } from '../../statistics/estimate.ts'
import { MEASURE_NAMES, MEASURES } from '../bootstrap.ts'
import type { FitReport } from '../fit-study.ts'
import type { Performance } from '../../statistics/performance.ts'
import { afterWarnings } from '../study-warnings.ts'
import type { StudyDocument } from '../study-document.ts'

const pValue = (p: number) => (p < 0.001 ? '<0.001' : fixed(p))

const withInterval = (estimate: IntervalEstimate | undefined) =>
  estimate === undefined
    ? 'not estimable'
    : `${fixed(estimate.value)} (95 % CI ${fixed(estimate.ci95[0])} to ${fixed(estimate.ci95[1])})`

const oddsRatio = ({ value, ci95: [low, high] }: IntervalEstimate) =>
  `${ratio(value)} (95 % CI ${ratio(low)} to ${ratio(high)})`

function iciText({ calibrationCurve: curve }: Performance): string {
  if (curve === undefined) return 'not estimable'
  const { ici, iciCi95 } = curve
  return iciCi95 === undefined ? fixed(ici) : withInterval({ value: ici, ci95: iciCi95 })
}

/** Calibration in front. */
const performanceLines = (performance: Performance): readonly string[] => [
  `  ${performance.patients} patients, ${performance.events} with the outcome`,
  `  observed : expected ${withInterval(performance.observedToExpected)}`,
  `  calibration intercept ${withInterval(performance.calibrationIntercept)}`,
  `  calibration slope ${withInterval(performance.calibrationSlope)}`,
  `  ICI ${iciText(performance)}`,
  `  c-statistic ${withInterval(performance.cStatistic)}`,
  `  Brier score ${withInterval(performance.brier)}`,
]

function fitLines({ intercept, terms, apparent, validation, optimism }: FitReport) {
  const corrected = optimism?.measures
  return [
    `Model: intercept ${intercept === undefined ? 'not estimable' : fixed(intercept.value, 4)}`,
    ...terms.map(
      ({ term, estimates }) =>
        `  ${term}: ${estimates === undefined ? 'not estimable' : `OR per unit ${oddsRatio(estimates.oddsRatio)}${estimates.oddsRatioPerSd === undefined ? '' : `, per SD ${oddsRatio(estimates.oddsRatioPerSd)}`}, P ${pValue(estimates.p)}`}`,
    ),
    ...(apparent === undefined
      ? []
      : ['On the patients of the fit (flattering):', ...performanceLines(apparent)]),
    ...(validation === undefined
      ? []
      : ['On the patients kept back:', ...performanceLines(validation)]),
    ...(corrected === undefined
      ? []
      : [
          'Corrected for optimism:',
          ...MEASURES.map((name) => {
            const { corrected: value, ci95 } = corrected[name]
            return `  ${MEASURE_NAMES[name]} ${withInterval({ value, ci95 })}`
          }),
        ]),
  ]
}

function reportLines({ report }: StudyDocument): readonly string[] {
  switch (report.kind) {
    case 'fit':
      return fitLines(report)
    case 'validation':
      return [
        `Model ${report.model.id} ${report.model.version} (${report.model.calibration})`,
        ...performanceLines(report.performance),
        `Verdict: ${report.verdict.kind}`,
        ...report.verdict.sentences.map((sentence) => `  ${sentence}`),
      ]
    case 'outcome-calibration':
      return [
        `Update: ${report.method} (closed test: ${report.closedTest.chosen}), kept share ${fixed(report.shrinkage)}`,
        `  intercept ${fixed(report.before.intercept, 4)} -> ${fixed(report.after.intercept, 4)}`,
        'Before, on these patients:',
        ...performanceLines(report.apparent.before),
        ...afterWarnings(report).map((warning) => `! ${warning}`),
        'After, on the same patients (flattering):',
        ...performanceLines(report.apparent.after),
      ]
  }
}

/** Who was not followed to the horizon, or died first, is told apart. */
export function undecidedLines({ undecided }: StudyDocument['flow']): readonly string[] {
  const reasons = Object.entries(undecided).map(([why, patients]) => `${why} ${String(patients)}`)
  return reasons.length === 0 ? [] : [`outcome neither yes nor no: ${reasons.join(', ')}`]
}

/** A study in the lines that a terminal shows. */
export function summaryOf(study: StudyDocument): string {
  const { flow, warnings, report } = study
  const shown = report.kind === 'outcome-calibration' ? afterWarnings(report) : []
  return [
    `${study.table}: ${flow.rows} rows, ${flow.analysed} complete, ${flow.incomplete} incomplete, ${flow.refused} refused`,
    ...undecidedLines(flow),
    ...reportLines(study),
    ...warnings.filter((warning) => !shown.includes(warning)).map((warning) => `! ${warning}`),
  ].join('\n')
}
