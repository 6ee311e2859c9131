import type { ChartPoint } from './control-charts.ts'
import type { MonitoringReport } from './service-report.ts'
import { figure, type Html } from '../drawing/html.ts'
import type { Draw, Plotting } from '../drawing/draw.ts'

// Two colours that are told apart without colour vision, and in grey by their lightness.
const QUIET = '#1f5f8b'
const LOUD = '#b35900'
const GREY = '#8a8a8a'

const SIZE = { width: 420, height: 260, marginLeft: 55, marginBottom: 50 }

interface Drawn extends ChartPoint {
  readonly plotted: number
}

const isDrawn = (point: ChartPoint): point is Drawn => point.plotted !== undefined
const low = ({ limits }: ChartPoint) => limits?.[0] ?? null
const high = ({ limits }: ChartPoint) => limits?.[1] ?? null
const isLoud = ({ state }: ChartPoint) => state === 'alarm'
const isSeen = ({ state }: ChartPoint) => state === 'watch' || state === 'alarm'

/** What a chart is called, and what its axis measures. */
interface ChartTitle {
  readonly title: string
  readonly axis: string
  readonly caption: string
}

function chartMarks(plot: Plotting, points: readonly ChartPoint[]) {
  const drawn = points.filter(isDrawn)
  const limited = points.filter(({ limits }) => limits !== undefined)
  return [
    plot.ruleY(points.slice(0, 1), { y: 'centre', stroke: GREY }),
    plot.line(limited, {
      x: 'period',
      y: low,
      stroke: GREY,
      strokeDasharray: '4,3',
      curve: 'step',
    }),
    plot.line(limited, {
      x: 'period',
      y: high,
      stroke: GREY,
      strokeDasharray: '4,3',
      curve: 'step',
    }),
    plot.line(drawn, { x: 'period', y: 'plotted', stroke: QUIET, strokeWidth: 2 }),
    plot.dot(drawn, { x: 'period', y: 'plotted', fill: QUIET, r: 3 }),
    // Told by shape too: a ring to look at, a filled square to act on.
    plot.dot(drawn.filter(isSeen), {
      x: 'period',
      y: 'plotted',
      stroke: LOUD,
      r: 7,
      strokeWidth: 2,
    }),
    plot.dot(drawn.filter(isLoud), {
      x: 'period',
      y: 'plotted',
      fill: LOUD,
      symbol: 'square',
      r: 6,
    }),
  ]
}

/** A control chart; nothing when no period has enough patients. */
export function chartFigure(
  draw: Draw,
  points: readonly ChartPoint[],
  { title, axis, caption }: ChartTitle,
): Html | undefined {
  if (!points.some(isDrawn)) return undefined
  const svg = draw((plot) => ({
    ...SIZE,
    ariaLabel: title,
    x: { type: 'point', domain: points.map(({ period }) => period), label: null, tickRotate: -45 },
    y: { label: axis, nice: true, ticks: 5 },
    marks: chartMarks(plot, points),
  }))
  return figure(svg, `${title}. ${caption}`)
}

interface Ranged {
  readonly period: string
  readonly value: number
  readonly low: number
  readonly high: number
}

function rangedFigure(
  draw: Draw,
  points: readonly Ranged[],
  { title, axis, caption }: ChartTitle,
  rule: readonly number[],
): Html | undefined {
  if (points.length === 0) return undefined
  const svg = draw((plot) => ({
    ...SIZE,
    ariaLabel: title,
    x: { type: 'point', domain: points.map(({ period }) => period), label: null, tickRotate: -45 },
    y: { label: axis, nice: true, ticks: 5 },
    marks: [
      plot.ruleY(rule, { stroke: GREY, strokeDasharray: '4,4' }),
      plot.link(points, { x1: 'period', x2: 'period', y1: 'low', y2: 'high', stroke: QUIET }),
      plot.dot(points, { x: 'period', y: 'value', fill: QUIET, r: 4 }),
    ],
  }))
  return figure(svg, `${title}. ${caption}`)
}

/** Observed over expected of each period. */
export function observedToExpectedFigure(draw: Draw, { performance }: MonitoringReport) {
  const points = performance.periods.flatMap(
    ({ period, here: { observedToExpected: estimate } }) =>
      estimate === undefined
        ? []
        : [{ period, value: estimate.value, low: estimate.ci95[0], high: estimate.ci95[1] }],
  )
  const title = 'Observed : expected'
  const caption =
    'By period of the order, 95 % interval. 1 is perfect; above it the risks are too low.'
  return rangedFigure(draw, points, { title, axis: 'O:E', caption }, [1])
}

/** The c-statistic of the year up to each period. */
export function discriminationFigure(draw: Draw, { performance }: MonitoringReport) {
  const points = performance.periods.flatMap(({ period, year: { cStatistic: estimate } }) =>
    estimate === undefined
      ? []
      : [{ period, value: estimate.value, low: estimate.ci95[0], high: estimate.ci95[1] }],
  )
  const title = 'c-statistic of the year up to each period'
  const caption = "DeLong's 95 % interval; the dashed line is chance."
  return rangedFigure(draw, points, { title, axis: 'c-statistic', caption }, [0.5])
}

/** The override rate of each situation, week by week, as far as it may be told. */
export function overrideFigure(
  draw: Draw,
  { responses }: Pick<MonitoringReport, 'responses'>,
): Html | undefined {
  const points = responses.byCategoryAndWeek.flatMap(({ name, overrideRate }) => {
    const [situation = '', week = ''] = name.split(' ')
    return overrideRate === undefined ? [] : [{ situation, week, rate: overrideRate.value }]
  })
  if (points.length === 0) return undefined
  const weeks = [...new Set(points.map(({ week }) => week))].toSorted()
  const svg = draw((plot) => ({
    ...SIZE,
    width: 640,
    ariaLabel: 'Override rate by week',
    x: { type: 'point', domain: weeks, label: null, tickRotate: -60 },
    y: { domain: [0, 1], label: 'overridden of answered', ticks: 5 },
    symbol: { legend: true },
    marks: [plot.dot(points, { x: 'week', y: 'rate', symbol: 'situation', stroke: QUIET, r: 4 })],
  }))
  return figure(
    svg,
    'Override rate by situation and ISO week; weeks of a few answers are left out.',
  )
}
