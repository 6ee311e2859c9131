import { designOf } from '../stepwise-selection.ts'
import { standardErrorAtMean } from '../../statistics/logistic-regression.ts'
import { type DerivableModel, type Derivation, updatedModel } from '../updated-model.ts'
import type { Estimate } from '../../statistics/estimate.ts'
import type { FittedStudy } from '../fit-study.ts'
import { linearPredictors } from '../../statistics/logistic-likelihood.ts'
import { checkBalance } from '../../statistics/not-converged.ts'
import { risksOf } from '../../statistics/performance.ts'
import { at, sumOf } from '../../statistics/vector.ts'
import type { OutcomeReport, PrevalenceReport } from '../recalibration-study.ts'
import { populationOf } from '../../statistics/fit-marginals.ts'
import type { ReadCohort } from '../read-cohort.ts'
import { Fault } from '../../../base/fault.ts'
import type { Term } from '../../../clinical/models/definition.ts'
import type { CohortModel } from './installed-model.ts'

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
  if (method === 'none')
    throw new Fault(
      'malformed-request',
      'no update was made, so no model is written: the installed one stays',
    )
  const keepsCoefficients = method === 'intercept'
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

/**
 * The intercept of a fit that may become a model.
 *
 * @throws {Fault} When the fit was not judged, selected nothing or has no finite estimates, or when
 *   it does not predict as many events as there were.
 */
function writableIntercept({ report, fit, training }: FittedStudy): Estimate {
  const { optimism, validation, terms, intercept, fittedOn } = report
  if (intercept === undefined || fit.unbounded.length > 0)
    throw new Fault('malformed-request', 'a model without finite estimates is not written: --firth')
  if (optimism === undefined && validation === undefined)
    throw new Fault('malformed-request', 'a model is written only with a bootstrap or a split')
  if (terms.length === 0)
    throw new Fault('malformed-request', 'no predictor was selected: there is no model to write')
  const risks = risksOf(linearPredictors(designOf(training, fit.names), fit.coefficients))
  checkBalance(
    sumOf(risks.length, (i) => at(risks, i)),
    fittedOn.events,
  )
  return intercept
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
  const intercept = writableIntercept(study)
  const { report, training, fit } = study
  const columns = designOf(training, fit.names).columns
  const errorAtMean = standardErrorAtMean(fit, columns)
  const { patients, events } = report.fittedOn
  const method = `Stepwise logistic regression (${report.options.estimator}) on ${patients} local patients, ${events} with the outcome.`
  const model = updatedModel(parent, {
    ...idOf(signedOff),
    calibration: 'outcome-calibrated',
    intercept: { value: intercept.value, standardError: errorAtMean },
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
  }
}
