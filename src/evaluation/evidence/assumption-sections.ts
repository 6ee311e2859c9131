import { formatRange, formatRisk } from '../../hook/cards/format.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import type { Evidence } from './derive-evidence.ts'
import type { Marginal } from '../../clinical/models/definition.ts'
import { percent } from '../drawing/format.ts'
import { cell, table } from '../drawing/markdown.ts'
import { predictorCell } from './predictor-label.ts'

function describeMarginal(marginal: Marginal): string {
  switch (marginal.kind) {
    case 'bernoulli':
      return `share ${String(marginal.probability)}`
    case 'normal':
      return `normal, mean ${String(marginal.mean)}, SD ${String(marginal.sd)}`
    case 'lognormal':
      return `lognormal, median ${String(marginal.median)}, SD ${String(marginal.sd)}`
  }
}

function populationTable(modelFile: ModelFile): readonly string[] {
  const { population } = modelFile.definition.model.definition.anchor
  return table(
    ['predictor', 'distribution', 'source'],
    Object.entries(population).map(([id, marginal]) => [
      predictorCell(modelFile.definition, id),
      describeMarginal(marginal),
      cell(marginal.source ?? ''),
    ]),
  )
}

function interceptWords({ definition }: ModelFile, { reference }: Evidence): readonly string[] {
  const { anchor, intercept } = definition.model.definition
  const { events, patients } = anchor
  const [low, high] = definition.publishedAuc ?? [0, 1]
  const holds = reference.cStatistic >= low && reference.cStatistic <= high
  return [
    `The intercept with which the mean predicted risk is ${String(events)}/${String(patients)} = ${percent(events / patients)}: **${reference.intercept.toFixed(6)}** (in risk-model.json:`,
    `${intercept.value.toFixed(6)}). Its standard error from the sampling of that share is ${reference.standardError.toFixed(3)}. The c-statistic of this population would be`,
    `${reference.cStatistic.toFixed(3)}; the study's interval in its training patients is ${low.toFixed(3)} to ${high.toFixed(3)}: ${holds ? 'the check holds.' : "**the check fails**, the population is not quite the study's."}`,
  ]
}

function flaggedTable({ reference, cohorts }: Evidence): readonly string[] {
  const called = cohorts.map(({ id }) => `called positive, ${id}`)
  return table(
    ['from a risk of', 'category', 'share of the reference population', ...called],
    reference.flagged.map(({ from, category, share }) => [
      String(from),
      category,
      percent(share),
      ...cohorts.map(({ measures }) => percent(measures.flagged.value)),
    ]),
  )
}

export function referenceSection(modelFile: ModelFile, evidence: Evidence): readonly string[] {
  return [
    '## The reference population and the intercept',
    '',
    ...populationTable(modelFile),
    '',
    ...interceptWords(modelFile, evidence),
    '',
    ...flaggedTable(evidence),
    '',
    '![Predicted risk in the reference population, with the category borders](reference-risk.svg)',
  ]
}

export function swingsSection({ swings }: Evidence): readonly string[] {
  return [
    '### How far the intercept moves',
    '',
    'One range at a time, all else as in the reference population. In the figure blue is the lower end of a range, orange the upper one.',
    '',
    ...table(
      ['range', 'intercept at its lower end', 'at its upper end', 'moves by', 'source'],
      swings.map(({ label, atLow, atHigh, source }) => [
        cell(label),
        atLow.toFixed(2),
        atHigh.toFixed(2),
        Math.abs(atHigh - atLow).toFixed(2),
        cell(source),
      ]),
    ),
    '',
    '![How far the intercept moves over each published range](intercept.svg)',
  ]
}

export function populationsSection({ populations }: Evidence): readonly string[] {
  return [
    '## What was left out: slope and correlations',
    '',
    'A model from a small sample is too steep elsewhere: slopes below 1 multiply every coefficient, and the intercept is solved again.',
    'Predictors are taken as independent: here each pair of continuous ones is correlated, down and up.',
    '',
    ...table(
      ['assumption', 'intercept', 'c-statistic'],
      populations.map((population) => [
        cell(population.assumption),
        population.intercept.toFixed(3),
        population.cStatistic.toFixed(3),
      ]),
    ),
  ]
}

export function measurementSection(modelFile: ModelFile): readonly string[] {
  const { platformShifts, repeatability = [] } = modelFile.definition.model.definition
  const kinds = [
    ['another scanner: part of the envelope', platformShifts],
    ['another scanner: shown as repeat scan, never added in', repeatability],
  ] as const
  return [
    '## What another measurement would change',
    '',
    ...table(
      ['measured again on', 'predictor', 'one standard deviation', 'source'],
      kinds.flatMap(([kind, shifts]) =>
        shifts.map(({ predictor, relative, source }) => [
          kind,
          predictorCell(modelFile.definition, predictor),
          percent(relative),
          cell(source ?? ''),
        ]),
      ),
    ),
  ]
}

function examplesTable({ examples }: Evidence): readonly string[] {
  const slopes = examples[0]?.bySlope.map(({ slope }) => `slope ${String(slope)}`) ?? []
  const intervals = ['partial interval', 'at its narrowest', 'at its widest']
  return table(
    ['patient', 'risk', ...intervals, 'envelope', 'repeat scan', ...slopes],
    examples.map(({ name, estimate, correlated, bySlope }) => [
      name,
      formatRisk(estimate.predictedRisk),
      formatRange(estimate.interval),
      formatRange(correlated.narrowest),
      formatRange(correlated.widest),
      formatRange(estimate.envelope),
      estimate.repeatScan === undefined ? '-' : formatRange(estimate.repeatScan),
      ...bySlope.map(({ risk }) => formatRisk(risk)),
    ]),
  )
}

export function examplesSection(evidence: Evidence): readonly string[] {
  return [
    '## Example patients',
    '',
    "Of `reference-cases.json`. The partial interval takes the coefficients' estimates as independent; the two columns after it let any one",
    'pair of them be correlated by ±0.3. The repeat scan is never part of the others.',
    '',
    ...examplesTable(evidence),
    '',
    '![Risk, partial interval, repeat scan and envelope of the example patients](uncertainty.svg)',
    '',
    'In the figure the tick is the risk, blue the partial interval, orange the repeat scan, grey the envelope; dashed lines are the borders of the',
    'categories. The partial interval agrees with a simulation of its own assumptions to 0.01, and to 0.03 with one that solves the intercept',
    'again in every draw (`test/clinical/models/uncertainty.test.ts`).',
  ]
}
