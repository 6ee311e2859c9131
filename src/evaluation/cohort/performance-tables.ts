import { fixed, NONE, percent, pValue, shareWithInterval, withInterval } from '../drawing/format.ts'
import { type Html, table } from '../drawing/html.ts'
import type { Performance } from '../statistics/performance.ts'
import type { ThresholdMetrics } from '../statistics/threshold-metrics.ts'
import { MEASURE_NAMES, MEASURES } from './bootstrap.ts'
import type { FitReport } from './fit-study.ts'
import type { LeftOutGroup } from './internal-external.ts'
import type { SubgroupSplit } from './subgroups.ts'

type Measured = readonly [name: string, of: (performance: Performance) => string]

function iciText({ calibrationCurve: curve }: Performance): string {
  if (curve === undefined) return NONE
  const { ici, iciCi95, e50, e90 } = curve
  const interval =
    iciCi95 === undefined ? '' : ` (${iciCi95.map((end) => fixed(end)).join(' to ')})`
  return `${fixed(ici)}${interval}, ${fixed(e50)}, ${fixed(e90)}`
}

/** Calibration first: a model that ranks well may still be wrong for everybody. */
const MEASURED: readonly Measured[] = [
  ['patients, with the outcome', ({ patients, events }) => `${patients}, ${events}`],
  ['observed : expected', ({ observedToExpected }) => withInterval(observedToExpected)],
  ['calibration intercept', ({ calibrationIntercept }) => withInterval(calibrationIntercept)],
  ['calibration slope', ({ calibrationSlope }) => withInterval(calibrationSlope)],
  ['ICI, E50, E90', iciText],
  ['c-statistic (DeLong)', ({ cStatistic }) => withInterval(cStatistic)],
  [
    'Brier score (scaled)',
    ({ brier, scaledBrier }) => `${withInterval(brier)} (${percent(scaledBrier)})`,
  ],
  [
    'risks below 0.1 % or above 99.9 % (contradicted)',
    ({ certain }) => `${certain.patients} (${certain.contradicted})`,
  ],
]

/** What the study reports and nobody should decide by. */
const OF_THE_STUDY: readonly Measured[] = [
  [
    'Hosmer-Lemeshow',
    ({ hosmerLemeshow: { statistic, degreesOfFreedom, p } }) =>
      `${fixed(statistic, 2)}, ${degreesOfFreedom} df, P ${pValue(p)}`,
  ],
]

type Column = readonly [name: string, performance: Performance]

/** Nothing where there is no model to judge. */
export function performanceTable(
  caption: string,
  columns: readonly Column[],
  isStudyRepeated = false,
): Html | undefined {
  if (columns.length === 0) return undefined
  const measured = isStudyRepeated ? [...MEASURED, ...OF_THE_STUDY] : MEASURED
  return table(
    caption,
    ['measure', ...columns.map(([name]) => name)],
    measured.map(([name, of]) => [name, ...columns.map(([, performance]) => of(performance))]),
  )
}

/** What is gained by acting at the borders of the categories. */
export const netBenefitTable = ({ thresholds, decisionCurve }: Performance): Html | undefined =>
  table(
    'Net benefit, per 100 patients (95 % CI)',
    ['act from a risk of', 'by the model', 'on everybody', 'on nobody'],
    thresholds.flatMap(({ threshold }) => {
      const point = decisionCurve.find((other) => Math.abs(other.threshold - threshold) < 0.005)
      if (point === undefined) return []
      const per100 = (share: number) => fixed(100 * share, 1)
      const [low, high] = point.ci95
      return [
        [
          percent(threshold, 0),
          `${per100(point.model)} (${per100(low)} to ${per100(high)})`,
          per100(point.treatAll),
          '0.0',
        ],
      ]
    }),
  )

const counts = (metrics: ThresholdMetrics) =>
  [
    metrics.truePositives,
    metrics.falsePositives,
    metrics.falseNegatives,
    metrics.trueNegatives,
  ].join('/')

/** Classification at the borders of the categories. */
export const thresholdTable = ({ thresholds }: Performance): Html | undefined =>
  table(
    'At the borders of the categories (percent, Wilson 95 % CI)',
    ['risk of at least', 'TP/FP/FN/TN', 'sensitivity', 'specificity', 'PPV', 'NPV'],
    thresholds.map((metrics) => [
      percent(metrics.threshold, 0),
      counts(metrics),
      ...[
        metrics.recall,
        metrics.specificity,
        metrics.precision,
        metrics.negativePredictiveValue,
      ].map(shareWithInterval),
    ]),
  )

/** As the study has it: Youden's cut-off of the training patients, on them and on the others. */
export function cutoffTable({ apparent, atTrainingCutoff }: FitReport): Html | undefined {
  const youden = apparent?.youden
  if (youden === undefined || atTrainingCutoff === undefined) return undefined
  const rows = [
    ['training patients (flattering)', youden],
    ['patients kept back', atTrainingCutoff],
  ] as const
  return table(
    `At Youden's cut-off of the training patients, a risk of ${fixed(youden.threshold)} (percent, Wilson 95 % CI)`,
    ['patients', 'TP/FP/FN/TN', 'accuracy', 'recall', 'specificity', 'precision', 'NPV', 'F1'],
    rows.map(([name, metrics]) => [
      name,
      counts(metrics),
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

export function optimismTables({ optimism }: FitReport): readonly (Html | undefined)[] {
  if (optimism === undefined) return []
  const { measures, selected, replicates } = optimism
  return [
    table(
      `Optimism, by ${replicates} bootstrap replicates with the selection inside`,
      ['measure', 'apparent', 'optimism', 'corrected (95 % CI)'],
      measures === undefined
        ? []
        : MEASURES.map((name) => {
            const { apparent, optimism: lost, corrected, ci95 } = measures[name]
            const value = withInterval({ value: corrected, ci95 })
            return [MEASURE_NAMES[name], fixed(apparent), fixed(lost), value]
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

export const leftOutTable = (groups: readonly LeftOutGroup[], caption: string): Html | undefined =>
  table(
    caption,
    ['group', 'patients, events', 'O:E', 'calibration slope', 'c-statistic'],
    groups.map((group) => [
      group.group,
      `${group.patients}, ${group.events}`,
      withInterval(group.observedToExpected, 2),
      withInterval(group.calibrationSlope, 2),
      withInterval(group.cStatistic, 2),
    ]),
  )

export const subgroupTable = (splits: readonly SubgroupSplit[]): Html | undefined =>
  table(
    'Subgroups (of few patients: wide intervals, no conclusions; P of no difference in calibration)',
    ['subgroup', 'patients, events', 'O:E', 'intercept', 'slope', 'c-statistic', 'P'],
    splits.flatMap(({ variable, levels, p }) =>
      levels.map((group, i) => [
        `${variable} = ${group.level}`,
        `${group.patients}, ${group.events}`,
        withInterval(group.observedToExpected, 2),
        withInterval(group.calibrationIntercept, 2),
        withInterval(group.calibrationSlope, 2),
        withInterval(group.cStatistic, 2),
        i === 0 ? pValue(p) : '',
      ]),
    ),
  )
