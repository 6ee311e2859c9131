import { fill } from '../../base/fill.ts'
import { percent } from '../drawing/format.ts'
import { aside, element, type Html, list, page, section } from '../drawing/html.ts'
import { type Draw, loadDraw } from '../drawing/draw.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'
import { ALARM_SCORE, LEAST, LEAST_COVERAGE } from './alarm-state.ts'
import type { BoardReport } from './board-report.ts'
import { EWMA_WEIGHT } from './control-charts.ts'
import {
  chartFigure,
  discriminationFigure,
  observedToExpectedFigure,
  overrideFigure,
} from './monitoring-figures.ts'
import {
  alarmTable,
  challengerTable,
  driftTable,
  gapTable,
  performanceTable,
  reasonTable,
  responseTable,
  situationTable,
  type Speaking,
  suggestionTable,
  undecidedTable,
  volumeTable,
  yearTable,
} from './monitoring-tables.ts'
import { MONITORING_WORDS, type MonitoringWords } from './monitoring-words.ts'
import type { PredictorDrift } from './predictor-drift.ts'
import type { ServiceNames } from './service-names.ts'
import type { MonitoringReport } from './service-report.ts'
import { countText, SMALL_CELL } from './small-cells.ts'

function predictorSection(draw: Draw, drift: PredictorDrift, speaking: Speaking): Html {
  const { words, names } = speaking
  const { chartOf, chart, missing } = drift
  const predictor = names.predictor(drift.predictor)
  const isShare = chartOf === 'share'
  const title = isShare
    ? fill(words.pChart, { predictor })
    : fill(words.byPeriod, { predictor, of: words.chartOf[chartOf] })
  return section(
    predictor,
    chartFigure(draw, chart, {
      title,
      axis: words.axes[chartOf],
      caption: isShare ? words.pCaption : words.informs,
      isShare,
    }),
    chartFigure(draw, missing, {
      title: fill(words.without, { predictor }),
      axis: words.share,
      caption: words.withoutCaption,
      isShare: true,
    }),
    driftTable(drift, speaking),
  )
}

function verdictOf(
  { alarms, periods, model }: MonitoringReport,
  { words, names }: Speaking,
): readonly string[] {
  const count = (state: string) => alarms.filter((alarm) => alarm.state === state).length
  const last = periods.at(-1)
  const now = alarms.filter(({ period, state }) => period === last && state === 'alarm')
  const named = now.map(({ figure, subject }) =>
    fill(words.figureOf, {
      figure: words.figures[figure],
      subject: subject === model ? subject : names.predictor(subject),
    }),
  )
  const [alarmed, watched] = [count('alarm'), count('watch')]
  return [
    fill(words.alarmCount, { alarms: alarmed, watches: watched, periods: periods.length }),
    now.length === 0 ? words.noneNow : fill(words.now, { list: named.join(words.comma) }),
  ]
}

function definitionWords(
  { definition, ofOtherDefinitions }: MonitoringReport['outcomes'],
  words: MonitoringWords,
) {
  if (definition === undefined) return []
  const n = ofOtherDefinitions === 0 ? words.none : countText(ofOtherDefinitions)
  return [fill(words.definition, { definition, n })]
}

/** How to read it: every limit that was used. */
const methods = (
  { reference, by, outcomes }: MonitoringReport,
  { words }: Speaking,
): readonly string[] => [
  words.orderCounts[by],
  ...definitionWords(outcomes, words),
  reference === 'declared' ? words.declared : words.baseline,
  fill(words.charts, { weight: EWMA_WEIGHT }),
  fill(words.limits, { alarm: ALARM_SCORE }),
  fill(words.notJudged, {
    patients: LEAST.patients,
    outcomes: LEAST.outcomes,
    coverage: percent(LEAST_COVERAGE, 0),
    each: LEAST.eachOutcomeToAlarm,
  }),
  fill(words.smallCounts, { few: SMALL_CELL - 1, cell: SMALL_CELL }),
]

const spanText = (
  { from, until, orders, records }: MonitoringReport | BoardReport,
  words: MonitoringWords,
) =>
  fill(words.span, {
    from: from.slice(0, 10),
    until: until.slice(0, 10),
    orders: countText(orders),
    records: countText(records),
  })

