import type { Matrix } from 'ml-matrix'
import { Fault } from '../../base/fault.ts'
import { eventsOf } from './cohort-columns.ts'
import { firstExplained, invert } from './inverse-information.ts'
import {
  type Design,
  evaluate,
  type Evaluated,
  informationOf,
  INTERCEPT,
  scoreOf,
} from './logistic-likelihood.ts'
import { checkBalance, notConverged } from './not-converged.ts'
import { interceptBeside } from './solve-intercept.ts'
import { standardise, type StandardisedDesign } from './standardise.ts'
import { unboundedOf } from './unbounded.ts'
import { at, meanOf, sumOf, type Vector } from './vector.ts'

export interface LogisticFit {
  readonly names: readonly string[]
  /** The intercept, then one coefficient per name. */
  readonly coefficients: readonly number[]
  /** The inverse of the information, in the same order. */
  readonly covariance: readonly (readonly number[])[]
  readonly logLikelihood: number
  /** Akaike's criterion: twice the number of coefficients less twice the log-likelihood. */
  readonly aic: number
  /**
   * Whose coefficients, the intercept's among them, have no finite maximum likelihood estimate: the
   * outcome is separated, completely or quasi-completely (Albert and Anderson, Biometrika
   * 1984;71:1-10). Under complete separation that is every one.
   */
  readonly unbounded: readonly string[]
}

const MAX_ITERATIONS = 100
/** Steps after which a fit that is not at rest is looked at for separation. */
const PATIENCE = 15
/** Newton's method squares the error: after a step this small the next is below 1e-15. */
const STEP_TOLERANCE = 1e-8
/** For the likelihood alone: its error after such a step is of the third order, below 1e-7. */
export const ROUGH = 1e-4
/** The least share of a step, and of the rise that it promises, that is taken (Armijo). */
const LEAST_SHARE = 1e-9
const LEAST_RISE = 1e-4
/** Rounding of a log-likelihood, relative to it. */
const ROUNDING = 1e-12

/** The largest derivative, per patient and standard deviation, at what is called a maximum. */
const GRADIENT = 1e-9

/** Where the iterations stand: in standard deviations, about the mean patient. */
interface Position {
  readonly coefficients: readonly number[]
  readonly evaluated: Evaluated
}

interface Reached {
  readonly coefficients: readonly number[]
  readonly covariance: Matrix
  readonly logLikelihood: number
  readonly isAtRest: boolean
}

/**
 * Why there is no fit: columns that explain each other have no single solution.
 *
 * @throws {Fault} Which names the column that the ones before it explain, if there is one.
 */
function refuse(design: Design, start: readonly number[]): never {
  const information = informationOf(design, evaluate(design, start).weight)
  const name = [INTERCEPT, ...design.names][firstExplained(information)]
  if (name === undefined) throw notConverged('the information has no inverse')
  throw new Fault(
    'malformed-request',
    `${name} is constant, or the columns before it explain it: leave one of them out`,
  )
}

/**
 * The step shortened until the log-likelihood rises as it should: the log-likelihood is concave, so
 * damped steps reach its maximum from anywhere. Nothing when no share of the step rises.
 */
function ascend(design: Design, from: Position, step: Matrix, slope: number): Position | undefined {
  const { logLikelihood } = from.evaluated
  const slack = ROUNDING * (1 + Math.abs(logLikelihood))
  for (let share = 1; share > LEAST_SHARE; share /= 2) {
    const coefficients = from.coefficients.map((value, j) => value + share * step.get(j, 0))
    const evaluated = evaluate(design, coefficients)
    if (evaluated.logLikelihood >= logLikelihood + LEAST_RISE * share * slope - slack)
      return { coefficients, evaluated }
  }
  return undefined
}

/** The start that predicts as many events as there are, and beside an offset nothing else. */
function balancedStart({ outcome, columns, offset }: Design): readonly number[] {
  const given = offset ?? new Float64Array(outcome.length)
  return [interceptBeside(given, eventsOf(outcome)), ...columns.map(() => 0)]
}

/** Damped Newton steps; nothing when there is nothing to invert at the start. */
function climb(
  design: Design,
  start: readonly number[],
  { tolerance, steps }: { readonly tolerance: number; readonly steps: number },
): Reached | undefined {
  let here: Position = { coefficients: start, evaluated: evaluate(design, start) }
  let last: Reached | undefined
  for (let i = 0; i < steps; i += 1) {
    const inverted = invert(informationOf(design, here.evaluated.weight))
    if (inverted === undefined) break
    const { coefficients, evaluated } = here
    const covariance = inverted.inverse
    const score = scoreOf(design, evaluated.residual)
    const step = covariance.mmul(score)
    const rise = score.dot(step)
    if (step.to1DArray().every((move) => Math.abs(move) < tolerance)) {
      const moved = coefficients.map((value, j) => value + step.get(j, 0))
      // Half of score times step is what the last step adds.
      const logLikelihood = evaluated.logLikelihood + rise / 2
      return { coefficients: moved, covariance, logLikelihood, isAtRest: true }
    }
    last = { coefficients, covariance, logLikelihood: evaluated.logLikelihood, isAtRest: false }
    const next = ascend(design, here, step, rise)
    if (next === undefined) break
    here = next
  }
  return last
}

