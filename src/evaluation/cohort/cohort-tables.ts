import { type CohortFlow, repeatedText } from './read-cohort.ts'
import type { FitReport } from './fit-study.ts'
import type { GroupComparison, GroupSummary } from './compare-groups.ts'
import { MEASURES, type Measures } from './bootstrap.ts'
import type { OutcomeDefinition } from './study-document.ts'
import type { OutcomeReport } from './recalibration-study.ts'
import type { Performance } from '../statistics/performance.ts'
import type { SampleSize } from './sample-size.ts'
import type { Subgroup } from './validation-study.ts'
import type { ThresholdMetrics } from '../statistics/threshold-metrics.ts'
import {
  fixed,
  NONE,
  percent,
  coefficientText,
  pValue,
  ratioText,
  shareWithInterval,
  significant,
  withInterval,
} from '../drawing/format.ts'
import { element, type Html, table } from '../drawing/html.ts'

export function flowTables(flow: CohortFlow) {
  const { rows, analysed, incomplete, refused, columns, unused } = flow
  return [
    table(
      'Patients',
      ['', 'patients'],
      [
        ['rows of the table', String(rows)],
        ['left out: a value is missing or not accepted', String(incomplete)],
        [
          'refused: unreadable, not of the population of the model, or a repeated patient',
          String(refused),
        ],
        ['analysed (complete cases)', String(analysed)],
      ],
    ),
    table(
      'Columns',
      ['variable', 'column', 'missing', 'outside the limits', 'of these, repeated', 'unreadable'],
      columns.map((column) => [
        column.column,
        column.header,
        `${column.missing} (${percent(column.missing / rows)})`,
        String(column.notAccepted),
        repeatedText(column),
        String(column.unreadable),
      ]),
    ),
    unused.length === 0
      ? undefined
      : element('p', `Columns of the table that were not used: ${unused.join(', ')}.`),
  ]
}

export const outcomeTable = (definition: OutcomeDefinition) =>
  table(
    'Outcome, as the site defines it',
    ['', ''],
    [
      ['definition', definition.definition],
      ['follow-up', definition.followUp],
      ['competing events', definition.competingEvents],
      ['missing data', definition.missingData],
      ['first treatment', definition.firstTreatment],
    ],
  )

function groupText(group: GroupSummary): string {
  switch (group.kind) {
    case 'count':
      return `${group.yes}/${group.patients} (${percent(group.yes / group.patients)})`
    case 'mean':
      return `${significant(group.mean)} ± ${significant(group.sd)}`
    case 'median':
      return `${significant(group.median)} (${group.quartiles.map(significant).join(' to ')})`
  }
}

export const groupTable = (
  caption: string,
  names: readonly [string, string],
  comparisons: readonly GroupComparison[],
) =>
  table(
    caption,
    ['variable', ...names, 'test', 'P'],
    comparisons.map(({ variable, groups: [a, b], test, p }) => [
      variable,
      groupText(a),
      groupText(b),
      test,
      pValue(p),
    ]),
  )

export const stepTable = ({ steps }: FitReport) =>
  table(
    'Bidirectional stepwise selection by AIC',
    ['step', 'term', 'AIC'],
    steps.map(({ action, term = '', aic }) => [action, term, fixed(aic, 2)]),
  )

export const coefficientTable = ({ intercept, terms, options }: FitReport) =>
  table(
    options.estimator === 'firth'
      ? "Model (Firth's penalised likelihood, profile intervals; intercept by maximum likelihood)"
      : 'Model (maximum likelihood, Wald intervals)',
    [
      'term',
      'coefficient (95 % CI)',
      'SE',
      'odds ratio per unit (95 % CI)',
      'odds ratio per SD (95 % CI)',
      'P',
    ],
    [
      [
        'intercept',
        intercept === undefined ? NONE : coefficientText(intercept),
        intercept === undefined ? '' : significant(intercept.standardError),
        '',
        '',
        '',
      ],
      ...terms.map(({ term, estimates }) =>
        estimates === undefined
          ? [term, NONE, '', NONE, '', '']
          : [
              term,
              coefficientText(estimates.coefficient),
              significant(estimates.coefficient.standardError),
              ratioText(estimates.oddsRatio),
              estimates.oddsRatioPerSd === undefined ? '' : ratioText(estimates.oddsRatioPerSd),
              pValue(estimates.p),
            ],
      ),
    ],
  )

const LABELS: Readonly<Record<keyof Measures, string>> = {
  cStatistic: 'c-statistic',
  calibrationIntercept: 'calibration intercept',
  calibrationSlope: 'calibration slope',
  brier: 'Brier score',
}

