import type { Matrix } from 'ml-matrix'
import { Fault } from '../../base/fault.ts'
import {
  type Design,
  evaluate,
  type Evaluated,
  informationOf,
  INTERCEPT,
  scoreOf,
} from './logistic-likelihood.ts'
import { firstExplained, invert } from './inverse-information.ts'
import { at, meanOf, standardDeviationOf, type Vector } from './vector.ts'

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
/** For the likelihood alone: its error after such a step is of the third order, below 1e-7. */
export const ROUGH = 1e-4
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
  readonly step: Matrix
  readonly moves: readonly number[]
  readonly isAtRest: boolean
}

/** Where an iteration stands: the step that it would take and, when that is small, taken. */
function positionAt(
  design: Design,
  here: { readonly coefficients: readonly number[]; readonly evaluated: Evaluated },
  covariance: Matrix,
  tolerance: number,
): Position {
  const { coefficients, evaluated } = here
  const score = scoreOf(design, evaluated.residual)
  const step = covariance.mmul(score)
  const moves = movesOf(step, design.columns.map(spreadOf))
  const found = { covariance, step, moves }
  if (Math.max(...moves) >= tolerance)
    return { ...found, coefficients, logLikelihood: evaluated.logLikelihood, isAtRest: false }
  return {
    ...found,
    coefficients: coefficients.map((coefficient, j) => coefficient + step.get(j, 0)),
    // Half of score times step is what the last step adds.
    logLikelihood: evaluated.logLikelihood + score.dot(step) / 2,
    isAtRest: true,
  }
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
function ascend(design: Design, { coefficients: from, step, logLikelihood }: Position) {
  for (let share = 1; ; share /= 2) {
    const coefficients = from.map((coefficient, j) => coefficient + share * step.get(j, 0))
    const evaluated = evaluate(design, coefficients)
    if (evaluated.logLikelihood >= logLikelihood - 1e-9 * Math.abs(logLikelihood) || share < 1e-3)
      return { coefficients, evaluated }
  }
}

export interface FitSettings {
  /** Coefficients to start from; without them, all 0. */
  readonly start?: readonly number[] | undefined
  /** The largest last step, in standard deviations of the linear predictor. */
  readonly tolerance?: number
}

/**
 * Maximum likelihood logistic regression by iteratively reweighted least squares (McCullagh and
 * Nelder, Generalized Linear Models, 2nd ed. 1989, 2.5), with standard errors from the
 * information.
 *
 * @throws {Fault} When a column is constant or explained by the others.
 */
export function fitLogistic(
  design: Design,
  { start, tolerance = STEP_TOLERANCE }: FitSettings = {},
): LogisticFit {
  const from = start ?? [0, ...design.names.map(() => 0)]
  let here = { coefficients: from, evaluated: evaluate(design, from) }
  let last: Position | undefined
  for (let i = 0; i < MAX_ITERATIONS; i += 1) {
    const information = informationOf(design, here.evaluated.weight)
    const inverted = invert(information)
    // Far out, where a separating predictor drives every risk to 0 or 1, nothing is left to invert.
    if (inverted === undefined) break
    last = positionAt(design, here, inverted.inverse, tolerance)
    if (last.isAtRest) break
    here = ascend(design, last)
  }
  if (last === undefined)
    return refuseCollinear(design, informationOf(design, here.evaluated.weight))
  return finish(design, last)
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
