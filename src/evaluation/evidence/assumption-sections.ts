import { formatRange, formatRisk } from '../../hook/cards/format.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import type { Evidence } from './derive-evidence.ts'
import type { FirmStatement } from '../../clinical/models/versions/statement.ts'
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
  const { repeatability = [] } = modelFile.definition.model.definition
  return [
    '## What another measurement would change',
    '',
    ...table(
      ['measured again on another scanner', 'one standard deviation', 'source'],
      repeatability.map(({ predictor, relative, source }) => [
        predictorCell(modelFile.definition, predictor),
        percent(relative),
        cell(source ?? ''),
      ]),
    ),
  ]
}

function examplesTable({ examples }: Evidence): readonly string[] {
  const slopes = examples[0]?.bySlope.map(({ slope }) => `slope ${String(slope)}`) ?? []
  return table(
    ['patient', 'risk', 'range of the versions', 'firm', 'as published', ...slopes],
    examples.map(({ name, estimate, published, bySlope }) => [
      name,
      formatRisk(estimate.predictedRisk),
      formatRange(estimate.range),
      firmWords(estimate),
      formatRisk(published),
      ...bySlope.map(({ risk }) => formatRisk(risk)),
    ]),
  )
}

/** What is firm, in words. */
export function firmWords({ category, below, atLeast }: FirmStatement): string {
  if (category !== undefined) return category
  const said = [
    atLeast === undefined ? [] : [`at least ${percent(atLeast, 0)}`],
    below === undefined ? [] : [`below ${percent(below, 0)}`],
  ].flat()
  return said.length === 0 ? '-' : said.join(', ')
}

export function examplesSection(evidence: Evidence): readonly string[] {
  return [
    '## Example patients',
    '',
    'Of `reference-cases.json`, where nothing is known of the site: the mean and the 5 to 95 % range of the versions, what enough of them agree',
    'on, and beside it the single figure that the published coefficients give with the intercept of the reference population.',
    '',
    ...examplesTable(evidence),
    '',
    '![Risk and range of the versions of the example patients](uncertainty.svg)',
    '',
    'In the figure the tick is the mean; dashed lines are the borders of the categories.',
  ]
}
