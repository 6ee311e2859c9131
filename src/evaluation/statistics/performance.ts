import { inverseLogit } from '../../clinical/models/definition.ts'
import { eventsOf } from './cohort-columns.ts'
import {
  brierEstimate,
  calibrationIntercept,
  calibrationSlope,
  type HosmerLemeshow,
  hosmerLemeshow,
  observedToExpected,
  scaledBrier,
} from './calibration.ts'
import { type CalibrationCurve, calibrationCurve } from './calibration-curve.ts'
import { type DecisionPoint, decisionCurve } from './decision-curve.ts'
import type { Estimate } from './estimate.ts'
import { cStatistic, rocCurve, type RocPoint, thinned, youdenPoint } from './roc.ts'
import { type ThresholdMetrics, thresholdMetrics } from './threshold-metrics.ts'
import { areAllAlike, at, rowsWhere, type Vector } from './vector.ts'

/** How many patients have a predicted risk between two borders. */
interface RiskBin {
  readonly from: number
  readonly to: number
  readonly events: number
  readonly others: number
}

/** How well predictions and outcomes agree (TRIPOD+AI, BMJ 2024;385:e078378, item 12e). */
export interface Performance {
  readonly patients: number
  readonly events: number
  readonly cStatistic: Estimate | undefined
  readonly observedToExpected: Estimate | undefined
  readonly calibrationIntercept: Estimate | undefined
  readonly calibrationSlope: Estimate | undefined
  readonly brier: Estimate
  readonly scaledBrier: number
  readonly hosmerLemeshow: HosmerLemeshow
  readonly calibrationCurve: CalibrationCurve | undefined
  readonly roc: readonly RocPoint[]
  readonly youden: ThresholdMetrics | undefined
  readonly thresholds: readonly ThresholdMetrics[]
  readonly decisionCurve: readonly DecisionPoint[]
  readonly distribution: readonly RiskBin[]
  readonly certain: CertainRisks
}

/** Risks that are 0 or 1 in all but name, and how many of them the outcome contradicts. */
interface CertainRisks {
  readonly patients: number
  readonly contradicted: number
}

interface Judged {
  readonly outcome: Vector
  readonly linearPredictor: Vector
  readonly thresholds: readonly number[]
  /** Whether the model was fitted on these very patients. */
  readonly isFittedHere: boolean
}

export const risksOf = (linearPredictor: Vector): Float64Array =>
  Float64Array.from(linearPredictor, inverseLogit)

const BINS = 20
const ROC_POINTS = 200

function distributionOf(outcome: Vector, risk: Vector): readonly RiskBin[] {
  const bins = Array.from({ length: BINS }, (_, i) => ({
    from: i / BINS,
    to: (i + 1) / BINS,
    events: 0,
    others: 0,
  }))
  for (let i = 0; i < risk.length; i += 1) {
    const bin = bins[Math.min(BINS - 1, Math.floor(at(risk, i) * BINS))]
    if (bin === undefined) throw new RangeError('a risk lies between 0 and 1')
    if (at(outcome, i) === 1) bin.events += 1
    else bin.others += 1
  }
  return bins
}

/** A risk nearer to 0 or 1 than this leaves no room for doubt. */
const NO_DOUBT = 0.001

function certainRisks(outcome: Vector, risk: Vector): CertainRisks {
  const rows = rowsWhere(risk.length, (i) => Math.abs(at(risk, i) - 0.5) > 0.5 - NO_DOUBT)
  const contradicted = rows.filter((i) => Math.round(at(risk, i)) !== at(outcome, i))
  return { patients: rows.length, contradicted: contradicted.length }
}

export function performanceOf(judged: Judged): Performance {
  const { outcome, linearPredictor, thresholds, isFittedHere } = judged
  const risk = risksOf(linearPredictor)
  const curve = rocCurve(outcome, risk)
  const youden = youdenPoint(curve)
  const events = eventsOf(outcome)
  const hasBoth = events > 0 && events < outcome.length
  return {
    patients: outcome.length,
    events,
    cStatistic: cStatistic(outcome, linearPredictor),
    observedToExpected: observedToExpected(outcome, risk),
    calibrationIntercept: hasBoth ? calibrationIntercept(outcome, linearPredictor) : undefined,
    calibrationSlope:
      hasBoth && !areAllAlike(linearPredictor)
        ? calibrationSlope(outcome, linearPredictor)
        : undefined,
    brier: brierEstimate(outcome, risk),
    scaledBrier: scaledBrier(outcome, risk),
    hosmerLemeshow: hosmerLemeshow(outcome, risk, isFittedHere),
    calibrationCurve: hasBoth ? calibrationCurve(outcome, linearPredictor, events) : undefined,
    roc: thinned(curve, ROC_POINTS),
    youden: youden && thresholdMetrics(outcome, risk, youden.threshold),
    thresholds: thresholds.map((threshold) => thresholdMetrics(outcome, risk, threshold)),
    decisionCurve: decisionCurve(outcome, risk),
    distribution: distributionOf(outcome, risk),
    certain: certainRisks(outcome, risk),
  }
}
