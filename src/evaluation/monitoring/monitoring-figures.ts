import { type Estimate, withEnds } from '../statistics/estimate.ts'
import type { ChartPoint } from './control-charts.ts'
import type { Speaking } from './monitoring-tables.ts'
import type { MonitoringReport } from './service-report.ts'
import { BLUE, GREY, ORANGE } from '../drawing/colours.ts'
import { figure, type Html } from '../drawing/html.ts'
import type { Draw, Plotting } from '../drawing/draw.ts'

/** About so many ticks. */
const TICKS = 5

const SIZE = { width: 420, height: 260, marginLeft: 55, marginBottom: 50 }

interface Drawn extends ChartPoint {
  readonly plotted: number
}

const isDrawn = (point: ChartPoint): point is Drawn => point.plotted !== undefined
const low = ({ limits }: ChartPoint) => limits?.[0] ?? null
const high = ({ limits }: ChartPoint) => limits?.[1] ?? null
const isAlarm = ({ state }: ChartPoint) => state === 'alarm'
const isWatchOrAlarm = ({ state }: ChartPoint) => state === 'watch' || state === 'alarm'

interface ChartTitle {
  readonly title: string
  readonly axis: string
  readonly caption: string
  /** The axis is in per cent. */
  readonly isShare?: boolean
}

function chartMarks(plot: Plotting, points: readonly ChartPoint[]) {
  const drawn = points.filter(isDrawn)
  const limited = points.filter(({ limits }) => limits !== undefined)
  return [
    plot.ruleY(points.slice(0, 1), { y: 'centre', stroke: GREY }),
    ...[low, high].map((y) =>
      plot.line(limited, {
        x: 'period',
        y,
        stroke: GREY,
        strokeDasharray: '4,3',
        curve: 'step',
      }),
    ),
    plot.line(drawn, { x: 'period', y: 'plotted', stroke: BLUE, strokeWidth: 2 }),
    plot.dot(drawn, { x: 'period', y: 'plotted', fill: BLUE, r: 3 }),
    // Told by shape too: a ring to look at, a filled square to act on.
    plot.dot(drawn.filter(isWatchOrAlarm), {
      x: 'period',
      y: 'plotted',
      stroke: ORANGE,
      r: 7,
      strokeWidth: 2,
    }),
    plot.dot(drawn.filter(isAlarm), {
      x: 'period',
      y: 'plotted',
      fill: ORANGE,
      symbol: 'square',
      r: 6,
    }),
  ]
}

const frameOf = (
  points: readonly { readonly period: string }[],
  { title, axis, isShare = false }: ChartTitle,
) =>
  ({
    ...SIZE,
    ariaLabel: title,
    x: { type: 'point', domain: points.map(({ period }) => period), label: null, tickRotate: -45 },
    // The axis ends at a tick: round numbers, and nothing beyond them.
    y: { label: axis, nice: TICKS, ticks: TICKS, percent: isShare },
  }) as const

/** Title and caption; a Chinese caption ends with its own full stop. */
const captionOf = ({ title, caption }: ChartTitle) =>
  caption.endsWith('。') ? `${title}。${caption}` : `${title}. ${caption}`

/** A control chart; nothing when no period has enough patients. */
export function chartFigure(
  draw: Draw,
  points: readonly ChartPoint[],
  about: ChartTitle,
): Html | undefined {
  if (!points.some(isDrawn)) return undefined
  const svg = draw((plot) => ({
    ...frameOf(points, about),
    marks: chartMarks(plot, points),
  }))
  return figure(svg, captionOf(about))
}

interface PeriodEstimate {
  readonly period: string
  readonly estimate: Estimate | undefined
}

/** Estimates with their intervals, and the value that they are held against. */
function intervalFigure(
  draw: Draw,
  estimates: readonly PeriodEstimate[],
  about: ChartTitle,
  against: number,
): Html | undefined {
  const points = estimates.flatMap(({ period, estimate }) =>
    estimate === undefined ? [] : [{ period, ...withEnds(estimate) }],
  )
  if (points.length === 0) return undefined
  const svg = draw((plot) => ({
    ...frameOf(points, about),
    marks: [
      plot.ruleY([against], { stroke: GREY, strokeDasharray: '4,4' }),
      plot.link(points, { x1: 'period', x2: 'period', y1: 'low', y2: 'high', stroke: BLUE }),
      plot.dot(points, { x: 'period', y: 'value', fill: BLUE, r: 4 }),
    ],
  }))
  return figure(svg, captionOf(about))
}

export function observedToExpectedFigure(
  draw: Draw,
  { performance }: MonitoringReport,
  { words }: Speaking,
) {
  const estimates = performance.periods.map(({ period, here }) => ({
    period,
    estimate: here.observedToExpected,
  }))
  const about = { title: words.oeTitle, axis: 'O:E', caption: words.oeCaption }
  return intervalFigure(draw, estimates, about, 1)
}

/** The c-statistic of the year up to each period. */
export function discriminationFigure(
  draw: Draw,
  { performance }: MonitoringReport,
  { words }: Speaking,
) {
  const estimates = performance.periods.map(({ period, year }) => ({
    period,
    estimate: year.cStatistic,
  }))
  const about = { title: words.cTitle, axis: words.cAxis, caption: words.cCaption }
  return intervalFigure(draw, estimates, about, 0.5)
}

/** The override rate of each situation, week by week, as far as it may be told. */
export function overrideFigure(
  draw: Draw,
  { responses }: Pick<MonitoringReport, 'responses'>,
  { words, names }: Speaking,
): Html | undefined {
  const points = responses.byCategoryAndWeek.flatMap(({ name, overrideRate }) => {
    const [id = '', week = ''] = name.split(' ')
    const situation = names.situation(id)
    return overrideRate === undefined ? [] : [{ situation, week, rate: overrideRate.value }]
  })
  if (points.length === 0) return undefined
  const weeks = [...new Set(points.map(({ week }) => week))].toSorted()
  const svg = draw((plot) => ({
    ...SIZE,
    width: 640,
    ariaLabel: words.overrideTitle,
    x: { type: 'point', domain: weeks, label: null, tickRotate: -60 },
    y: { domain: [0, 100], label: words.overrideAxis, ticks: TICKS, percent: true },
    symbol: { legend: true },
    marks: [plot.dot(points, { x: 'week', y: 'rate', symbol: 'situation', stroke: BLUE, r: 4 })],
  }))
  return figure(svg, words.overrideCaption)
}
