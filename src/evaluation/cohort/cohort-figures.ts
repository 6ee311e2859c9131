import type { ScaleOptions } from '@observablehq/plot'
import type { Interval, IntervalEstimate } from '../statistics/estimate.ts'
import type { Performance } from '../statistics/performance.ts'
import type { TermReport } from '../statistics/coefficients.ts'
import { BLUE, GREY, ORANGE } from '../drawing/colours.ts'
import { type Html, figure } from '../drawing/html.ts'
import type { Draw, Plotting } from '../drawing/draw.ts'

const SIDE = { width: 400, height: 400, marginLeft: 50, marginBottom: 45 }

const unit = (label: string): ScaleOptions => ({ domain: [0, 1], label, ticks: 5 })

const identity = (plot: Plotting) =>
  plot.link([{}], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: GREY, strokeDasharray: '4,4' })

export function rocFigure(draw: Draw, { roc, cStatistic, youden }: Performance): Html {
  const start = { sensitivity: 0, specificity: 1 }
  const marked = youden === undefined ? [] : [youden]
  const svg = draw((plot) => ({
    ...SIDE,
    ariaLabel: 'ROC curve',
    x: unit('1 - specificity'),
    y: unit('sensitivity'),
    marks: [
      identity(plot),
      plot.line([start, ...roc], {
        x: (point: { specificity: number }) => 1 - point.specificity,
        y: 'sensitivity',
        stroke: BLUE,
        strokeWidth: 2,
      }),
      plot.dot(marked, {
        x: (metrics: (typeof marked)[number]) => 1 - (metrics.specificity?.value ?? 0),
        y: (metrics: (typeof marked)[number]) => metrics.recall?.value ?? 0,
        fill: ORANGE,
        r: 4,
      }),
    ],
  }))
  const area = cStatistic === undefined ? '' : ` Area ${cStatistic.value.toFixed(3)}.`
  return figure(svg, `ROC curve.${area} The point is Youden's.`)
}

/** Tenths of risk as points, and the spread of risks as bars. */
function groupsAndBars(plot: Plotting, { hosmerLemeshow, distribution, patients }: Performance) {
  const groups = hosmerLemeshow.groups.map(({ patients: n, observed, expected }) => ({
    predicted: expected / n,
    observed: observed / n,
  }))
  const bars = distribution.map(({ from, to, events, others }) => ({
    from,
    to,
    share: (0.6 * (events + others)) / patients,
  }))
  return [
    plot.rectY(bars, { x1: 'from', x2: 'to', y: 'share', fill: GREY, fillOpacity: 0.25 }),
    plot.dot(groups, { x: 'predicted', y: 'observed', stroke: ORANGE, r: 4 }),
  ]
}

/** The flexible calibration curve with its band, tenths of risk, and the spread of risks below. */
export function calibrationFigure(draw: Draw, performance: Performance): Html | undefined {
  const { calibrationCurve } = performance
  if (calibrationCurve === undefined) return undefined
  const svg = draw((plot) => ({
    ...SIDE,
    ariaLabel: 'Calibration curve',
    x: unit('predicted risk'),
    y: { ...unit('observed share'), clamp: true },
    marks: [
      identity(plot),
      ...groupsAndBars(plot, performance),
      plot.areaY(calibrationCurve.points, {
        x: 'predicted',
        y1: (point: { ci95: readonly number[] }) => point.ci95[0],
        y2: (point: { ci95: readonly number[] }) => point.ci95[1],
        fill: BLUE,
        fillOpacity: 0.15,
      }),
      plot.line(calibrationCurve.points, {
        x: 'predicted',
        y: 'observed',
        stroke: BLUE,
        strokeWidth: 2,
      }),
    ],
  }))
  return figure(
    svg,
    `Calibration: restricted cubic spline of the linear predictor (${calibrationCurve.knots} knots) with its pointwise 95 % band; circles are tenths of risk, bars the spread of risks. The dashed line is perfect.`,
  )
}

export function decisionFigure(draw: Draw, { decisionCurve, events, patients }: Performance): Html {
  const prevalence = events / patients
  const floor = -0.1
  const shown = decisionCurve.filter(({ treatAll }) => treatAll >= floor)
  const last = shown.at(-1)
  const svg = draw((plot) => ({
    ...SIDE,
    ariaLabel: 'Decision curve',
    x: { domain: [0, 0.8], label: 'threshold probability', ticks: 5 },
    y: { domain: [floor, prevalence + 0.02], label: 'net benefit', clamp: true },
    marks: [
      plot.ruleY([0], { stroke: GREY }),
      plot.line(shown, { x: 'threshold', y: 'treatAll', stroke: ORANGE, strokeDasharray: '5,3' }),
      plot.line(decisionCurve, { x: 'threshold', y: 'model', stroke: BLUE, strokeWidth: 2 }),
      plot.text(last === undefined ? [] : [last], {
        x: 'threshold',
        y: 'treatAll',
        text: () => 'act on all',
        fill: ORANGE,
        textAnchor: 'start',
        dx: 5,
      }),
    ],
  }))
  return figure(svg, 'Decision curve: solid the model, dashed acting on all, grey on nobody.')
}

/** A figure has no place for more: the table says what lies beyond. */
const shownRatio = (ratio: number) => Math.min(1000, Math.max(0.001, ratio))

interface Shown {
  readonly term: string
  readonly value: number
  readonly ci95: Interval
}

const shownOf = (term: string, { value, ci95: [low, high] }: IntervalEstimate): Shown => ({
  term,
  value: shownRatio(value),
  ci95: [shownRatio(low), shownRatio(high)],
})

export function oddsRatioFigure(draw: Draw, terms: readonly TermReport[]): Html | undefined {
  const shown = terms.flatMap(({ term, estimates }): Shown[] =>
    estimates === undefined ? [] : [shownOf(term, estimates.oddsRatioPerSd ?? estimates.oddsRatio)],
  )
  if (shown.length === 0) return undefined
  const svg = draw((plot) => ({
    width: 520,
    height: 60 + 28 * shown.length,
    marginLeft: 140,
    ariaLabel: 'Odds ratios',
    x: {
      type: 'log',
      label: 'odds ratio (95 % CI), per SD or of a yes',
      ticks: 5,
      tickFormat: String,
    },
    y: { label: null, domain: shown.map(({ term }) => term) },
    marks: [
      plot.ruleX([1], { stroke: GREY, strokeDasharray: '4,4' }),
      plot.link(shown, {
        x1: ({ ci95 }: Shown) => ci95[0],
        x2: ({ ci95 }: Shown) => ci95[1],
        y1: 'term',
        y2: 'term',
        stroke: BLUE,
        strokeWidth: 2,
      }),
      plot.dot(shown, {
        x: 'value',
        y: 'term',
        fill: BLUE,
        r: 4,
      }),
    ],
  }))
  return figure(
    svg,
    'Odds ratios, per standard deviation of each measured predictor; beyond 1000 they are drawn at the edge.',
  )
}
