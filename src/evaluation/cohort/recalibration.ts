import { Fault } from '../../base/fault.ts'
import type { RiskModelDefinition, Term } from '../../clinical/models/definition.ts'
import { type Cohort, columnOf, eventsOf } from '../statistics/cohort-columns.ts'
import { linearPredictors, logLikelihoodOf } from '../statistics/logistic-likelihood.ts'
import { chiSquaredP } from '../statistics/distributions.ts'
import {
  fitLogistic,
  type LogisticFit,
  standardErrorAtMean,
  standardErrorOf,
} from '../statistics/logistic-regression.ts'
import { designOf } from './stepwise-selection.ts'
import { interceptBeside } from '../statistics/solve-intercept.ts'
import { at, type Vector } from '../statistics/vector.ts'

/** What may be updated of a logistic model, from the least to the most. */
export type UpdateMethod = 'none' | 'intercept' | 'intercept-and-slope' | 'refit'

export interface UpdatedCoefficients {
  readonly intercept: number
  /** Standard error of the linear predictor at the patients' mean values. */
  readonly standardErrorAtMean: number
  readonly terms: readonly Term[]
}

export type LogisticForm = Pick<RiskModelDefinition, 'intercept' | 'terms'>

export function linearPredictorsOf({ intercept, terms }: LogisticForm, cohort: Cohort) {
  const names = terms.map(({ predictor }) => predictor)
  const coefficients = [intercept.value, ...terms.map(({ coefficient }) => coefficient)]
  return linearPredictors(designOf(cohort, names), coefficients)
}

/** The three updates of a model, fitted on a cohort, and the log-likelihood of each. */
export interface Candidates {
  readonly linearPredictor: Float64Array
  readonly logLikelihoods: Readonly<Record<Exclude<UpdateMethod, 'refit'>, number>>
  readonly intercept: LogisticFit
  readonly slope: LogisticFit
  /** Nothing when a predictor does not vary here, or others explain it. */
  readonly refit: LogisticFit | undefined
}

function refitted(model: LogisticForm, cohort: Cohort): LogisticFit | undefined {
  const names = model.terms.map(({ predictor }) => predictor)
  try {
    return fitLogistic(designOf(cohort, names))
  } catch (fault) {
    if (fault instanceof Fault) return undefined
    throw fault
  }
}

export function fitUpdates(model: LogisticForm, cohort: Cohort): Candidates {
  const { outcome } = cohort
  const lp = linearPredictorsOf(model, cohort)
  const intercept = fitLogistic({ outcome, names: [], columns: [], offset: lp })
  const slope = fitLogistic({ outcome, names: ['slope'], columns: [lp] })
  return {
    linearPredictor: lp,
    intercept,
    slope,
    refit: refitted(model, cohort),
    logLikelihoods: {
      none: logLikelihoodOf(outcome, lp),
      intercept: intercept.logLikelihood,
      'intercept-and-slope': slope.logLikelihood,
    },
  }
}

/** One likelihood ratio test of the closed procedure. */
interface UpdateTest {
  readonly kept: Exclude<UpdateMethod, 'refit'>
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly p: number
}

/** The least update that the refitted model does not beat, and the tests that led to it. */
export interface ClosedTest {
  readonly chosen: UpdateMethod
  readonly tests: readonly UpdateTest[]
}

const SIGNIFICANCE = 0.05
const KEPT = ['none', 'intercept', 'intercept-and-slope'] as const

/**
 * The closed testing procedure of Vergouwe et al. (Stat Med 2017;36:4529-4539): the model as it is,
 * then with a new intercept, then with intercept and slope, each against the refitted one by a
 * likelihood ratio test; the first that is not rejected at 0.05 stays.
 */
export function closedTest({ logLikelihoods, refit }: Candidates): ClosedTest {
  // Without a refitted model there is nothing to test against, and the intercept is the beginning.
  if (refit === undefined || refit.unbounded.length > 0) return { chosen: 'intercept', tests: [] }
  const tests = KEPT.map((kept, i): UpdateTest => {
    const statistic = Math.max(0, 2 * (refit.logLikelihood - logLikelihoods[kept]))
    const degreesOfFreedom = Math.max(1, refit.names.length + 1 - i)
    return { kept, statistic, degreesOfFreedom, p: chiSquaredP(statistic, degreesOfFreedom) }
  })
  return { chosen: tests.find(({ p }) => p >= SIGNIFICANCE)?.kept ?? 'refit', tests }
}

/**
 * Van Houwelingen and le Cessie's heuristic shrinkage (Stat Med 1990;9:1303-1325) of an update
 * against a lesser one: how much of its chi-squared is more than chance would give; 0 to 1.
 */
