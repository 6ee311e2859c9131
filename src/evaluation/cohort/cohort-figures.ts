import type { ScaleOptions } from '@observablehq/plot'
import type { Interval, IntervalEstimate } from '../statistics/estimate.ts'
import type { Performance } from '../statistics/performance.ts'
import type { DecisionPoint } from '../statistics/decision-curve.ts'
import type { CorrectedCurves } from './corrected-curves.ts'
import type { Instability } from './instability.ts'
import type { TermReport } from '../statistics/coefficients.ts'
import { BLUE, DARK, GREY, ORANGE } from '../drawing/colours.ts'
import { type Html, figure } from '../drawing/html.ts'
import type { Draw, Plotting } from '../drawing/draw.ts'

const SIDE = { width: 400, height: 400, marginLeft: 50, marginBottom: 45 }

const unit = (label: string): ScaleOptions => ({ domain: [0, 1], label, ticks: 5 })

const identity = (plot: Plotting) =>
  plot.link([{}], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: GREY, strokeDasharray: '4,4' })

export function rocFigure(draw: Draw, { roc, cStatistic }: Performance): Html {
  const start = { sensitivity: 0, specificity: 1 }
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
    ],
  }))
  const area = cStatistic === undefined ? '' : ` Area ${cStatistic.value.toFixed(3)}.`
  return figure(
    svg,
    `ROC curve.${area} It says how patients are ranked, not whether their risks are right.`,
  )
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

/**
 * The flexible calibration curve with its band, tenths of risk, and the spread of risks below.
 *
 * @param corrected - The curve less its optimism, of a model judged on its own patients.
 */
export function calibrationFigure(
  draw: Draw,
  performance: Performance,
  corrected: CorrectedCurves['calibration'] = [],
): Html | undefined {
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
      plot.line(corrected, { x: 'predicted', y: 'observed', stroke: ORANGE, strokeWidth: 2 }),
    ],
  }))
  return figure(
    svg,
    `Calibration: restricted cubic spline of the linear predictor (${calibrationCurve.knots} knots) with its pointwise 95 % band; circles are tenths of risk, bars the spread of risks. The dashed line is perfect.${corrected.length === 0 ? '' : ' Orange line: corrected for optimism.'}`,
  )
}

/** @param corrected - The model's net benefit less its optimism. */
export function decisionFigure(
  draw: Draw,
  { decisionCurve, events, patients }: Performance,
  corrected: CorrectedCurves['decision'] = [],
): Html {
  const floor = -0.1
  const shown = decisionCurve.filter(({ treatAll }) => treatAll >= floor)
  const last = shown.at(-1)
  const svg = draw((plot) => ({
    ...SIDE,
    ariaLabel: 'Decision curve',
    x: { domain: [0, 0.8], label: 'threshold probability', ticks: 5 },
    y: { domain: [floor, events / patients + 0.05], label: 'net benefit', clamp: true },
    marks: [
      plot.ruleY([0], { stroke: GREY }),
      plot.areaY(decisionCurve, {
        x: 'threshold',
        y1: ({ ci95 }: DecisionPoint) => ci95[0],
        y2: ({ ci95 }: DecisionPoint) => ci95[1],
        fill: BLUE,
        fillOpacity: 0.15,
      }),
      plot.line(shown, { x: 'threshold', y: 'treatAll', stroke: GREY, strokeDasharray: '5,3' }),
      plot.line(decisionCurve, { x: 'threshold', y: 'model', stroke: BLUE, strokeWidth: 2 }),
      plot.line(corrected, { x: 'threshold', y: 'model', stroke: ORANGE, strokeWidth: 2 }),
      plot.text(last === undefined ? [] : [last], {
        x: 'threshold',
        y: 'treatAll',
        text: () => 'act on all',
        fill: DARK,
        textAnchor: 'start',
        dx: 5,
      }),
    ],
  }))
  return figure(
    svg,
    `Decision curve: solid the model with its pointwise 95 % band, dashed acting on all, grey on nobody.${corrected.length === 0 ? '' : ' Orange line: corrected for optimism.'}`,
  )
}

/** How far a patient's risk would move with another sample of patients. */
export function instabilityFigure(draw: Draw, instability: Instability): Html {
  const { points, meanAbsoluteError } = instability
  const svg = draw((plot) => ({
    ...SIDE,
    ariaLabel: 'Instability of predictions',
    x: unit('risk by the model'),
    y: unit('risk by the models of resampled patients'),
    marks: [
      identity(plot),
      plot.link(points, {
        x1: 'risk',
        x2: 'risk',
        y1: 'low',
        y2: 'high',
        stroke: BLUE,
        strokeOpacity: 0.45,
      }),
      plot.dot(points, { x: 'risk', y: 'risk', r: 1.5, fill: DARK }),
    ],
  }))
  return figure(
    svg,
    `Instability: for each of ${points.length} patients the range that holds 95 % of the risks by the bootstrap's models. They lie ${(100 * meanAbsoluteError).toFixed(1)} points from the model's on average.`,
  )
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
