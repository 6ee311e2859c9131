import { fill } from '../../base/fill.ts'
import type { Marginal } from '../../clinical/models/definition.ts'
import { fixed, percent, shareWithInterval, significant, withInterval } from '../drawing/format.ts'
import { table } from '../drawing/html.ts'
import { undecidedText } from '../outcomes/undecided-words.ts'
import type { Estimate } from '../statistics/estimate.ts'
import type { Proportion } from '../statistics/proportion.ts'
import { NO_REASON, type ResponseCount } from './card-responses.ts'
import type { ContenderResult } from './compare-challengers.ts'
import type { Agreement } from './model-performance.ts'
import type { MonitoringWords } from './monitoring-words.ts'
import type { PredictorDrift } from './predictor-drift.ts'
import type { ServiceNames } from './service-names.ts'
import type { MonitoringReport } from './service-report.ts'
import { countText } from './small-cells.ts'

/** In which words a report is written. */
export interface Speaking {
  readonly words: MonitoringWords
  readonly names: ServiceNames
}

type Words = MonitoringWords

/** A table by its caption and columns. */
const titled = (
  [caption = '', ...columns]: readonly string[],
  rows: readonly (readonly string[])[],
) => table(caption, columns, rows)

/** An interval as formats print it, in the words of the report. */
const told = (text: string, { to }: Words) => text.replace(' to ', to)

/** An estimate with its interval, as far as it may be told. */
const estimateText = (estimate: Estimate | undefined, digits: number, words: Words) =>
  estimate === undefined ? '-' : told(withInterval(estimate, digits), words)

const shareText = (share: Proportion | undefined, words: Words) =>
  told(shareWithInterval(share), words)

function marginalText(marginal: Marginal, { marginals }: Words): string {
  switch (marginal.kind) {
    case 'bernoulli':
      return fill(marginals.bernoulli, { share: percent(marginal.probability) })
    case 'normal': {
      const [mean, sd] = [significant(marginal.mean), significant(marginal.sd)]
      return fill(marginals.normal, { mean, sd })
    }
    case 'lognormal': {
      const [median, sd] = [significant(marginal.median), significant(marginal.sd)]
      return fill(marginals.lognormal, { median, sd })
    }
  }
}

export const alarmTable = ({ alarms, model }: MonitoringReport, { words, names }: Speaking) =>
  titled(
    words.alarmTable,
    alarms
      .toSorted((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : 0))
      .map(({ period, state, figure, subject }) => [
        period,
        words.states[state],
        words.figures[figure],
        subject === model ? subject : names.predictor(subject),
      ]),
  )

/** Orders by what they came to. */
export const situationTable = (
  { situations }: Pick<MonitoringReport, 'situations'>,
  { words, names }: Speaking,
) =>
  titled(
    words.situationTable,
    Object.entries(situations).map(([situation, n]) => [names.situation(situation), countText(n)]),
  )

export const driftTable = (
  { predictor, reference, chart, chartOf }: PredictorDrift,
  { words, names }: Speaking,
) => {
  const [period = '', patients = '', state = ''] = words.driftTable
  const about = { predictor: names.predictor(predictor), reference: marginalText(reference, words) }
  return table(
    fill(words.reference, about),
    [period, patients, words.chartOf[chartOf], state],
    chart.map((point) => [
      point.period,
      countText(point.patients),
      point.figure === undefined ? '-' : significant(point.figure),
      words.states[point.state],
    ]),
  )
}

export const gapTable = ({ drift }: MonitoringReport, { words, names }: Speaking) =>
  titled(
    words.gapTable,
    drift.flatMap(({ predictor, gaps, missing }) =>
      gaps.map(({ period, orders, missing: count, because }, i) => [
        `${names.predictor(predictor)}${words.comma}${period}`,
        countText(orders),
        countText(count),
        Object.entries(because)
          .map(([why, n]) => `${names.absence(why)} ${countText(n)}`)
          .join('; '),
        words.states[missing[i]?.state ?? 'not-judged'],
      ]),
    ),
  )