export function heuristicShrinkage(statistic: number, degreesOfFreedom: number): number {
  return statistic <= degreesOfFreedom ? 0 : (statistic - degreesOfFreedom) / statistic
}

/** The intercept with which these terms predict as many events as the cohort has. */
function interceptFor(terms: readonly Term[], cohort: Cohort): number {
  const offset = linearPredictorsOf({ intercept: { value: 0, standardError: 0 }, terms }, cohort)
  return interceptBeside(offset, eventsOf(cohort.outcome))
}

/** The model with every coefficient multiplied, and the intercept that then fits. */
function sloped(model: LogisticForm, factor: number, cohort: Cohort, slopeError: number) {
  const terms = model.terms.map(({ predictor, coefficient, standardError }) => ({
    predictor,
    coefficient: coefficient * factor,
    standardError: Math.hypot(factor * standardError, coefficient * slopeError),
  }))
  return { terms, intercept: interceptFor(terms, cohort) }
}

/** The terms of a model without what its file says of each. */
export const coefficientsOf = ({ terms }: LogisticForm): readonly Term[] =>
  terms.map(({ predictor, coefficient, standardError }) => ({
    predictor,
    coefficient,
    standardError,
  }))

function updateIntercept(model: LogisticForm, { intercept }: Candidates): UpdatedCoefficients {
  return {
    intercept: model.intercept.value + at(intercept.coefficients, 0),
    standardErrorAtMean: standardErrorOf(intercept, 0),
    terms: coefficientsOf(model),
  }
}

function updateSlope(
  model: LogisticForm,
  candidates: Candidates,
  cohort: Cohort,
  shrinkage: number,
) {
  const { slope, linearPredictor } = candidates
  // Shrunken towards 1, the slope of the model as it is.
  const factor = 1 + shrinkage * (at(slope.coefficients, 1) - 1)
  const { terms, intercept } = sloped(model, factor, cohort, standardErrorOf(slope, 1))
  return { intercept, terms, standardErrorAtMean: standardErrorAtMean(slope, [linearPredictor]) }
}

/**
 * The refitted model.
 *
 * @throws {Fault} When there is none.
 */
export function refitOf({ refit }: Candidates): LogisticFit {
  if (refit === undefined)
    throw new Fault('malformed-request', 'a predictor does not vary here: no refit is possible')
  return refit
}

/** Shrunken towards the model with a new slope (Steyerberg et al., Stat Med 2004;23:2567-2586). */
function updateAll(model: LogisticForm, candidates: Candidates, cohort: Cohort, shrinkage: number) {
  const { slope } = candidates
  const refit = refitOf(candidates)
  const factor = at(slope.coefficients, 1)
  const terms = model.terms.map(({ predictor, coefficient }, j): Term => {
    const towards = factor * coefficient
    return {
      predictor,
      coefficient: towards + shrinkage * (at(refit.coefficients, j + 1) - towards),
      standardError: standardErrorOf(refit, j + 1),
    }
  })
  return {
    terms,
    intercept: interceptFor(terms, cohort),
    standardErrorAtMean: standardErrorAtMean(
      refit,
      terms.map(({ predictor }) => columnOf(cohort, predictor)),
    ),
  }
}

/** The share of an update that is kept: 1 without shrinkage. */
export function shrinkageOf(method: UpdateMethod, candidates: Candidates): number {
  const { logLikelihoods: ll, refit } = candidates
  if (method === 'intercept-and-slope')
    return heuristicShrinkage(2 * (ll['intercept-and-slope'] - ll.intercept), 1)
  if (method === 'refit' && refit !== undefined)
    return heuristicShrinkage(
      2 * (refit.logLikelihood - ll['intercept-and-slope']),
      Math.max(1, refit.names.length - 1),
    )
  return 1
}

interface Update {
  readonly model: LogisticForm
  readonly cohort: Cohort
  readonly candidates: Candidates
}

/** Applies one update to a model; nothing changes by `none`. */
export function applyUpdate(
  method: UpdateMethod,
  { model, cohort, candidates }: Update,
  shrinkage: number,
): UpdatedCoefficients {
  switch (method) {
    case 'none':
      return {
        ...updateIntercept(model, candidates),
        intercept: model.intercept.value,
      }
    case 'intercept':
      return updateIntercept(model, candidates)
    case 'intercept-and-slope':
      return updateSlope(model, candidates, cohort, shrinkage)
    case 'refit':
      return updateAll(model, candidates, cohort, shrinkage)
  }
}

/** How the linear predictor of a model without its intercept is spread over patients. */
export function empiricalDistribution(linearPredictor: Vector, intercept: number) {
  const weight = 1 / linearPredictor.length
  return Array.from(linearPredictor, (lp) => ({ logOdds: lp - intercept, weight }))
}
