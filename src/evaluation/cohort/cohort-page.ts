import { tellIn } from '../language/tell.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'
import type { CorrectedCurves } from './corrected-curves.ts'
import type { FitReport } from './fit-study.ts'
import type { OutcomeReport } from './recalibration-study.ts'
import type { Performance } from '../statistics/performance.ts'
import type { StudyDocument } from './study-document.ts'
import type { ValidationReport } from './validation-study.ts'
import {
  calibrationFigure,
  decisionFigure,
  instabilityFigure,
  oddsRatioFigure,
  rocFigure,
} from './cohort-figures.ts'
import { fixed } from '../drawing/format.ts'
import { aside, element, type Html, list, page, section, table } from '../drawing/html.ts'
import {
  closedTestTable,
  coefficientTable,
  flowTables,
  groupTable,
  outcomeTable,
  sampleSizeTable,
  stepTable,
} from './cohort-tables.ts'
import {
  cutoffTable,
  leftOutTable,
  netBenefitTable,
  optimismTables,
  performanceTable,
  subgroupTable,
  thresholdTable,
} from './performance-tables.ts'
import { plainWords } from './plain-words.ts'
import { afterWarnings } from './study-warnings.ts'
import { type Draw, loadDraw } from '../drawing/draw.ts'

const TITLES: Readonly<Record<StudyDocument['report']['kind'], string>> = {
  fit: 'A model fitted on local patients',
  validation: 'Validation of a risk model on local patients',
  'outcome-calibration': 'A risk model calibrated on local patients',
}

/** Calibration and net benefit in front; how patients are ranked comes after. */
const appraisal = (draw: Draw, performance: Performance, curves?: CorrectedCurves) => [
  calibrationFigure(draw, performance, curves?.calibration),
  decisionFigure(draw, performance, curves?.decision),
  netBenefitTable(performance),
  thresholdTable(performance),
  rocFigure(draw, performance),
]

function judgedSections(draw: Draw, report: FitReport): readonly Html[] {
  const { validation, apparent, optimism } = report
  const shown = validation ?? apparent
  if (shown === undefined) return []
  const heading =
    validation === undefined ? 'On the patients of the fit' : 'On the patients kept back'
  return [
    section(heading, ...appraisal(draw, shown, validation ? undefined : optimism?.curves)),
    section(
      'Stability',
      optimism?.instability && instabilityFigure(draw, optimism.instability),
      leftOutTable(
        report.internalExternal,
        'Each group judged by a model of all others (internal-external validation)',
      ),
    ),
    section('As the study reports it', cutoffTable(report)),
  ]
}

const patientTables = ({
  byOutcome,
  byCompleteness,
}: Pick<ValidationReport, 'byOutcome' | 'byCompleteness'>) => [
  groupTable('Table 1: by outcome', ['with', 'without'], byOutcome),
  groupTable(
    'Analysed, and left out for want of another value',
    ['analysed', 'left out'],
    byCompleteness,
  ),
]

function fitSections(draw: Draw, report: FitReport): readonly Html[] {
  const { validation, apparent, options } = report
  const columns: readonly (readonly [string, Performance])[] = [
    ...(validation === undefined ? [] : [['patients kept back', validation] as const]),
    ...(apparent === undefined ? [] : [['patients of the fit (flattering)', apparent] as const]),
  ]
  return [
    section(
      'Model',
      coefficientTable(report),
      oddsRatioFigure(draw, report.terms),
      stepTable(report),
    ),
    section(
      'Performance',
      performanceTable('Agreement of predictions and outcomes', columns, options.split !== 'none'),
      ...optimismTables(report),
    ),
    ...judgedSections(draw, report),
    section(
      'Patients',
      ...patientTables(report),
      groupTable('By part of the split', ['training', 'validation'], report.bySplit),
    ),
    section(
      'Sample size',
      sampleSizeTable(
        'Patients needed for a model from these candidates (Riley)',
        report.sampleSize,
      ),
    ),
  ]
}

function validationSections(draw: Draw, report: ValidationReport): readonly Html[] {
  const { performance, verdict, sampleSize } = report
  return [
    aside('verdict', element('strong', 'Verdict'), list(verdict.sentences)),
    section(
      'Performance',
      performanceTable('Agreement of predictions and outcomes', [['here', performance]]),
      ...appraisal(draw, performance),
    ),
    section(
      'Subgroups',
      subgroupTable(report.subgroups),
      leftOutTable(
        report.internalExternal,
        'Each group by the model with a new intercept and slope of all others (internal-external validation)',
      ),
    ),
    section('Patients', ...patientTables(report)),
    section(
      'Sample size',
      sampleSizeTable('Patients for a precise validation (Riley)', sampleSize),
    ),
  ]
}

function coefficientChange({ before, after, model }: OutcomeReport) {
  return table(
    `New coefficients of ${model.id} ${model.version}`,
    ['term', 'new'],
    [
      ['intercept', `${fixed(after.intercept, 4)} (was ${fixed(before.intercept, 4)})`],
      ...after.terms.map(({ predictor, coefficient }) => [predictor, fixed(coefficient, 4)]),
    ],
  )
}

const warningAside = (warnings: readonly string[]) =>
  warnings.length === 0 ? undefined : aside('warning', list(warnings))

function calibrationSections(draw: Draw, report: OutcomeReport): readonly Html[] {
  const { apparent, method, shrinkage } = report
  return [
    section(
      'Update',
      element(
        'p',
        `Method: ${method}, asked for: ${report.asked}, kept share: ${fixed(shrinkage)}.`,
      ),
      closedTestTable(report),
      coefficientChange(report),
    ),
    section(
      'On the very patients of the update (flattering)',
      performanceTable('Agreement of predictions and outcomes', [
        ['before', apparent.before],
        ['after', apparent.after],
      ]),
    ),
    section(
      'Before',
      calibrationFigure(draw, apparent.before),
      decisionFigure(draw, apparent.before),
    ),
    section(
      'After',
      warningAside(afterWarnings(report)),
      calibrationFigure(draw, apparent.after),
      decisionFigure(draw, apparent.after),
    ),
  ]
}

function sectionsOf(draw: Draw, { report }: StudyDocument): readonly Html[] {
  switch (report.kind) {
    case 'fit':
      return fitSections(draw, report)
    case 'validation':
      return validationSections(draw, report)
    case 'outcome-calibration':
      return calibrationSections(draw, report)
  }
}

function subtitle({ madeOn, table: file, report }: StudyDocument): string {
  const model =
    report.kind === 'fit'
      ? ''
      : `, model ${report.model.id} ${report.model.version} (${report.model.calibration})`
  const seed = report.kind === 'fit' ? `, seed ${report.options.seed}` : ''
  return `${file}, ${madeOn}${model}${seed}`
}

/** A study of a cohort as one HTML page that needs nothing beside it. */
export async function cohortReportHtml(
  study: StudyDocument,
  language: ReportLanguage = 'en',
): Promise<string> {
  const draw = await loadDraw()
  const { outcomeDefinition, warnings, flow } = study
  const words = plainWords(study.report, language)
  const parts = [
    element('p', subtitle(study)),
    ...(words === undefined ? [] : [element('p', words)]),
    aside('warning', element('strong', 'Read first'), list(warnings)),
    ...sectionsOf(draw, study),
    section(
      'Data',
      ...(outcomeDefinition === undefined ? [] : [outcomeTable(outcomeDefinition)]),
      ...flowTables(flow),
    ),
  ]
  return page(TITLES[study.report.kind], parts, language, tellIn(language))
}
