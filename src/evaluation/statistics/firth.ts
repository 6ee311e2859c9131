import type { Matrix } from 'ml-matrix'
import { Fault } from '../../base/fault.ts'
import { type Design, evaluate, informationOf, scoreOf } from './logistic-likelihood.ts'
import { invert, type Inverted } from './inverse-information.ts'
import type { LogisticFit } from './logistic-regression.ts'
import { at } from './vector.ts'

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

/** The step, shortened so that no coefficient moves by more than `MAX_STEP` standard errors. */
function boundedStep(design: Design, here: Penalised): Matrix {
  const { inverse } = here.inverted
  const step = inverse.mmul(scoreOf(design, adjustedResidual(design, here)))
  const sizes = inverse
    .diagonal()
    .map((variance, j) => Math.abs(step.get(j, 0)) / Math.sqrt(variance))
  return step.mul(Math.min(1, MAX_STEP / Math.max(...sizes)))
}

function ascend(design: Design, from: readonly number[], step: Matrix, least: number) {
  for (let share = 1; share > 1e-6; share /= 2) {
    const coefficients = from.map((coefficient, j) => coefficient + share * step.get(j, 0))
    const here = evaluatePenalised(design, coefficients)
    if (here !== undefined && here.penalisedLogLikelihood >= least - 1e-10)
      return { coefficients, here }
  }
  throw new Fault('malformed-request', 'the penalised fit does not converge')
}

function isAtRest(step: Matrix, { inverted }: Penalised): boolean {
  return inverted.inverse
    .diagonal()
    .every((variance, j) => Math.abs(step.get(j, 0)) < TOLERANCE * Math.sqrt(variance))
}

/**
 * Logistic regression with Firth's penalty, half the log determinant of the information: finite
 * estimates even where predictors separate the outcome, with less bias in small samples (Firth,
 * Biometrika 1993;80:27-38; Heinze and Schemper, Stat Med 2002;21:2409-2419). Standard errors are
 * from the information at the estimate; the log-likelihood is the penalised one.
 *
 * @throws {Fault} When a column is constant or explained by the others.
 */
export function fitFirth(design: Design): LogisticFit {
  let coefficients: readonly number[] = [0, ...design.names.map(() => 0)]
  let here = evaluatePenalised(design, coefficients)
  if (here === undefined)
    throw new Fault('malformed-request', 'a column is constant or explained by the others')
  for (let i = 0; i < MAX_ITERATIONS; i += 1) {
    const step = boundedStep(design, here)
    if (isAtRest(step, here)) break
    ;({ coefficients, here } = ascend(design, coefficients, step, here.penalisedLogLikelihood))
  }
  return {
    names: design.names,
    coefficients,
    covariance: here.inverted.inverse.to2DArray(),
    logLikelihood: here.penalisedLogLikelihood,
    aic: 2 * coefficients.length - 2 * here.penalisedLogLikelihood,
    separatedBy: [],
  }
}
