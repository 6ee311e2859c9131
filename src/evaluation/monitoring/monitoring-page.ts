import { ALARM_SCORE, LEAST, LEAST_COVERAGE } from './alarm-state.ts'
import type { BoardReport } from './board-report.ts'
import { EWMA_WEIGHT } from './control-charts.ts'
import type { MonitoringReport } from './service-report.ts'
import type { PredictorDrift } from './predictor-drift.ts'
import { countText, SMALL_CELL } from './small-cells.ts'
import { percent } from '../drawing/format.ts'
import { aside, element, type Html, list, page, section } from '../drawing/html.ts'
import { type Draw, loadDraw } from '../drawing/draw.ts'
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
  suggestionTable,
  undecidedTable,
  volumeTable,
  yearTable,
} from './monitoring-tables.ts'

const AXES = { mean: 'mean', median: 'median', share: 'share of yes' } as const

function predictorSection(draw: Draw, drift: PredictorDrift): Html {
  const { predictor, chartOf, chart, missing } = drift
  const isShare = chartOf === 'share'
  return section(
    predictor,
    chartFigure(draw, chart, {
      title: `${predictor}: ${isShare ? 'p chart' : `${chartOf} by period`}`,
      axis: AXES[chartOf],
      caption: isShare
        ? 'Grey the reference, dashed the alarm limits.'
        : 'Grey the reference. It is not judged here: cohort drift follows each device and method.',
    }),
    chartFigure(draw, missing, {
      title: `${predictor}: share without a value`,
      axis: 'share',
      caption: 'Against the periods before; alarms upwards alone.',
    }),
    driftTable(drift),
  )
}

const verdictOf = ({ alarms, periods }: MonitoringReport): readonly string[] => {
  const count = (state: string) => alarms.filter((alarm) => alarm.state === state).length
  const last = periods.at(-1)
  const now = alarms.filter(({ period, state }) => period === last && state === 'alarm')
  return [
    `${count('alarm')} alarms and ${count('watch')} watches over ${periods.length} periods.`,
    now.length === 0
      ? `None of the alarms is of the last period.`
      : `In the last period: ${now.map(({ figure, subject }) => `${figure} of ${subject}`).join(', ')}.`,
  ]
}

function definitionWords({ definition, ofOtherDefinitions }: MonitoringReport['outcomes']) {
  if (definition === undefined) return []
  const others = ofOtherDefinitions === 0 ? 'none' : countText(ofOtherDefinitions)
  return [`Outcomes are those by definition ${definition}; by others, not counted: ${others}.`]
}

/** How to read it: every limit that was used. */
const methods = ({ reference, by, outcomes }: MonitoringReport): readonly string[] => [
  `Every order counts once a ${by}: its last record. Times are in UTC.`,
  ...definitionWords(outcomes),
  reference === 'declared'
    ? "Reference: the population that the installed model declares. Unless the model was fitted here this is an assumption, and an alarm may say that the site differs from it rather than that the site has changed: then use a baseline of the site's own."
    : "Reference: the distributions that fit the site's own baseline; predictors with fewer than 30 values there keep the declared one.",
  `EWMA charts: weight ${EWMA_WEIGHT} (Lucas and Saccucci 1990). p charts: limits of the binomial distribution. Measured values are not judged by period: each anchored device and method is followed patient by patient (cohort drift).`,
  `A watch lies beyond 3 standard errors, an alarm beyond ${ALARM_SCORE}: over a year of some 150 points about one year in twenty alarms though nothing has changed.`,
  `Not judged: charts of fewer than ${LEAST.patients} patients, calibration with fewer than ${LEAST.outcomes} outcomes or with fewer than ${percent(LEAST_COVERAGE, 0)} of them known, discrimination with fewer than ${LEAST.eachOutcomeToAlarm} patients with or without the outcome in the year.`,
  `Counts of 1 to ${SMALL_CELL - 1} are not told (<${SMALL_CELL}), nor shares that rest on them, nor what they could be worked out from within a table.`,
]

const spanText = ({ from, until, orders, records }: MonitoringReport | BoardReport) =>
  `${from.slice(0, 10)} up to, not including, ${until.slice(0, 10)}: ${countText(orders)} orders in ${countText(records)} records`

function subtitle(report: MonitoringReport, madeOn: string): string {
  const { service, model, calibration, ofOtherModels } = report
  const others = ofOtherModels === 0 ? '' : `, ${countText(ofOtherModels)} by other models`
  return `${service}, ${model} (${calibration}), ${spanText(report)}${others}. Made on ${madeOn}.`
}

function cardSections(
  draw: Draw,
  report: Pick<MonitoringReport, 'volume' | 'responses'>,
): readonly Html[] {
  const { responses } = report
  return [
    section('Cards', volumeTable(report)),
    section(
      'What clinicians answered',
      overrideFigure(draw, report),
      responseTable('All shown cards', [responses.all]),
      responseTable('By client', responses.byClient),
      responseTable('By situation', responses.byCategory),
      responseTable('By situation and ISO week', responses.byCategoryAndWeek),
      reasonTable(report),
      suggestionTable(report),
    ),
  ]
}

function reportSections(draw: Draw, report: MonitoringReport): readonly Html[] {
  const { drift, linearPredictor, performance } = report
  return [
    section('Alarms', alarmTable(report)),
    section(
      'Predictions and outcomes',
      observedToExpectedFigure(draw, report),
      discriminationFigure(draw, report),
      chartFigure(draw, performance.calibration, {
        title: 'Observed less predicted: EWMA chart',
        axis: 'observed - predicted',
        caption: '0 is perfect; above it the risks are too low.',
      }),
      performanceTable(report),
      yearTable(report),
      undecidedTable(report),
      challengerTable(report),
    ),
    section(
      'Linear predictor',
      chartFigure(draw, linearPredictor, {
        title: 'Linear predictor: EWMA chart',
        axis: 'mean',
        caption: 'All predictors together, as the model weighs them.',
      }),
    ),
    ...drift.map((predictorDrift) => predictorSection(draw, predictorDrift)),
    section('Missing values', gapTable(report)),
    ...cardSections(draw, report),
  ]
}

/** A board has cards and answers, and no risk whose drift could be told. */
const boardSections = (draw: Draw, report: BoardReport, madeOn: string): readonly Html[] => [
  element('p', `${report.service}, published scores, ${spanText(report)}. Made on ${madeOn}.`),
  ...cardSections(draw, report),
]

/** Monitoring reports, one per service, as one HTML page that needs nothing beside it. */
export async function monitoringReportHtml(
  reports: readonly (MonitoringReport | BoardReport)[],
  madeOn: string,
): Promise<string> {
  const draw = await loadDraw()
  const parts = reports.flatMap((report) =>
    'kind' in report
      ? boardSections(draw, report, madeOn)
      : [
          element('p', subtitle(report, madeOn)),
          aside('verdict', list(verdictOf(report))),
          ...reportSections(draw, report),
          section('How to read it', list(methods(report))),
        ],
  )
  return page('Monitoring of risk models in use', parts)
}
