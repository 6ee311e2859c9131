import { type Estimate, waldEstimate } from './estimate.ts'
import { countBelow, distinct, midranksOf } from './ranks.ts'
import { rowsWithOutcome } from './cohort-columns.ts'
import { ascending, at, sumOf, take, varianceOf, type Vector } from './vector.ts'

/** One threshold of a ROC curve: a patient at or above it is called positive. */
export interface RocPoint {
  readonly threshold: number
  readonly sensitivity: number
  readonly specificity: number
}

/** Predicted risks of patients with and without the outcome, each in ascending order. */
export const risksByOutcome = (outcome: Vector, risk: Vector) => ({
  cases: ascending(take(risk, rowsWithOutcome(outcome, 1))),
  controls: ascending(take(risk, rowsWithOutcome(outcome, 0))),
})

/** The share of the other group that each patient of this group outranks. */
function placements(all: Float64Array, within: Float64Array, others: number): Float64Array {
  return all.map((rank, i) => (rank - at(within, i)) / others)
}

/**
 * The area under the ROC curve with the variance of DeLong, DeLong and Clarke-Pearson (Biometrics
 * 1988;44:837-845), computed from midranks (Sun and Xu, IEEE Signal Process Lett
 * 2014;21:1389-1393). Nothing when there is no patient with, or none without, the outcome.
 *
 * @param risk - Or anything that rises with it; linear predictors keep apart what rounds to 0 or 1.
 */
export function concordance(outcome: Vector, risk: Vector): Estimate | undefined {
  const cases = rowsWithOutcome(outcome, 1)
  const controls = rowsWithOutcome(outcome, 0)
  const [m, n] = [cases.length, controls.length]
  if (m === 0 || n === 0) return undefined
  const ranks = midranksOf(risk)
  const caseRanks = take(ranks, cases)
  const value = (sumOf(m, (i) => at(caseRanks, i)) - (m * (m + 1)) / 2) / (m * n)
  const ofCases = placements(caseRanks, midranksOf(take(risk, cases)), n)
  const ofControls = placements(take(ranks, controls), midranksOf(take(risk, controls)), m)
  const standardError = Math.sqrt(varianceOf(ofCases) / m + varianceOf(ofControls) / n)
  const [low, high] = waldEstimate(value, standardError).ci95
  return { value, standardError, ci95: [Math.max(0, low), Math.min(1, high)] }
}

/**
 * The c-statistic with its interval. Nothing where the sample has no spread to judge it by, as
 * where patients with and without the outcome do not overlap: from 1 to 1 would be no interval.
 */
export function cStatistic(outcome: Vector, risk: Vector): Estimate | undefined {
  const estimate = concordance(outcome, risk)
  return estimate === undefined || estimate.standardError === 0 ? undefined : estimate
}

/** The whole ROC curve, from the highest threshold down: one point per distinct risk. */
export function rocCurve(outcome: Vector, risk: Vector): readonly RocPoint[] {
  const { cases, controls } = risksByOutcome(outcome, risk)
  const thresholds = distinct(ascending(risk)).reverse()
  return Array.from(thresholds, (threshold) => ({
    threshold,
    sensitivity: 1 - countBelow(cases, threshold) / cases.length,
    specificity: countBelow(controls, threshold) / controls.length,
  }))
}

/**
 * The point of a ROC curve with the greatest sensitivity plus specificity (Youden, Cancer
 * 1950;3:32-35); of several, the one with the highest threshold.
 */
export function youdenPoint(curve: readonly RocPoint[]): RocPoint | undefined {
  return curve.reduce<RocPoint | undefined>((best, point) => {
    if (best === undefined) return point
    const gain = point.sensitivity + point.specificity - best.sensitivity - best.specificity
    return gain > 1e-12 ? point : best
  }, undefined)
}

/** At most about `count` points of a curve, evenly spaced, with both ends. */
export function thinned<Point>(points: readonly Point[], count: number): readonly Point[] {
  const every = Math.max(1, Math.ceil(points.length / count))
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}
