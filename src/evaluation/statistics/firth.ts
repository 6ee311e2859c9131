import { Matrix } from 'ml-matrix'
import { Fault } from '../../base/fault.ts'
import { invert, type Inverted } from './inverse-information.ts'
import { type Design, evaluate, informationOf, scoreOf } from './logistic-likelihood.ts'
import type { LogisticFit } from './logistic-regression.ts'
import { notConverged } from './not-converged.ts'
import { standardise } from './standardise.ts'
import { at, sumOf } from './vector.ts'

const MAX_ITERATIONS = 200
/** The largest change of a coefficient in one step, in its own standard errors. */
const MAX_STEP = 5
const TOLERANCE = 1e-9

interface Penalised {
  readonly residual: Float64Array
  readonly weight: Float64Array
  readonly inverted: Inverted
  readonly penalisedLogLikelihood: number
}

function evaluatePenalised(design: Design, coefficients: readonly number[]): Penalised | undefined {
  const { residual, weight, logLikelihood } = evaluate(design, coefficients)
  const inverted = invert(informationOf(design, weight))
  if (inverted === undefined) return undefined
  const penalisedLogLikelihood = logLikelihood + inverted.logDeterminant / 2
  return { residual, weight, inverted, penalisedLogLikelihood }
}

/** X_i' V x_i, where x_i is the patient's row of the design with its leading 1. */
function leverage({ columns }: Design, covariance: Matrix, i: number): number {
  const row = [1, ...columns.map((column) => at(column, i))]
  let sum = 0
  row.forEach((a, j) => {
    row.forEach((b, k) => {
      sum += a * b * covariance.get(j, k)
    })
  })
  return sum
}

/** The residual with Firth's term h(1/2 - p), where h is the patient's leverage. */
function adjustedResidual(design: Design, { residual, weight, inverted }: Penalised): Float64Array {
  return residual.map((plain, i) => {
    const risk = at(design.outcome, i) - plain
    return plain + at(weight, i) * leverage(design, inverted.inverse, i) * (0.5 - risk)
  })
}

/** The inverse of the information of all coefficients but one, which does not move. */
function inverseWithout(information: Matrix, fixed: number | undefined): Matrix | undefined {
  if (fixed === undefined) return invert(information)?.inverse
  const free = Array.from({ length: information.rows }, (_, j) => j).filter((j) => j !== fixed)
  const inverse = invert(information.selection(free, free))?.inverse
  if (inverse === undefined) return undefined
  const whole = Matrix.zeros(information.rows, information.rows)
  free.forEach((j, row) => {
    free.forEach((k, column) => whole.set(j, k, inverse.get(row, column)))
  })
  return whole
}

/** The step, shortened so that no coefficient moves by more than `MAX_STEP` standard errors. */
function boundedStep(design: Design, here: Penalised, fixed: number | undefined) {
  const inverse = inverseWithout(informationOf(design, here.weight), fixed)
  if (inverse === undefined) throw notConverged('the penalised fit does not converge')
  const step = inverse.mmul(scoreOf(design, adjustedResidual(design, here))).to1DArray()
  const sizes = inverse
    .diagonal()
    .map((variance, j) => (j === fixed ? 0 : Math.abs(at(step, j)) / Math.sqrt(variance)))
  const size = Math.max(0, ...sizes)
  const share = Math.min(1, MAX_STEP / size)
  return { step: step.map((move) => share * move), isAtRest: size < TOLERANCE }
}

const product = (a: readonly number[], b: readonly number[]) =>
  sumOf(b.length, (j) => at(a, j) * at(b, j))

interface Position {
  readonly coefficients: readonly number[]
  readonly here: Penalised
}

