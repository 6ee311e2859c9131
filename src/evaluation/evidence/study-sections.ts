import type { IntervalEstimate } from '../statistics/estimate.ts'
import { withInterval } from '../drawing/format.ts'
import type { DiagnosticMeasures } from './diagnostic-measures.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import type { Evidence } from './derive-evidence.ts'
import { cell, table } from '../drawing/markdown.ts'
import { predictorCell } from './predictor-label.ts'

export function coefficientsSection(modelFile: ModelFile, evidence: Evidence): readonly string[] {
  const rows = evidence.coefficients.map(({ predictor, published, derived }) => [
    predictorCell(modelFile.definition, predictor),
    `${String(published.oddsRatio)} (${published.ci95.join(' to ')})`,
    derived.coefficient.toFixed(4),
    derived.standardError.toFixed(4),
    derived.middle.toFixed(4),
    cell(published.p),
    cell(derived.pText),
    derived.pText === published.p ? 'yes' : '**no**',
  ])
  const head = ['predictor', 'OR (95 % CI), published', 'coefficient', 'standard error']
  return [
    '## Coefficients, standard errors and P values',
    '',
    `Published: ${modelFile.study.oddsRatiosPlace}. The coefficient is ln OR; the standard error is the width of the interval on the log scale`,
    'divided by 2 × 1.96; P is that of the Wald test. The middle is the geometric middle of the interval divided by the OR: 1 when the',
    'interval is a Wald interval.',
    '',
    ...table([...head, 'middle', 'P, published', 'P, derived', 'agree'], rows),
    '',
    '![Odds ratios with their intervals](odds-ratios.svg)',
  ]
}

const MEASURES: readonly (readonly [
  string,
  (measures: DiagnosticMeasures) => IntervalEstimate,
  number,
])[] = [
  ['sensitivity', ({ sensitivity }) => sensitivity, 3],
  ['specificity', ({ specificity }) => specificity, 3],
  ['positive predictive value', ({ positivePredictiveValue }) => positivePredictiveValue, 3],
  ['negative predictive value', ({ negativePredictiveValue }) => negativePredictiveValue, 3],
  ['accuracy', ({ accuracy }) => accuracy, 3],
  ['positive likelihood ratio', ({ positiveLikelihoodRatio }) => positiveLikelihoodRatio, 2],
  ['negative likelihood ratio', ({ negativeLikelihoodRatio }) => negativeLikelihoodRatio, 3],
  ['called positive', ({ flagged }) => flagged, 3],
]

function published({ study }: ModelFile): readonly string[] {
  const rows = study.cohorts.map((cohort) => [
    cohort.id,
    cohort.place,
    `${cohort.auc.toFixed(3)} (${cohort.aucCi95.map((end) => end.toFixed(3)).join(' to ')})`,
    ...[cohort.accuracy, cohort.recall, cohort.precision, cohort.f1].map((value) =>
      value.toFixed(cohort.decimals),
    ),
  ])
  const head = ['published', 'place', 'AUC (95 % CI)', 'accuracy', 'recall', 'precision', 'F1']
  return table(head, rows)
}

function counts({ cohorts }: Evidence): readonly string[] {
  const rows = cohorts.map(({ id, matrix }) => [
    id,
    ...[
      matrix.truePositives,
      matrix.falseNegatives,
      matrix.falsePositives,
      matrix.trueNegatives,
    ].map(String),
  ])
  return table(['cohort', 'TP', 'FN', 'FP', 'TN'], rows)
}

function measures({ cohorts }: Evidence): readonly string[] {
  const rows = MEASURES.map(([name, of, digits]) => [
    name,
    ...cohorts.map((cohort) => withInterval(of(cohort.measures), digits)),
  ])
  return table(['measure', ...cohorts.map(({ id }) => id)], rows)
}

export function matricesSection(modelFile: ModelFile, evidence: Evidence): readonly string[] {
  const { total, withOutcome } = modelFile.study.patients
  const { solutions } = evidence
  return [
    '## Confusion matrices',
    '',
    `All sets of whole-number matrices with ${String(total)} patients and ${String(withOutcome)} outcomes in all were tried against the published`,
    `accuracy, recall, precision and F1. **${String(solutions)}** fits${solutions === 1 ? ': the published figures determine the matrices.' : '.'}`,
    '',
    ...published(modelFile),
    '',
    ...counts(evidence),
    '',
    "What follows, with 95 % intervals: Wilson for shares, of the logarithm for likelihood ratios (Simel 1991). These are the study's own",
    'figures at a cut-off that it does not name: they are not those of the categories of this service, and those of the training patients are',
    'apparent.',
    '',
    ...measures(evidence),
    '',
    '![Measures of the cohorts with their intervals](performance.svg)',
  ]
}

export function spreadsSection(
  modelFile: ModelFile,
  { impliedSpreads, coefficients: known }: Evidence,
): readonly string[] {
  const [first] = impliedSpreads
  const continuous = Object.keys(first?.spreads ?? {})
  const yesNo = known.filter(({ predictor }) => !continuous.includes(predictor))
  const rows = impliedSpreads.map(({ patients, shape, spreads: sds, standardErrors }) => [
    String(patients),
    shape,
    ...continuous.map((id) => (sds[id] ?? 0).toFixed(2)),
    ...yesNo.map(({ predictor }) => (standardErrors[predictor] ?? 0).toFixed(3)),
  ])
  return [
    '## What the standard errors say of the patients',
    '',
    'The standard deviations with which a cohort of independent predictors would have the published standard errors (expected Fisher',
    'information), and the standard errors that it would then have of the yes/no predictors. Those are published as',
    `${yesNo.map(({ predictor, derived }) => `${predictorCell(modelFile.definition, predictor)} ${derived.standardError.toFixed(3)}`).join(' and ')}: nearer to a fit in the training patients alone.`,
    '',
    ...table(
      [
        'patients',
        'shapes',
        ...continuous.map((id) => `SD of ${predictorCell(modelFile.definition, id)}`),
        ...yesNo.map(({ predictor }) => `SE of ${predictorCell(modelFile.definition, predictor)}`),
      ],
      rows,
    ),
    '',
    modelFile.study.spreadNote,
  ]
}