function subtitle(report: MonitoringReport, { words, names }: Speaking, day: string): string {
  const { service: id, model, ofOtherModels } = report
  const others = ofOtherModels === 0 ? '' : fill(words.ofOthers, { n: countText(ofOtherModels) })
  return fill(words.head, {
    service: names.service,
    id,
    model,
    calibration: names.calibration(report.calibration),
    span: `${spanText(report, words)}${others}`,
    day,
  })
}

function cardSections(
  draw: Draw,
  report: Pick<MonitoringReport, 'volume' | 'responses'>,
  speaking: Speaking,
): readonly Html[] {
  const { words, names } = speaking
  const { all, byClient, byCategory, byCategoryAndWeek } = report.responses
  const ofWeek = (name: string) => {
    const [situation = '', week = ''] = name.split(' ')
    return `${names.situation(situation)} ${week}`
  }
  return [
    section(words.sections.cards, volumeTable(report, speaking)),
    section(
      words.sections.answers,
      overrideFigure(draw, report, speaking),
      responseTable(words.responses.all, [all], () => words.every, speaking),
      responseTable(words.responses.byClient, byClient, (name) => name, speaking),
      responseTable(words.responses.bySituation, byCategory, names.situation, speaking),
      responseTable(words.responses.byWeek, byCategoryAndWeek, ofWeek, speaking),
      reasonTable(report, speaking),
      suggestionTable(report, speaking),
    ),
  ]
}

function performanceSection(draw: Draw, report: MonitoringReport, speaking: Speaking): Html {
  const { words } = speaking
  return section(
    words.sections.performance,
    observedToExpectedFigure(draw, report, speaking),
    discriminationFigure(draw, report, speaking),
    chartFigure(draw, report.performance.calibration, {
      title: words.calibrationTitle,
      axis: words.calibrationAxis,
      caption: words.calibrationCaption,
    }),
    performanceTable(report, speaking),
    yearTable(report, speaking),
    undecidedTable(report, speaking),
    challengerTable(report, speaking),
  )
}

function reportSections(draw: Draw, report: MonitoringReport, speaking: Speaking): readonly Html[] {
  const { words } = speaking
  return [
    section(words.sections.alarms, alarmTable(report, speaking)),
    performanceSection(draw, report, speaking),
    section(
      words.sections.linearPredictor,
      chartFigure(draw, report.linearPredictor, {
        title: words.linearTitle,
        axis: words.axes.mean,
        caption: words.linearCaption,
      }),
    ),
    ...report.drift.map((drift) => predictorSection(draw, drift, speaking)),
    section(words.sections.missing, gapTable(report, speaking)),
    ...cardSections(draw, report, speaking),
  ]
}

/** A model has a risk whose drift is told. */
const modelSections = (
  draw: Draw,
  report: MonitoringReport,
  speaking: Speaking,
  madeOn: string,
): readonly Html[] => [
  element('p', subtitle(report, speaking, madeOn)),
  aside('verdict', list(verdictOf(report, speaking))),
  element('div', situationTable(report, speaking) ?? ''),
  ...reportSections(draw, report, speaking),
  section(speaking.words.sections.methods, list(methods(report, speaking))),
]

/** A board has cards and answers, and no risk whose drift could be told. */
function boardSections(
  draw: Draw,
  report: BoardReport,
  speaking: Speaking,
  day: string,
): readonly Html[] {
  const { words, names } = speaking
  const span = spanText(report, words)
  const about = { service: names.service, id: report.service, span, day }
  return [element('p', fill(words.boardHead, about)), ...cardSections(draw, report, speaking)]
}

/**
 * Monitoring reports, one per service, as one HTML page that needs nothing beside it.
 *
 * @param namesOf - How a service is spoken of, in the language of the page.
 */
export async function monitoringReportHtml(
  reports: readonly (MonitoringReport | BoardReport)[],
  madeOn: string,
  namesOf: (service: string) => ServiceNames,
  language: ReportLanguage,
): Promise<string> {
  const draw = await loadDraw()
  const words = MONITORING_WORDS[language]
  const parts = reports.flatMap((report) => {
    const speaking = { words, names: namesOf(report.service) }
    return 'kind' in report
      ? boardSections(draw, report, speaking, madeOn)
      : modelSections(draw, report, speaking, madeOn)
  })
  return page(words.title, parts, language)
}