/** A share of the step that does not lower the likelihood; nothing when it is rounding that lowers. */
function ascend(design: Design, from: Position, step: readonly number[]): Position | undefined {
  const least = from.here.penalisedLogLikelihood - 1e-10
  for (let share = 1; share > 1e-6; share /= 2) {
    const coefficients = from.coefficients.map((value, j) => value + share * at(step, j))
    const here = evaluatePenalised(design, coefficients)
    if (here !== undefined && here.penalisedLogLikelihood >= least) return { coefficients, here }
  }
  return undefined
}

/**
 * The maximum of the penalised likelihood, of all coefficients or of all but a fixed one.
 *
 * @throws {Fault} When it is not reached, or a column is constant or explained by the others.
 */
function maximise(design: Design, start: readonly number[], fixed?: number): Position {
  const begin = evaluatePenalised(design, start)
  if (begin === undefined)
    throw new Fault('malformed-request', 'a column is constant or explained by the others')
  let position: Position = { coefficients: start, here: begin }
  let [pace, before]: [number, readonly number[]] = [1, []]
  for (let i = 0; i < MAX_ITERATIONS; i += 1) {
    const { step, isAtRest } = boundedStep(design, position.here, fixed)
    if (isAtRest) return position
    // The step leaves out how the penalty bends: where it swings to and fro, half of it does not.
    if (product(step, before) < 0) pace = 0.5
    before = step
    const paced = step.map((move) => pace * move)
    const next = ascend(design, position, paced)
    if (next === undefined) break
    position = next
  }
  throw notConverged('the penalised fit does not converge')
}

const nothingKnown = ({ names }: Design): readonly number[] => [0, ...names.map(() => 0)]

/**
 * Logistic regression with Firth's penalty, half the log determinant of the information: finite
 * estimates even where predictors separate the outcome, with less bias in small samples (Firth,
 * Biometrika 1993;80:27-38; Heinze and Schemper, Stat Med 2002;21:2409-2419). Standard errors are
 * from the information at the estimate; the log-likelihood is the penalised one.
 *
 * @throws {Fault} When it does not converge, or a column is constant or explained by the others.
 */
export function fitFirth(given: Design): LogisticFit {
  const { design, toUnits, covarianceToUnits } = standardise(given)
  const { coefficients, here } = maximise(design, nothingKnown(design))
  return {
    names: design.names,
    coefficients: toUnits(coefficients),
    covariance: covarianceToUnits(here.inverted.inverse.to2DArray()),
    logLikelihood: here.penalisedLogLikelihood,
    aic: 2 * coefficients.length - 2 * here.penalisedLogLikelihood,
    unbounded: [],
  }
}

/** A place on the profile of a coefficient: the others are at their best. */
export interface ProfilePoint {
  readonly coefficients: readonly number[]
  /** The greatest penalised log-likelihood less that of this place. */
  readonly loss: number
}

/** The penalised likelihood along one coefficient. */
export interface FirthProfile {
  readonly top: ProfilePoint
  readonly estimate: number
  readonly standardError: number
  /**
   * With the coefficient at a value; the search of the others begins at another place of the
   * profile, or with nothing known.
   *
   * @throws {Fault} When they do not come to rest there.
   */
  readonly pointAt: (value: number, from?: ProfilePoint) => ProfilePoint
}

/**
 * The profile of one column's coefficient, per standard deviation of the column.
 *
 * @param index - Of the column, from 0.
 */
export function firthProfile(given: Design, index: number): FirthProfile {
  const { design } = standardise(given)
  const { coefficients, here } = maximise(design, nothingKnown(design))
  const j = index + 1
  return {
    top: { coefficients, loss: 0 },
    estimate: at(coefficients, j),
    standardError: Math.sqrt(here.inverted.inverse.get(j, j)),
    pointAt: (value, from) => {
      const start = from?.coefficients ?? nothingKnown(design)
      const reached = maximise(design, start.with(j, value), j)
      const loss = here.penalisedLogLikelihood - reached.here.penalisedLogLikelihood
      return { coefficients: reached.coefficients, loss }
    },
  }
}
