import {
  designOf,
  standardErrorAtMean,
  type DerivableModel,
  type Derivation,
  type Estimate,
  type FittedStudy,
  type FitReport,
  type Interval,
  type OutcomeReport,
  populationOf,
  type PrevalenceReport,
  type ReadCohort,
  updatedModel,
} from '../cohort/index.ts'
import { Fault } from '../kernel/index.ts'
import type { Term } from '../risk-model/index.ts'
import type { CohortModel } from './cohort-tools.ts'

/** Who answers for a model, and what it is called. */
export interface SignedOff {
  readonly id: string | undefined
  readonly by: string
  /** Calendar date, YYYY-MM-DD. */
  readonly on: string
  readonly outcomeDefinition: string | undefined
}

const derivation = (
  { id, version }: DerivableModel,
  signedOff: SignedOff,
  rest: Pick<Derivation, 'method' | 'patients' | 'events' | 'shrinkage'>,
): Derivation => ({
  parent: { id, version },
  ...rest,
  signedOffBy: signedOff.by,
  signedOffOn: signedOff.on,
  ...(signedOff.outcomeDefinition === undefined
    ? {}
    : { outcomeDefinition: signedOff.outcomeDefinition }),
})

const idOf = ({ id }: SignedOff) => (id === undefined ? {} : { id })

const predictorsOf = ({ terms }: DerivableModel) => terms.map(({ predictor }) => predictor)

/** The model file after anchoring to a prevalence. */
export function anchoredModel<Model extends CohortModel>(
  parent: Model,
  { cohort }: ReadCohort,
  report: PrevalenceReport,
  signedOff: SignedOff,
) {
  const { after, prevalence, patients } = report
  const events = Math.max(1, Math.round(prevalence.events))
  const share = (100 * prevalence.events) / prevalence.patients
  return updatedModel(parent, {
    ...idOf(signedOff),
    calibration: 'prevalence-anchored',
    intercept: { value: after.intercept, standardError: after.standardErrorAtMean },
    anchor: { events, patients: prevalence.patients },
    population: populationOf(cohort, predictorsOf(parent)),
    derivedFrom: derivation(parent, signedOff, {
      method: `Intercept solved so that the mean predicted risk of ${patients} local patients is ${share.toFixed(1)} %; no outcomes used.`,
      patients,
    }),
  })
}

/** The model file after calibration with outcomes. */
export function calibratedModel<Model extends CohortModel>(
  parent: Model,
  { cohort }: ReadCohort,
  report: OutcomeReport,
  signedOff: SignedOff,
) {
  const { after, events, patients, method, shrinkage } = report
  const keepsCoefficients = method === 'none' || method === 'intercept'
  return updatedModel(parent, {
    ...idOf(signedOff),
    calibration: 'outcome-calibrated',
    intercept: { value: after.intercept, standardError: after.standardErrorAtMean },
    ...(keepsCoefficients ? {} : { terms: after.terms }),
    anchor: { events, patients },
    population: populationOf(cohort, predictorsOf(parent)),
    derivedFrom: derivation(parent, signedOff, {
      method: `Update by ${method} on ${patients} local patients with outcomes, ${events} with the outcome; asked for: ${report.asked}.`,
      patients,
      events,
      ...(keepsCoefficients ? {} : { shrinkage }),
    }),
  })
}

const clipped = (value: number) => Math.min(1, Math.max(0, value))

/**
 * The interval of the c-statistic in new patients: of those kept back, or the apparent one moved by
 * the optimism (Noma et al., Stat Med 2021;40:5691-5701).
 */
function validatedInterval({ apparent, validation, optimism }: FitReport): Interval | undefined {
  if (validation !== undefined) return validation.cStatistic?.ci95
  const lost = optimism?.measures?.cStatistic.optimism
  const ci95 = apparent.cStatistic?.ci95
  if (lost === undefined || ci95 === undefined) return undefined
  return [clipped(ci95[0] - lost), clipped(ci95[1] - lost)]
}

function checkWritable({ separatedBy, options, terms }: FitReport): void {
  if (terms.length === 0)
    throw new Fault('malformed-request', 'no predictor was selected: there is no model to write')
  if (separatedBy.length > 0 && options.estimator !== 'firth')
    throw new Fault('malformed-request', 'a model without finite estimates is not written: --firth')
}

const termOf = (predictor: string, { value, standardError }: Estimate): Term => ({
  predictor,
  coefficient: value,
  standardError,
})

/** A model file from a fit; the parent gives the categories and names the service. */
export function fittedModel<Model extends CohortModel>(
  parent: Model,
  study: FittedStudy,
  signedOff: SignedOff,
) {
  const { report, training, fit } = study
  const columns = designOf(training, fit.names).columns
  const errorAtMean = standardErrorAtMean(fit, columns)
  checkWritable(report)
  const [apparent, validated] = [report.apparent.cStatistic?.ci95, validatedInterval(report)]
  if (apparent === undefined || validated === undefined)
    throw new Fault('malformed-request', 'a model is written only with a bootstrap or a split')
  const { patients, events } = report.apparent
  const method = `Stepwise logistic regression (${report.options.estimator}) on ${patients} local patients, ${events} with the outcome.`
  const model = updatedModel(parent, {
    ...idOf(signedOff),
    calibration: 'outcome-calibrated',
    intercept: { value: report.intercept.value, standardError: errorAtMean },
    terms: report.terms.flatMap(({ term, estimates }) =>
      estimates === undefined ? [] : [termOf(term, estimates.coefficient)],
    ),
    anchor: { events, patients },
    population: populationOf(
      training,
      report.terms.map(({ term }) => term),
    ),
    derivedFrom: derivation(parent, signedOff, { method, patients, events }),
  })
  return {
    ...model,
    citation: 'Fitted on local patients; not published.',
    unitAssumption: 'The units of the columns of the table, which are those of the service.',
    publishedPerformance: { aucCi95: { training: apparent, validation: validated } },
  }
}
