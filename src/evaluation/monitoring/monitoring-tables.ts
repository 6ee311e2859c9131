import type { Estimate } from '../statistics/estimate.ts'
import type { Agreement } from './model-performance.ts'
import type { ContenderResult } from './compare-challengers.ts'
import type { MonitoringReport } from './service-report.ts'
import type { PredictorDrift } from './predictor-drift.ts'
import type { ResponseCount } from './card-responses.ts'
import { countText } from './small-cells.ts'
import type { Marginal } from '../../clinical/models/definition.ts'
import { fixed, percent, shareWithInterval, significant, withInterval } from '../drawing/format.ts'
import { table } from '../drawing/html.ts'

/** An estimate with its interval, as far as it may be told. */
const estimateText = (estimate: Estimate | undefined, digits: number) =>
  estimate === undefined ? '-' : withInterval(estimate, digits)

function marginalText(marginal: Marginal): string {
  switch (marginal.kind) {
    case 'bernoulli':
      return `${percent(marginal.probability)} yes`
    case 'normal':
      return `normal, mean ${significant(marginal.mean)}, SD ${significant(marginal.sd)}`
    case 'lognormal':
      return `lognormal, median ${significant(marginal.median)}, SD ${significant(marginal.sd)}`
  }
}

const FIGURES = {
  distribution: 'distribution (control chart)',
  missing: 'missing values',
  'linear-predictor': 'linear predictor',
  calibration: 'calibration',
  discrimination: 'discrimination',
} as const

export const alarmTable = ({ alarms }: MonitoringReport) =>
  table(
    'Alarms and watches',
    ['period', 'state', 'figure', 'of'],
    alarms
      .toSorted((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : 0))
      .map(({ period, state, figure, subject }) => [period, state, FIGURES[figure], subject]),
  )

export const driftTable = ({ predictor, reference, chart, chartOf }: PredictorDrift) =>
  table(
    `${predictor}: reference ${marginalText(reference)}`,
    ['period', 'patients', chartOf, 'chart'],
    chart.map(({ period, patients, figure, state }) => [
      period,
      countText(patients),
      figure === undefined ? '-' : significant(figure),
      state,
    ]),
  )

export const gapTable = ({ drift }: MonitoringReport) =>
  table(
    'Missing or unusable values, by reason',
    ['predictor, period', 'orders', 'without a value', 'because', 'state'],
    drift.flatMap(({ predictor, gaps, missing }) =>
      gaps.map(({ period, orders, missing: count, because }, i) => [
        `${predictor}, ${period}`,
        countText(orders),
        countText(count),
        Object.entries(because)
          .map(([why, n]) => `${why} ${countText(n)}`)
          .join('; '),
        missing[i]?.state ?? '-',
      ]),
    ),
  )

const agreementCells = (agreement: Agreement): readonly string[] => [
  `${countText(agreement.known)} of ${countText(agreement.estimated)}`,
  agreement.meanPredicted === undefined ? '-' : percent(agreement.meanPredicted),
  shareWithInterval(agreement.observed),
  estimateText(agreement.observedToExpected, 2),
  estimateText(agreement.cStatistic, 2),
]

const AGREEMENT = ['outcomes known', 'mean predicted', 'observed', 'O:E', 'c-statistic']

export const performanceTable = ({ performance }: MonitoringReport) =>
  table(
    'By period of the order (95 % intervals)',
    ['period', ...AGREEMENT, 'calibration chart'],
    performance.periods.map(({ period, here }, i) => [
      period,
      ...agreementCells(here),
      performance.calibration[i]?.state ?? '-',
    ]),
  )

export const undecidedTable = ({ outcomes }: MonitoringReport) =>
  table(
    'Orders with a risk whose outcome is neither yes nor no: in no figure',
    ['why', 'orders'],
    Object.entries(outcomes.undecided).map(([why, count]) => [why, countText(count)]),
  )

export const yearTable = ({ performance }: MonitoringReport) =>
  table(
    'Over the year up to each period',
    ['up to', ...AGREEMENT, 'expected c', 'discrimination'],
    performance.periods.map(({ period, year }) => [
      period,
      ...agreementCells(year),
      year.expectedCStatistic === undefined ? '-' : fixed(year.expectedCStatistic, 2),
      year.discrimination,
    ]),
  )

export const volumeTable = ({ volume }: Pick<MonitoringReport, 'volume'>) =>
  table(
    'Volume of cards',
    [
      'period',
      'orders',
      'computed',
      'shown',
      'shown per 100 orders',
      'orders with a card',
      'shown again',
    ],
    volume.map((cards) => [
      cards.period,
      countText(cards.orders),
      countText(cards.computed),
      countText(cards.shown),
      cards.shownPer100 === undefined ? '-' : fixed(cards.shownPer100, 0),
      shareWithInterval(cards.ordersWithCard),
      countText(cards.shownAgain),
    ]),
  )

export const responseTable = (caption: string, counts: readonly ResponseCount[]) =>
  table(
    caption,
    ['', 'shown', 'answered', 'overridden', 'of answered, % (Wilson 95 % CI)'],
    counts.map((group) => [
      group.name,
      countText(group.shown),
      countText(group.answered),
      countText(group.overridden),
      shareWithInterval(group.overrideRate),
    ]),
  )

type Answers = Pick<MonitoringReport, 'responses'>

export const reasonTable = ({ responses }: Answers) =>
  table(
    'Overridden cards by the last reason given',
    ['reason', 'cards'],
    Object.entries(responses.reasons).map(([reason, count]) => [reason, countText(count)]),
  )

export const suggestionTable = ({ responses }: Answers) =>
  table(
    'Suggestions, by what the card calls them',
    ['suggestion', 'shown', 'accepted', 'accepted, % (Wilson 95 % CI)'],
    responses.suggestions.map(({ kind, shown, accepted, acceptance }) => [
      kind,
      countText(shown),
      countText(accepted),
      shareWithInterval(acceptance),
    ]),
  )

const contenderCells = (result: ContenderResult): readonly string[] => [
  result.model,
  percent(result.meanPredicted),
  estimateText(result.observedToExpected, 2),
  estimateText(result.cStatistic, 3),
  result.brier === undefined ? '-' : fixed(result.brier, 4),
]

export const challengerTable = ({ challengers }: MonitoringReport) =>
  table(
    'Current model and challenger, on the same orders',
    [
      '',
      'model',
      'mean predicted',
      'O:E',
      'c-statistic',
      'Brier',
      'Brier difference',
      'orders, known, other category',
    ],
    challengers.flatMap((comparison) => [
      ['current', ...contenderCells(comparison.champion), '', ''],
      [
        'challenger',
        ...contenderCells(comparison.challenger),
        estimateText(comparison.brierDifference, 4),
        [comparison.orders, comparison.known, comparison.otherCategory].map(countText).join(', '),
      ],
    ]),
  )
