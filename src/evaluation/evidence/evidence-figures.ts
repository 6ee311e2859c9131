import { type IntervalEstimate, withEnds } from '../statistics/estimate.ts'
import type { DiagnosticMeasures } from './diagnostic-measures.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import type { Evidence } from './derive-evidence.ts'
import { inverseLogit } from '../../clinical/models/definition.ts'
import { logOddsDistribution } from '../../clinical/models/population.ts'
import { type Drawing, loadDraw } from '../drawing/draw.ts'
import { NOMOGRAM_FILE } from './model-card.ts'
import { predictorLabel } from './predictor-label.ts'
import { nomogramSvg } from './nomogram.ts'
import { toLookup } from '../../base/lookup.ts'

const INK = '#1b1b1f'
const BLUE = '#1f5fa8'
const ORANGE = '#b3541e'
const GREY = '#767680'

const FRAME = {
  width: 760,
  marginLeft: 270,
  marginRight: 30,
  marginBottom: 46,
  style: { background: '#fff', color: INK, fontSize: '12px' },
} as const

function oddsRatios(modelFile: ModelFile, { coefficients }: Evidence): Drawing {
  const rows = coefficients.map(({ predictor, published: { oddsRatio, ci95 } }) => ({
    label: predictorLabel(modelFile.definition, predictor),
    oddsRatio,
    low: ci95[0],
    high: ci95[1],
  }))
  return (plot) => ({
    ...FRAME,
    height: 250,
    x: {
      type: 'log',
      domain: [0.2, 40],
      grid: true,
      label: 'Odds ratio with 95 % interval, as published',
      labelOffset: 42,
    },
    y: { label: null, domain: rows.map(({ label }) => label) },
    marks: [
      plot.axisX([0.2, 0.5, 1, 2, 5, 10, 20, 40], { text: String, label: null }),
      plot.ruleX([1], { stroke: GREY }),
      plot.ruleY(rows, { x1: 'low', x2: 'high', y: 'label', stroke: BLUE, strokeWidth: 2 }),
      plot.dot(rows, { x: 'oddsRatio', y: 'label', fill: BLUE, r: 5 }),
    ],
  })
}

const SHARES: readonly (readonly [string, (measures: DiagnosticMeasures) => IntervalEstimate])[] = [
  ['Sensitivity', ({ sensitivity }) => sensitivity],
  ['Specificity', ({ specificity }) => specificity],
  ['Positive predictive value', ({ positivePredictiveValue }) => positivePredictiveValue],
  ['Negative predictive value', ({ negativePredictiveValue }) => negativePredictiveValue],
  ['Accuracy', ({ accuracy }) => accuracy],
]

function performance({ cohorts }: Evidence): Drawing {
  const rows = SHARES.flatMap(([measure, of]) =>
    cohorts.map(({ id, measures }) => ({ measure, cohort: id, ...withEnds(of(measures)) })),
  )
  return (plot) => ({
    ...FRAME,
    height: 380,
    marginTop: 30,
    x: { domain: [0.5, 1], label: 'Share with Wilson 95 % interval', grid: true, labelOffset: 42 },
    y: { axis: null },
    fy: { axis: null, domain: SHARES.map(([measure]) => measure) },
    color: { domain: cohorts.map(({ id }) => id), range: [BLUE, ORANGE] },
    marks: [
      plot.axisY({ label: null, tickSize: 0 }),
      plot.axisFy({ anchor: 'left', label: null, dx: -72 }),
      plot.ruleY(rows, {
        fy: 'measure',
        y: 'cohort',
        x1: 'low',
        x2: 'high',
        stroke: 'cohort',
        strokeWidth: 2,
      }),
      plot.dot(rows, { fy: 'measure', y: 'cohort', x: 'value', fill: 'cohort', r: 4 }),
    ],
  })
}