/** That the derivative is 0 for every column, the constant's included: the sums agree. */
function checkMaximum(design: Design, coefficients: readonly number[]): void {
  const { residual } = evaluate(design, coefficients)
  const events = eventsOf(design.outcome)
  checkBalance(events - sumOf(residual.length, (i) => at(residual, i)), events)
  const gradient = scoreOf(design, residual).to1DArray()
  if (!gradient.every((value) => Math.abs(value) < GRADIENT * residual.length))
    throw notConverged('the likelihood still rises at the estimate')
}

export interface FitSettings {
  /** Coefficients to start from; without them, those of the share of events. */
  readonly start?: readonly number[] | undefined
  /** The largest last step, in standard deviations of the linear predictor. */
  readonly tolerance?: number
}

interface Fitted extends Reached {
  readonly unbounded: readonly string[]
}

/** The maximum, or how far the steps came where separation leaves none. */
function maximise(
  standardised: StandardisedDesign,
  { start, tolerance }: Required<FitSettings>,
): Fitted {
  const { design } = standardised
  const few = { tolerance, steps: PATIENCE }
  // Far out there may be nothing to invert: then the balanced start decides.
  const near = start && climb(design, start, few)
  if (near?.isAtRest === true) return { ...near, unbounded: [] }
  const balanced = balancedStart(design)
  const reached = climb(design, balanced, few)
  if (reached === undefined) return refuse(design, balanced)
  if (reached.isAtRest) return { ...reached, unbounded: [] }
  const unbounded = unboundedOf(standardised)
  const further = climb(design, reached.coefficients, { tolerance, steps: MAX_ITERATIONS })
  // The coefficients that have a maximum come to rest while the others run away.
  if (unbounded.length > 0) return { ...(further ?? reached), isAtRest: false, unbounded }
  if (further?.isAtRest !== true)
    throw notConverged('the likelihood has no maximum that the steps reach')
  return { ...further, unbounded }
}

function fitColumns(given: Design, { start, tolerance = STEP_TOLERANCE }: FitSettings) {
  const standardised = standardise(given)
  const fit = maximise(standardised, { start: start && standardised.toStandard(start), tolerance })
  const { coefficients, covariance, logLikelihood, unbounded, isAtRest } = fit
  if (isAtRest && tolerance <= STEP_TOLERANCE) checkMaximum(standardised.design, coefficients)
  return {
    coefficients: standardised.toUnits(coefficients),
    covariance: standardised.covarianceToUnits(covariance.to2DArray()),
    logLikelihood,
    unbounded,
  }
}

function fitIntercept(design: Design) {
  const { outcome, offset = new Float64Array(outcome.length) } = design
  const coefficients = [interceptBeside(offset, eventsOf(outcome))]
  const { logLikelihood, weight, residual } = evaluate(design, coefficients)
  const events = eventsOf(outcome)
  checkBalance(events - sumOf(residual.length, (i) => at(residual, i)), events)
  const information = sumOf(weight.length, (i) => at(weight, i))
  return { coefficients, covariance: [[1 / information]], logLikelihood, unbounded: [] }
}

/**
 * Maximum likelihood logistic regression by damped Newton steps (McCullagh and Nelder, Generalized
 * Linear Models, 2nd ed. 1989, 2.5), an intercept alone inside of a bracket; standard errors from
 * the information. What is returned is a maximum, or says which coefficients have none.
 *
 * @throws {Fault} When the outcome does not vary, a column is constant or explained by the others,
 *   or no maximum was reached.
 */
export function fitLogistic(design: Design, settings: FitSettings = {}): LogisticFit {
  const { outcome, names } = design
  const events = eventsOf(outcome)
  if (events === 0 || events === outcome.length)
    throw new Fault('malformed-request', 'it takes patients with and without the outcome')
  const fit = names.length === 0 ? fitIntercept(design) : fitColumns(design, settings)
  return { names, ...fit, aic: 2 * (names.length + 1) - 2 * fit.logLikelihood }
}

/** The standard error of the j-th coefficient; 0 is the intercept. */
export const standardErrorOf = ({ covariance }: LogisticFit, j: number): number =>
  Math.sqrt(at(covariance[j] ?? [], j))

/** The variance of a linear combination of the coefficients: `row' V row`; the intercept is first. */
export function varianceAt({ covariance }: LogisticFit, row: readonly number[]): number {
  return row.reduce(
    (sum, a, j) => row.reduce((inner, b, k) => inner + a * b * at(covariance[j] ?? [], k), sum),
    0,
  )
}

/** The standard error of the linear predictor at the mean values of the columns. */
export const standardErrorAtMean = (fit: LogisticFit, columns: readonly Vector[]): number =>
  Math.sqrt(varianceAt(fit, [1, ...columns.map(meanOf)]))
