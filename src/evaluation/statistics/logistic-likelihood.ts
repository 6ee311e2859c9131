import { Matrix } from 'ml-matrix'
import { at, packed, type Vector } from './vector.ts'

/** The outcome and its predictors. The first coefficient is always the intercept. */
export interface Design {
  /** 1 or 0 per patient. */
  readonly outcome: Vector
  readonly names: readonly string[]
  readonly columns: readonly Vector[]
  /** A part of the linear predictor that is given, not estimated. */
  readonly offset?: Vector
}

/** What the intercept is called among names of predictors. */
export const INTERCEPT = '(intercept)'

/** What the log-likelihood and its derivatives are made of, at some coefficients. */
export interface Evaluated {
  readonly logLikelihood: number
  /** Outcome less predicted risk, per patient. */
  readonly residual: Float64Array
  /** P(1-p), per patient. */
  readonly weight: Float64Array
}

/*
 * The loops below are where all the time goes: one kind of array each, so that the engine compiles
 * them for that kind, and `?? 0` instead of a checked element; every index is in range by the loop.
 */

function addTimes(sum: Float64Array, factor: number, column: Float64Array): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + factor * (column[i] ?? 0)
}

/** The linear predictor of every patient: the log odds of the outcome. */
export function linearPredictors(design: Design, coefficients: Vector): Float64Array {
  const { outcome, columns, offset } = design
  // Predictors alone have linear predictors too: a table without outcomes is scored by its columns.
  const { length } = columns[0] ?? offset ?? outcome
  const result = new Float64Array(length).fill(at(coefficients, 0))
  if (offset !== undefined) addTimes(result, 1, packed(offset))
  columns.forEach((column, j) => {
    addTimes(result, at(coefficients, j + 1), packed(column))
  })
  return result
}

/** The log-likelihood of outcomes under linear predictors, without overflow at either end. */
export function logLikelihoodOf(outcomes: Vector, linearPredictor: Float64Array): number {
  const outcome = packed(outcomes)
  let sum = 0
  for (let i = 0; i < outcome.length; i += 1) {
    const lp = linearPredictor[i] ?? 0
    sum += (outcome[i] ?? 0) * lp - Math.max(lp, 0) - Math.log1p(Math.exp(-Math.abs(lp)))
  }
  return sum
}

export function evaluate(design: Design, coefficients: Vector): Evaluated {
  const outcome = packed(design.outcome)
  const lp = linearPredictors(design, coefficients)
  const residual = new Float64Array(lp.length)
  const weight = new Float64Array(lp.length)
  let logLikelihood = 0
  for (let i = 0; i < lp.length; i += 1) {
    // Both p and 1-p from the smaller one, so that neither loses its digits next to 1.
    const logOdds = lp[i] ?? 0
    const odds = Math.exp(-Math.abs(logOdds))
    const larger = 1 / (1 + odds)
    const smaller = odds * larger
    const isEvent = outcome[i] === 1
    const missed = isEvent === logOdds >= 0 ? smaller : larger
    residual[i] = isEvent ? missed : -missed
    weight[i] = larger * smaller
    logLikelihood += (isEvent ? logOdds : 0) - Math.max(logOdds, 0) - Math.log1p(odds)
  }
  return { logLikelihood, residual, weight }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

function setProduct(product: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < product.length; i += 1) product[i] = (a[i] ?? 0) * (b[i] ?? 0)
}

/** The derivative of the log-likelihood by each coefficient, for given residuals. */
export function scoreOf({ columns }: Design, residual: Float64Array): Matrix {
  const ones = new Float64Array(residual.length).fill(1)
  return Matrix.columnVector([ones, ...columns].map((column) => dot(packed(column), residual)))
}

/** Rows that are worked on at a time: all their columns fit into the processor's cache. */
const BLOCK = 4096

/** The information: the weighted cross-products of the columns, the intercept's first. */
export function informationOf(design: Design, weight: Float64Array): Matrix {
  const ones = new Float64Array(weight.length).fill(1)
  const columns = [ones, ...design.columns.map(packed)]
  const information = Matrix.zeros(columns.length, columns.length)
  for (let from = 0; from < weight.length; from += BLOCK) {
    const block = columns.map((column) => column.subarray(from, from + BLOCK))
    const weights = weight.subarray(from, from + BLOCK)
    const weighted = new Float64Array(weights.length)
    block.forEach((column, j) => {
      setProduct(weighted, column, weights)
      for (let k = 0; k <= j; k += 1) {
        const sum = information.get(j, k) + dot(weighted, block[k] ?? weighted)
        information.set(j, k, sum).set(k, j, sum)
      }
    })
  }
  return information
}