function tornado({ swings, reference }: Evidence): Drawing {
  const from = reference.intercept
  const ends = swings.flatMap(({ label, atLow, atHigh }) => [
    { label, from, to: atLow, shown: atLow.toFixed(2), end: 'at the lower end' },
    { label, from, to: atHigh, shown: atHigh.toFixed(2), end: 'at the upper end' },
  ])
  return (plot) => ({
    ...FRAME,
    height: 280,
    x: { label: 'Solved intercept', grid: true, inset: 70, labelOffset: 42 },
    y: { label: null, domain: swings.map(({ label }) => label) },
    color: {
      domain: ['at the lower end', 'at the upper end'],
      range: [BLUE, ORANGE],
    },
    marks: [
      plot.barX(ends, {
        y: 'label',
        x1: 'from',
        x2: 'to',
        fill: 'end',
        insetTop: 4,
        insetBottom: 4,
      }),
      plot.ruleX([from], { stroke: INK }),
      ...(['end', 'start'] as const).map((textAnchor) =>
        plot.text(
          ends.filter(({ from, to }) => (textAnchor === 'end' ? to < from : to >= from)),
          { y: 'label', x: 'to', text: 'shown', textAnchor, dx: textAnchor === 'end' ? -4 : 4 },
        ),
      ),
    ],
  })
}

const BINS = 20

function referenceRisk({ definition }: ModelFile): Drawing {
  const { terms, anchor, intercept, categories } = definition.model.definition
  const shares = new Array<number>(BINS).fill(0)
  for (const { logOdds, weight } of logOddsDistribution(terms, anchor.population)) {
    const bin = Math.min(BINS - 1, Math.floor(inverseLogit(intercept.value + logOdds) * BINS))
    shares[bin] = (shares[bin] ?? 0) + weight
  }
  const rows = shares.map((share, i) => ({ from: i / BINS, to: (i + 1) / BINS, share }))
  return (plot) => ({
    ...FRAME,
    marginLeft: 60,
    height: 260,
    x: { label: 'Predicted risk in the reference population', domain: [0, 1], labelOffset: 42 },
    y: { label: 'Share of patients', grid: true },
    marks: [
      plot.rectY(rows, { x1: 'from', x2: 'to', y: 'share', fill: BLUE, inset: 0.5 }),
      plot.ruleX(
        categories.slice(1).map(({ from }) => from),
        { stroke: ORANGE, strokeWidth: 2 },
      ),
      plot.ruleY([0]),
    ],
  })
}

function uncertainty({ definition }: ModelFile, { examples }: Evidence): Drawing {
  const rows = examples.map(({ name, estimate }) => ({ name, ...estimate.range }))
  const risks = examples.map(({ name, estimate }) => ({ name, risk: estimate.predictedRisk }))
  const { categories } = definition.model.definition
  return (plot) => ({
    ...FRAME,
    height: 70 + examples.length * 30,
    x: { domain: [0, 1], label: 'Risk', grid: true, labelOffset: 42 },
    y: { label: null, domain: examples.map(({ name }) => name) },
    marks: [
      plot.ruleX(
        categories.slice(1).map(({ from }) => from),
        { stroke: INK, strokeDasharray: '3,3' },
      ),
      plot.ruleY(rows, { y: 'name', x1: 'low', x2: 'high', stroke: BLUE, strokeWidth: 4 }),
      plot.tickX(risks, { y: 'name', x: 'risk', stroke: INK, strokeWidth: 2 }),
    ],
  })
}

export async function evidenceFigures(
  modelFile: ModelFile,
  evidence: Evidence,
): Promise<Readonly<Record<string, string>>> {
  const drawings = toLookup<Drawing>({
    'odds-ratios.svg': oddsRatios(modelFile, evidence),
    'performance.svg': performance(evidence),
    'intercept.svg': tornado(evidence),
    'reference-risk.svg': referenceRisk(modelFile),
    'uncertainty.svg': uncertainty(modelFile, evidence),
  })
  const draw = await loadDraw()
  const drawn = Object.entries(drawings).map(([file, drawing]) => [file, draw(drawing)] as const)
  return { ...Object.fromEntries(drawn), [NOMOGRAM_FILE]: nomogramSvg(modelFile.definition) }
}
