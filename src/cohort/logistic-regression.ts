import type { Matrix } from 'ml-matrix'
import { Fault } from '../kernel/index.ts'
import { type Design, evaluate, informationOf, INTERCEPT, scoreOf } from './design.ts'
import { firstExplained, invert } from './information.ts'
import { at, meanOf, standardDeviationOf, type Vector } from './vector.ts'

/** A fitted logistic regression. */
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
   * The predictors that separate the outcome, completely or quasi-completely: their coefficients
   * have no finite maximum likelihood estimate (Albert and Anderson, Biometrika 1984;71:1-10).
   */
  readonly separatedBy: readonly string[]
}

const MAX_ITERATIONS = 35
/** Newton's method squares the error: after a step this small the next is below 1e-15. */
const STEP_TOLERANCE = 1e-8
/** A coefficient that still moves this much, in standard deviations, when others are at rest. */
const STILL_MOVING = 1e-3

/** How a column is spread, to tell the size of a step whatever the unit is. */
interface Spread {
  readonly mean: number
  readonly sd: number
}

/** A selection fits the same columns some hundred times. */
const spreads = new WeakMap<Vector, Spread>()

function spreadOf(column: Vector): Spread {
  const known = spreads.get(column)
  if (known !== undefined) return known
  const spread = { mean: meanOf(column), sd: standardDeviationOf(column) }
  spreads.set(column, spread)
  return spread
}

/** How far a step moves the linear predictor: at the mean patient, then per standard deviation. */
function movesOf(step: Matrix, spreadsOfColumns: readonly Spread[]): readonly number[] {
  const moves = spreadsOfColumns.map(({ sd }, j) => Math.abs(step.get(j + 1, 0)) * sd)
  const centre = spreadsOfColumns.reduce(
    (sum, { mean }, j) => sum + step.get(j + 1, 0) * mean,
    step.get(0, 0),
  )
  return [Math.abs(centre), ...moves]
}

/**
 * A design whose columns explain each other has no single solution.
 *
 * @throws {Fault} Which names the column that the ones before it explain.
 */
function refuseCollinear(design: Design, information: Matrix): never {
  const name = [INTERCEPT, ...design.names][firstExplained(information)] ?? 'one column'
  throw new Fault(
    'malformed-request',
    `${name} is constant, or the columns before it explain it: leave one of them out`,
  )
}

interface Position {
  readonly coefficients: readonly number[]
  readonly logLikelihood: number
  readonly covariance: Matrix
  readonly moves: readonly number[]
  readonly isAtRest: boolean
}

function finish({ names }: Design, last: Position): LogisticFit {
  const moving = last.isAtRest ? [] : names.filter((_, j) => at(last.moves, j + 1) > STILL_MOVING)
  // An intercept moves with its predictors; it is named when nothing else separates.
  const separatedBy = last.isAtRest || moving.length > 0 ? moving : [INTERCEPT]
  return {
    names,
    coefficients: last.coefficients,
    covariance: last.covariance.to2DArray(),
    logLikelihood: last.logLikelihood,
    aic: 2 * (names.length + 1) - 2 * last.logLikelihood,
    separatedBy,
  }
}

/** The step shortened until the log-likelihood does not fall: Newton's method may overshoot. */
function ascend(design: Design, from: readonly number[], step: Matrix, least: number) {
  for (let share = 1; ; share /= 2) {
    const coefficients = from.map((one, j) => one + share * step.get(j, 0))
    const evaluated = evaluate(design, coefficients)
    if (evaluated.logLikelihood >= least - 1e-9 * Math.abs(least) || share < 1e-3)
      return { coefficients, evaluated }
  }
}

/**
 * Maximum likelihood logistic regression by iteratively reweighted least squares (McCullagh and
 * Nelder, Generalized Linear Models, 2nd ed. 1989, 2.5), with standard errors from the
 * information.
 *
 * @param start - Coefficients to start from; without them, all 0.
 * @throws {Fault} When a column is constant or explained by the others.
 */
export function fitLogistic(design: Design, start?: readonly number[]): LogisticFit {
  const spread = design.columns.map(spreadOf)
  let coefficients = start ?? [0, ...design.names.map(() => 0)]
  let evaluated = evaluate(design, coefficients)
  let last: Position | undefined
  for (let i = 0; i < MAX_ITERATIONS; i += 1) {
    const information = informationOf(design, evaluated.weight)
    const inverted = invert(information)
    // Far out, where a separating predictor drives every risk to 0 or 1, nothing is left to invert.
    if (inverted === undefined) {
      if (last === undefined) return refuseCollinear(design, information)
      return finish(design, last)
    }
    const step = inverted.inverse.mmul(scoreOf(design, evaluated.residual))
    const moves = movesOf(step, spread)
    const isAtRest = Math.max(...moves) < STEP_TOLERANCE
    const { logLikelihood } = evaluated
    const moved = isAtRest ? coefficients.map((one, j) => one + step.get(j, 0)) : coefficients
    last = { coefficients: moved, logLikelihood, covariance: inverted.inverse, moves, isAtRest }
    if (isAtRest) break
    ;({ coefficients, evaluated } = ascend(design, coefficients, step, logLikelihood))
  }
  if (last === undefined) throw new TypeError('at least one iteration is made')
  return finish(design, last)
}

/** The standard error of the j-th coefficient; 0 is the intercept. */
export const standardErrorOf = ({ covariance }: LogisticFit, j: number): number =>
  Math.sqrt(at(covariance[j] ?? [], j))