export function optimismTables({ optimism }: FitReport): readonly (Html | undefined)[] {
  if (optimism === undefined) return []
  const { measures, selected, replicates } = optimism
  return [
    table(
      `Optimism, by ${replicates} bootstrap replicates with the selection inside`,
      ['measure', 'apparent', 'optimism', 'corrected'],
      measures === undefined
        ? []
        : MEASURES.map((name) => {
            const { apparent, optimism: lost, corrected } = measures[name]
            return [LABELS[name], fixed(apparent), fixed(lost), fixed(corrected)]
          }),
    ),
    table(
      'How often the bootstrap selected each candidate',
      ['candidate', 'replicates'],
      Object.entries(selected)
        .toSorted((a, b) => b[1] - a[1])
        .map(([name, share]) => [name, percent(share, 0)]),
    ),
  ]
}

const MEASURED: readonly (readonly [name: string, of: (performance: Performance) => string])[] = [
  ['patients, with the outcome', ({ patients, events }) => `${patients}, ${events}`],
  ['c-statistic (DeLong)', ({ cStatistic }) => withInterval(cStatistic)],
  ['observed : expected', ({ observedToExpected }) => withInterval(observedToExpected)],
  ['calibration intercept', ({ calibrationIntercept }) => withInterval(calibrationIntercept)],
  ['calibration slope', ({ calibrationSlope }) => withInterval(calibrationSlope)],
  ['Brier score (scaled)', ({ brier, scaledBrier }) => `${fixed(brier)} (${percent(scaledBrier)})`],
  [
    'ICI, E50, E90',
    ({ calibrationCurve: curve }) =>
      curve === undefined
        ? NONE
        : [curve.ici, curve.e50, curve.e90].map((distance) => fixed(distance)).join(', '),
  ],
  [
    'risks below 0.1 % or above 99.9 % (contradicted)',
    ({ certain }) => `${certain.patients} (${certain.contradicted})`,
  ],
  [
    'Hosmer-Lemeshow',
    ({ hosmerLemeshow: { statistic, degreesOfFreedom, p } }) =>
      `${fixed(statistic, 2)}, ${degreesOfFreedom} df, P ${pValue(p)}`,
  ],
]

/** Nothing where there is no model to judge. */
export function performanceTable(
  caption: string,
  columns: readonly (readonly [name: string, performance: Performance])[],
) {
  if (columns.length === 0) return undefined
  return table(
    caption,
    ['measure', ...columns.map(([name]) => name)],
    MEASURED.map(([name, of]) => [name, ...columns.map(([, performance]) => of(performance))]),
  )
}

/** Classification at thresholds, Youden's among them. */
export function thresholdTable({ thresholds, youden }: Performance) {
  const named: readonly (readonly [string, ThresholdMetrics])[] = [
    ...(youden === undefined ? [] : [[`Youden: ${fixed(youden.threshold)}`, youden] as const]),
    ...thresholds.map((metrics) => [significant(metrics.threshold), metrics] as const),
  ]
  const columns = ['TP/FP/FN/TN', 'accuracy', 'recall', 'specificity', 'precision', 'NPV', 'F1']
  return table(
    'At thresholds of predicted risk (percent, Wilson 95 % CI)',
    ['threshold', ...columns],
    named.map(([name, metrics]) => [
      name,
      [
        metrics.truePositives,
        metrics.falsePositives,
        metrics.falseNegatives,
        metrics.trueNegatives,
      ].join('/'),
      ...[
        metrics.accuracy,
        metrics.recall,
        metrics.specificity,
        metrics.precision,
        metrics.negativePredictiveValue,
        metrics.f1,
      ].map(shareWithInterval),
    ]),
  )
}

export const subgroupTable = (subgroups: readonly Subgroup[]) =>
  table(
    'Subgroups (of few patients: wide intervals, no conclusions)',
    ['subgroup', 'patients, events', 'c-statistic', 'O:E', 'calibration intercept'],
    subgroups.map((subgroup) => [
      `${subgroup.variable} = ${subgroup.level}`,
      `${subgroup.patients}, ${subgroup.events}`,
      withInterval(subgroup.cStatistic, 2),
      withInterval(subgroup.observedToExpected, 2),
      withInterval(subgroup.calibrationIntercept, 2),
    ]),
  )

export const sampleSizeTable = (caption: string, sampleSize: SampleSize | undefined) =>
  table(
    caption,
    ['criterion', 'patients'],
    (sampleSize?.criteria ?? []).map(({ name, patients }) => [name, String(patients)]),
  )

export const closedTestTable = ({ closedTest }: OutcomeReport) =>
  table(
    'Closed test: each update against the refitted model',
    ['kept', 'chi-squared', 'df', 'P'],
    closedTest.tests.map(({ kept, statistic, degreesOfFreedom, p }) => [
      kept,
      fixed(statistic, 2),
      String(degreesOfFreedom),
      pValue(p),
    ]),
  )
