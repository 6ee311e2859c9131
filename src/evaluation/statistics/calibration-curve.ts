import { Fault } from '../../base/fault.ts'
import { inverseLogit } from '../../clinical/models/definition.ts'
import { eventsOf } from './cohort-columns.ts'
import { type Interval, waldEstimate } from './estimate.ts'
import { fitLogistic, type LogisticFit, varianceAt } from './logistic-regression.ts'
import { toRandom } from './random.ts'
import { knotsOf, splineBasis } from './spline.ts'
import { areAllAlike, ascending, at, meanOf, quantileOf, take, type Vector } from './vector.ts'

interface CalibrationPoint {
  readonly predicted: number
  readonly observed: number
  /** Pointwise. */
  readonly ci95: Interval
}

/** How the outcome's share runs against the predicted risk, and how far it lies from it. */
export interface CalibrationCurve {
  /** Knots of the spline; 0 when the linear predictor allowed a straight line only. */
  readonly knots: number
  readonly points: readonly CalibrationPoint[]
  /** The integrated calibration index: the mean distance of curve and prediction. */
  readonly ici: number
  /** By the bootstrap of patients; nothing where there are too few, or so many that it is narrow. */
  readonly iciCi95: Interval | undefined
  /** The median and the ninth decile of that distance. */
  readonly e50: number
  readonly e90: number
}

type Basis = (lp: number) => readonly number[]

/** From this many events on, a curve with more bends (Van Calster et al. 2016 ask for 200). */
const EVENTS_FOR_FOUR_KNOTS = 200
const POINTS = 60

/** Nothing where the outcome is separated, or the basis cannot be fitted. */
function fitOn(outcome: Vector, lp: Vector, basis: Basis, size: number): LogisticFit | undefined {
  const rows = Array.from(lp, basis)
  const columns = Array.from({ length: size }, (_, j) =>
    Float64Array.from(rows, (row) => at(row, j)),
  )
  try {
    const fit = fitLogistic({ outcome, names: columns.map((_, j) => `basis ${j}`), columns })
    return fit.unbounded.length > 0 ? undefined : fit
  } catch (fault) {
    if (fault instanceof Fault) return undefined
    throw fault
  }
}

const combine = (coefficients: readonly number[], basis: readonly number[]) =>
  basis.reduce((sum, term, j) => sum + term * at(coefficients, j + 1), at(coefficients, 0))

function pointAt(fit: LogisticFit, basis: Basis, lp: number): CalibrationPoint {
  const row = basis(lp)
  const { value, ci95 } = waldEstimate(
    combine(fit.coefficients, row),
    Math.sqrt(varianceAt(fit, [1, ...row])),
  )
  return {
    predicted: inverseLogit(lp),
    observed: inverseLogit(value),
    ci95: [inverseLogit(ci95[0]), inverseLogit(ci95[1])],
  }
}

interface FittedCurve {
  readonly fit: LogisticFit
  readonly basis: Basis
  readonly knots: number
}

function fitCurve(outcome: Vector, lp: Vector, events: number): FittedCurve | undefined {
  if (areAllAlike(lp)) return undefined
  const knots = knotsOf(lp, events >= EVENTS_FOR_FOUR_KNOTS ? 4 : 3)
  const basis: Basis =
    knots === undefined ? (value) => [value] : (value) => splineBasis(value, knots)
  const fit = fitOn(outcome, lp, basis, knots === undefined ? 1 : knots.length - 1)
  return fit && { fit, basis, knots: knots?.length ?? 0 }
}

const observedBy =
  ({ fit, basis }: FittedCurve) =>
  (lp: number) =>
    inverseLogit(combine(fit.coefficients, basis(lp)))

/** The share of the outcome by linear predictor, smoothed; nothing when it cannot be fitted. */
export function smoothedOutcome(outcome: Vector, linearPredictor: Vector) {
  const curve = fitCurve(outcome, linearPredictor, eventsOf(outcome))
  return curve && observedBy(curve)
}

const distancesFrom = (observed: (lp: number) => number, linearPredictor: Vector) =>
  Float64Array.from(linearPredictor, (lp) => Math.abs(observed(lp) - inverseLogit(lp)))

const REPLICATES = 200
const LEAST_REPLICATES = 100
/** Of more patients the interval is narrower than what anybody would ask. */
const MOST_PATIENTS = 5_000

/** The 2.5th and 97.5th percentile of the index over resampled patients. */
function iciInterval(outcome: Vector, lp: Vector): Interval | undefined {
  if (outcome.length > MOST_PATIENTS) return undefined
  const random = toRandom(1)
  const indices = Array.from({ length: REPLICATES }, () => {
    const rows = Int32Array.from(outcome, () => random.below(outcome.length))
    const [own, ownLp] = [take(outcome, rows), take(lp, rows)]
    const observed = smoothedOutcome(own, ownLp)
    return observed && meanOf(distancesFrom(observed, ownLp))
  }).filter((index) => index !== undefined)
  if (indices.length < LEAST_REPLICATES) return undefined
  const sorted = ascending(indices)
  return [quantileOf(sorted, 0.025), quantileOf(sorted, 0.975)]
}

/**
 * The flexible calibration curve: the outcome regressed on a restricted cubic spline of the linear
 * predictor, 3 knots, or 4 from 200 events on (Van Calster et al., J Clin Epidemiol
 * 2016;74:167-176), with ICI, E50 and E90 (Austin and Steyerberg, Stat Med 2019;38:4051-4065). It
 * runs from the 1st to the 99th percentile of the linear predictor. Nothing when the outcome is
 * separated or the predictions are all alike.
 */
export function calibrationCurve(
  outcome: Vector,
  linearPredictor: Vector,
  events: number,
): CalibrationCurve | undefined {
  const curve = fitCurve(outcome, linearPredictor, events)
  if (curve === undefined) return undefined
  const sorted = ascending(linearPredictor)
  const [from, to] = [quantileOf(sorted, 0.01), quantileOf(sorted, 0.99)]
  const grid = Array.from({ length: POINTS }, (_, i) => from + ((to - from) * i) / (POINTS - 1))
  const distances = distancesFrom(observedBy(curve), linearPredictor)
  const ordered = ascending(distances)
  return {
    knots: curve.knots,
    points: grid.map((lp) => pointAt(curve.fit, curve.basis, lp)),
    ici: meanOf(distances),
    iciCi95: iciInterval(outcome, linearPredictor),
    e50: quantileOf(ordered, 0.5),
    e90: quantileOf(ordered, 0.9),
  }
}
