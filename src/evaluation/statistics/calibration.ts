import { Fault } from '../../base/fault.ts'
import { eventsOf } from './cohort-columns.ts'
import { chiSquaredP } from './distributions.ts'
import { type Estimate, ratioInterval, waldEstimate } from './estimate.ts'
import { fitLogistic, standardErrorOf } from './logistic-regression.ts'
import {
  ascending,
  at,
  meanOf,
  quantileOf,
  standardDeviationOf,
  sumOf,
  type Vector,
} from './vector.ts'

/** The mean squared distance of predicted risk and outcome (Brier, Mon Weather Rev 1950;78:1-3). */
export function brierScore(outcome: Vector, risk: Vector): number {
  return sumOf(outcome.length, (i) => (at(outcome, i) - at(risk, i)) ** 2) / outcome.length
}

/** The Brier score with the interval of a mean. */
export function brierEstimate(outcome: Vector, risk: Vector): Estimate {
  const distances = Float64Array.from(outcome, (value, i) => (value - at(risk, i)) ** 2)
  const standardError = standardDeviationOf(distances) / Math.sqrt(distances.length)
  return waldEstimate(meanOf(distances), distances.length > 1 ? standardError : 0)
}

/**
 * The share of the Brier score of always predicting the prevalence that a model takes away: 1 is
 * perfect, 0 no better (Steyerberg et al., Epidemiology 2010;21:128-138).
 */
export function scaledBrier(outcome: Vector, risk: Vector): number {
  const prevalence = meanOf(outcome)
  return 1 - brierScore(outcome, risk) / (prevalence * (1 - prevalence))
}

/**
 * Observed events over expected ones, with the interval on the log scale (Debray et al., BMJ
 * 2017;356:i6460); nothing without an event.
 */
export function observedToExpected(outcome: Vector, risk: Vector): Estimate | undefined {
  const observed = eventsOf(outcome)
  if (observed === 0) return undefined
  const value = observed / sumOf(risk.length, (i) => at(risk, i))
  const logError = Math.sqrt((1 - observed / outcome.length) / observed)
  return { value, standardError: value * logError, ci95: ratioInterval(value, logError) }
}

/**
 * The estimate of one coefficient, or nothing when it has none: no event, separation, no
 * convergence.
 */
function estimateOf(
  outcome: Vector,
  columns: readonly Vector[],
  offset: Vector | undefined,
): Estimate | undefined {
  const names = columns.map(() => 'slope')
  const design = { outcome, names, columns, ...(offset === undefined ? {} : { offset }) }
  try {
    const fit = fitLogistic(design)
    const standardError = standardErrorOf(fit, columns.length)
    // Where every risk is 0 or 1 there is no information left, and no interval.
    if (fit.unbounded.length > 0 || !Number.isFinite(standardError)) return undefined
    return waldEstimate(at(fit.coefficients, columns.length), standardError)
  } catch (fault) {
    // A design that cannot be fitted, such as one constant column, has no estimate.
    if (fault instanceof Fault) return undefined
    throw fault
  }
}

/**
 * Calibration-in-the-large: the intercept that the linear predictor still lacks, its slope held at
 * 1 (Cox, Biometrika 1958;45:562-565). 0 is perfect; above 0 the risks are too low.
 */
export const calibrationIntercept = (outcome: Vector, linearPredictor: Vector) =>
  estimateOf(outcome, [], linearPredictor)

/** The calibration slope (Cox 1958): 1 is perfect; below 1 the risks are too extreme. */
export const calibrationSlope = (outcome: Vector, linearPredictor: Vector) =>
  estimateOf(outcome, [linearPredictor], undefined)

interface RiskGroup {
  readonly patients: number
  readonly observed: number
  readonly expected: number
}

export interface HosmerLemeshow {
  readonly groups: readonly RiskGroup[]
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly p: number
}

/** A group of risks that are all 0 or all 1, as under separation, has no variance of its own. */
const LEAST_VARIANCE = 1e-12

/** Groups between the deciles of predicted risk; equal deciles join. */
function riskGroups(outcome: Vector, risk: Vector, count: number): readonly RiskGroup[] {
  const sorted = ascending(risk)
  const shares = Array.from({ length: count - 1 }, (_, i) => quantileOf(sorted, (i + 1) / count))
  const borders = [...new Set(shares)]
  const groups = [...borders, Infinity].map(() => ({ patients: 0, observed: 0, expected: 0 }))
  for (let i = 0; i < risk.length; i += 1) {
    const found = borders.findIndex((border) => at(risk, i) <= border)
    const group = groups[found === -1 ? borders.length : found]
    if (group === undefined) throw new RangeError('every risk has its group')
    group.patients += 1
    group.observed += at(outcome, i)
    group.expected += at(risk, i)
  }
  return groups.filter(({ patients }) => patients > 0)
}

/**
 * The Hosmer-Lemeshow test (Hosmer and Lemeshow, Commun Stat Theory Methods 1980;9:1043-1069) by
 * deciles of risk. Its groups less two are the degrees of freedom where the model was fitted on
 * these patients, its groups where it was not. Of little power in few patients and of too much in
 * many; read it beside the curve.
 */
export function hosmerLemeshow(
  outcome: Vector,
  risk: Vector,
  isFittedHere: boolean,
): HosmerLemeshow {
  const groups = riskGroups(outcome, risk, 10)
  const statistic = groups.reduce((sum, { patients, observed, expected }) => {
    const variance = expected * (1 - expected / patients)
    return sum + (observed - expected) ** 2 / Math.max(variance, LEAST_VARIANCE)
  }, 0)
  const degreesOfFreedom = Math.max(1, groups.length - (isFittedHere ? 2 : 0))
  return { groups, statistic, degreesOfFreedom, p: chiSquaredP(statistic, degreesOfFreedom) }
}
