import { type CohortFlow, repeatedText } from './read-cohort.ts'
import type { FitReport } from './fit-study.ts'
import type { GroupComparison, GroupSummary } from './compare-groups.ts'
import type { OutcomeDefinition } from './study-document.ts'
import type { OutcomeReport } from './recalibration-study.ts'
import type { SampleSize } from './sample-size.ts'
import {
  fixed,
  NONE,
  percent,
  coefficientText,
  pValue,
  ratioText,
  significant,
} from '../drawing/format.ts'
import { element, table } from '../drawing/html.ts'

export function flowTables(flow: CohortFlow) {
  const { rows, analysed, incomplete, refused, undecided, columns, unused } = flow
  return [
    table(
      'Patients',
      ['', 'patients'],
      [
        ['rows of the table', String(rows)],
        ['left out: a value is missing or not accepted', String(incomplete)],
        [
          'refused: unreadable, not of the population of the model, or a repeated patient',
          String(refused),
        ],
        ['analysed (complete cases)', String(analysed)],
      ],
    ),
    table(
      'Outcome neither yes nor no: left out, in no figure',
      ['why', 'patients'],
      Object.entries(undecided).map(([why, patients]) => [why, String(patients)]),
    ),
    table(
      'Columns',
      ['variable', 'column', 'missing', 'outside the limits', 'of these, repeated', 'unreadable'],
      columns.map((column) => [
        column.column,
        column.header,
        `${column.missing} (${percent(column.missing / rows)})`,
        String(column.notAccepted),
        repeatedText(column),
        String(column.unreadable),
      ]),
    ),
    unused.length === 0
      ? undefined
      : element('p', `Columns of the table that were not used: ${unused.join(', ')}.`),
  ]
}

export const outcomeTable = (definition: OutcomeDefinition) =>
  table(
    'Outcome, as the site defines it',
    ['', ''],
    [
      ['definition', definition.definition],
      ['follow-up', definition.followUp],
      ['competing events', definition.competingEvents],
      ['missing data', definition.missingData],
      ['first treatment', definition.firstTreatment],
    ],
  )

function groupText(group: GroupSummary): string {
  switch (group.kind) {
    case 'count':
      return `${group.yes}/${group.patients} (${percent(group.yes / group.patients)})`
    case 'mean':
      return `${significant(group.mean)} ± ${significant(group.sd)}`
    case 'median':
      return `${significant(group.median)} (${group.quartiles.map(significant).join(' to ')})`
  }
}

export const groupTable = (
  caption: string,
  names: readonly [string, string],
  comparisons: readonly GroupComparison[],
) =>
  table(
    caption,
    ['variable', 'all', ...names, 'test', 'P'],
    comparisons.map(({ variable, all, groups: [a, b], test, p }) => [
      variable,
      groupText(all),
      groupText(a),
      groupText(b),
      test,
      pValue(p),
    ]),
  )

export const stepTable = ({ steps }: FitReport) =>
  table(
    'Bidirectional stepwise selection by AIC',
    ['step', 'term', 'AIC'],
    steps.map(({ action, term = '', aic }) => [action, term, fixed(aic, 2)]),
  )

export const coefficientTable = ({ intercept, terms, options }: FitReport) =>
  table(
    options.estimator === 'firth'
      ? "Model (Firth's penalised likelihood, profile intervals; intercept by maximum likelihood)"
      : 'Model (maximum likelihood, Wald intervals)',
    [
      'term',
      'coefficient (95 % CI)',
      'SE',
      'odds ratio per unit (95 % CI)',
      'odds ratio per SD (95 % CI)',
      'P',
    ],
    [
      [
        'intercept',
        intercept === undefined ? NONE : coefficientText(intercept),
        intercept === undefined ? '' : significant(intercept.standardError),
        '',
        '',
        '',
      ],
      ...terms.map(({ term, estimates }) =>
        estimates === undefined
          ? [term, NONE, '', NONE, '', '']
          : [
              term,
              coefficientText(estimates.coefficient),
              significant(estimates.coefficient.standardError),
              ratioText(estimates.oddsRatio),
              estimates.oddsRatioPerSd === undefined ? '' : ratioText(estimates.oddsRatioPerSd),
              pValue(estimates.p),
            ],
      ),
    ],
  )

export const sampleSizeTable = (caption: string, sampleSize: SampleSize | undefined) =>
  table(
    caption,
    ['criterion', 'patients'],
    (sampleSize?.criteria ?? []).map(({ name, patients }) => [name, String(patients)]),
  )

export const closedTestTable = ({ closedTest }: OutcomeReport) =>
  table(
    'Closed test: each update against the refitted model',
    ['kept', 'chi-squared', 'df', 'P'],
    closedTest.tests.map(({ kept, statistic, degreesOfFreedom, p }) => [
      kept,
      fixed(statistic, 2),
      String(degreesOfFreedom),
      pValue(p),
    ]),
  )