const agreementCells = (agreement: Agreement, words: Words): readonly string[] => [
  fill(words.of, { n: countText(agreement.known), all: countText(agreement.estimated) }),
  agreement.meanPredicted === undefined ? '-' : percent(agreement.meanPredicted),
  shareText(agreement.observed, words),
  estimateText(agreement.observedToExpected, 2, words),
  estimateText(agreement.cStatistic, 2, words),
]

export const performanceTable = ({ performance }: MonitoringReport, { words }: Speaking) => {
  const [caption = '', period = '', chart = ''] = words.performanceTable
  return table(
    caption,
    [period, ...words.agreement, chart],
    performance.periods.map(({ period: name, here }, i) => [
      name,
      ...agreementCells(here, words),
      words.states[performance.calibration[i]?.state ?? 'not-judged'],
    ]),
  )
}

export const undecidedTable = ({ outcomes }: MonitoringReport, { words, names }: Speaking) =>
  titled(
    words.undecidedTable,
    Object.entries(outcomes.undecided).map(([why, count]) => [
      undecidedText(why, names.language),
      countText(count),
    ]),
  )

export const yearTable = ({ performance }: MonitoringReport, { words }: Speaking) => {
  const [caption = '', upTo = '', expected = '', discrimination = ''] = words.yearTable
  return table(
    caption,
    [upTo, ...words.agreement, expected, discrimination],
    performance.periods.map(({ period, year }) => [
      period,
      ...agreementCells(year, words),
      year.expectedCStatistic === undefined ? '-' : fixed(year.expectedCStatistic, 2),
      words.states[year.discrimination],
    ]),
  )
}

export const volumeTable = (
  { volume }: Pick<MonitoringReport, 'volume'>,
  { words }: Pick<Speaking, 'words'>,
) =>
  titled(
    words.volumeTable,
    volume.map((cards) => [
      cards.period,
      countText(cards.orders),
      countText(cards.computed),
      countText(cards.shown),
      cards.shownPer100 === undefined ? '-' : fixed(cards.shownPer100, 0),
      shareText(cards.ordersWithCard, words),
      countText(cards.shownAgain),
    ]),
  )

export const responseTable = (
  caption: string,
  counts: readonly ResponseCount[],
  nameOf: (name: string) => string,
  { words }: Speaking,
) =>
  table(
    caption,
    words.responseHead,
    counts.map((group) => [
      nameOf(group.name),
      countText(group.shown),
      countText(group.answered),
      countText(group.overridden),
      shareText(group.overrideRate, words),
    ]),
  )

type Answers = Pick<MonitoringReport, 'responses'>

export const reasonTable = ({ responses }: Answers, { words, names }: Speaking) =>
  titled(
    words.reasonTable,
    Object.entries(responses.reasons).map(([reason, count]) => [
      reason === NO_REASON ? words.noReason : names.override(reason),
      countText(count),
    ]),
  )

/** A suggestion of an older record has no name: it is told by its card. */
const suggestionName = (kind: string, { names }: Speaking) =>
  kind.replace(/^[a-z-]+(?= \d+$)/, names.situation)

export const suggestionTable = ({ responses }: Answers, speaking: Speaking) =>
  titled(
    speaking.words.suggestionTable,
    responses.suggestions.map(({ kind, shown, accepted, acceptance }) => [
      suggestionName(kind, speaking),
      countText(shown),
      countText(accepted),
      shareText(acceptance, speaking.words),
    ]),
  )

const contenderCells = (result: ContenderResult, words: Words): readonly string[] => [
  result.model,
  percent(result.meanPredicted),
  estimateText(result.observedToExpected, 2, words),
  estimateText(result.cStatistic, 3, words),
  result.brier === undefined ? '-' : fixed(result.brier, 4),
]

export const challengerTable = ({ challengers }: MonitoringReport, { words }: Speaking) =>
  titled(
    words.challengerTable,
    challengers.flatMap((comparison) => [
      [words.current, ...contenderCells(comparison.champion, words), '', ''],
      [
        words.challenger,
        ...contenderCells(comparison.challenger, words),
        estimateText(comparison.brierDifference, 4, words),
        [comparison.orders, comparison.known, comparison.otherCategory]
          .map(countText)
          .join(words.comma),
      ],
    ]),
  )
