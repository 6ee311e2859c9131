import { smoothedOutcome } from '../statistics/calibration-curve.ts'
import { decisionCurve } from '../statistics/decision-curve.ts'
import { risksOf } from '../statistics/performance.ts'
import { at, meanOf, type Vector } from '../statistics/vector.ts'

/** How much better the curves of a replicate look on its own patients, along their grids. */
export interface CurveOptimism {
  readonly netBenefit: readonly number[]
  /** Of the observed share at each risk of the grid; nothing where no curve could be fitted. */
  readonly observed: readonly number[] | undefined
}

/** The curves of a model less their optimism (Harrell, Lee and Mark, Stat Med 1996;15:361-387). */
export interface CorrectedCurves {
  readonly decision: readonly { readonly threshold: number; readonly model: number }[]
  readonly calibration: readonly { readonly predicted: number; readonly observed: number }[]
}

/** Outcomes and linear predictors of the same patients. */
type Judged = readonly [outcome: Vector, linearPredictor: Vector]

/** Predicted risks at which calibration is corrected. */
const RISKS = Array.from({ length: 37 }, (_, i) => (i + 2) / 40)

const logit = (risk: number) => Math.log(risk / (1 - risk))

function observedAlong([outcome, lp]: Judged): readonly number[] | undefined {
  const observed = smoothedOutcome(outcome, lp)
  return observed && RISKS.map((risk) => observed(logit(risk)))
}

const netBenefits = ([outcome, lp]: Judged) => decisionCurve(outcome, risksOf(lp))

/** @param here - The same model on the patients of the study. */
export function curveOptimism(there: Judged, here: Judged): CurveOptimism {
  const own = netBenefits(here)
  const [observedThere, observedHere] = [observedAlong(there), observedAlong(here)]
  return {
    netBenefit: netBenefits(there).map(({ model }, i) => model - (own[i]?.model ?? 0)),
    observed:
      observedThere && observedHere && observedThere.map((share, i) => share - at(observedHere, i)),
  }
}

/** The risks that the patients of the study have, but for the outermost hundredths. */
function rangeOf(lp: Vector): readonly [number, number] {
  const sorted = Array.from(risksOf(lp)).toSorted((a, b) => a - b)
  const at01 = sorted[Math.floor(sorted.length * 0.01)] ?? 0
  return [at01, sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 1]
}

export function correctedCurves(
  apparent: Judged,
  replicates: readonly CurveOptimism[],
): CorrectedCurves {
  const decision = netBenefits(apparent).map(({ threshold, model }, i) => ({
    threshold,
    model: model - meanOf(replicates.map(({ netBenefit }) => at(netBenefit, i))),
  }))
  const observed = observedAlong(apparent)
  const lost = replicates.flatMap((replicate) => (replicate.observed ? [replicate.observed] : []))
  if (observed === undefined || lost.length === 0) return { decision, calibration: [] }
  const [from, to] = rangeOf(apparent[1])
  const calibration = RISKS.map((predicted, i) => ({
    predicted,
    observed: Math.min(1, Math.max(0, at(observed, i) - meanOf(lost.map((one) => at(one, i))))),
  })).filter(({ predicted }) => predicted >= from && predicted <= to)
  return { decision, calibration }
}
