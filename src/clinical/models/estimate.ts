import {
  type PredictorValues,
  type RiskModelDefinition,
  inverseLogit,
  linearPredictor,
  valueOf,
} from './definition.ts'
import { marginalOf, referenceValue, logOddsDistribution, toCumulative } from './population.ts'
import { envelopeOf, logOddsInterval, repeatScanOf, type RiskRange } from './uncertainty.ts'

/** Values between which predictors lie, in their canonical units. */
export type ValueRanges = Readonly<Record<string, readonly [number, number]>>

/** Bounds of a risk when some predictors are known only to lie in a range. */
export interface RiskBounds {
  /** Over the ranges, every documented reference population and platform shift. */
  readonly envelope: RiskRange
  /** The category that the whole envelope lies in; nothing when it crosses a border. */
  readonly category: string | undefined
  /** Over the ranges, with the partial 95 % interval at each of their values. */
  readonly interval: RiskRange
}

/** The two corners of the ranges at which the linear predictor is lowest and highest. */
function extremesOf(
  { terms }: RiskModelDefinition,
  values: PredictorValues,
  ranges: ValueRanges,
): readonly [PredictorValues, PredictorValues] {
  const low: Record<string, number> = { ...values }
  const high: Record<string, number> = { ...values }
  for (const { predictor, coefficient } of terms) {
    const range = ranges[predictor]
    if (range === undefined) continue
    const [least, most] = coefficient >= 0 ? range : ([range[1], range[0]] as const)
    low[predictor] = least
    high[predictor] = most
  }
  return [low, high]
}

/**
 * The partial intervals over all values in the ranges together. The upper end is convex in the
 * values and the lower one concave, so that both are reached where every range ends.
 */
function intervalOver(
  definition: RiskModelDefinition,
  values: PredictorValues,
  ranges: ValueRanges,
): RiskRange {
  const allCorners = Object.entries(ranges).reduce<readonly PredictorValues[]>(
    (corners, [predictor, range]) =>
      corners.flatMap((corner) => range.map((end) => ({ ...corner, [predictor]: end }))),
    [values],
  )
  const intervals = allCorners.map((corner) => logOddsInterval(definition, corner))
  return {
    low: inverseLogit(Math.min(...intervals.map(({ low }) => low))),
    high: inverseLogit(Math.max(...intervals.map(({ high }) => high))),
  }
}

/** Bounds of the risk when some predictors are known only to lie in a range. */
function boundsOf(
  definition: RiskModelDefinition,
  values: PredictorValues,
  ranges: ValueRanges,
): RiskBounds {
  return {
    ...envelopeOf(definition, ...extremesOf(definition, values, ranges)),
    interval: intervalOver(definition, values, ranges),
  }
}

/** What one predictor adds to the linear predictor. */
export interface Contribution {
  readonly predictor: string
  readonly value: number
  /** Log odds that it adds to the linear predictor: coefficient times value. */
  readonly logOdds: number
  /** The odds relative to the reference patient's value of this predictor. */
  readonly oddsRatio: number
}

export interface RiskEstimate {
  readonly linearPredictor: number
  /** Probability of the predicted outcome, 0 to 1. */
  readonly predictedRisk: number
  /**
   * Partial 95 % interval: the coefficients' standard errors as if they were independent, centred
   * on the reference population, and the intercept's sampling error.
   */
  readonly interval: RiskRange
  /**
   * The risk over every documented reference population and platform shift; the predicted risk
   * alone when there are none.
   */
  readonly envelope: RiskRange
  /** The category that the whole envelope lies in; nothing when it crosses a border. */
  readonly category: string | undefined
  /**
   * Between which risks a repeated measurement on the same device would lie, one standard deviation
   * of the predictors' repeatability down and up; nothing when no repeatability is documented.
   */
  readonly repeatScan: RiskRange | undefined
  readonly contributions: readonly Contribution[]
  /** Odds relative to the reference patient, which do not depend on the intercept. */
  readonly oddsRatio: number
  /** Share of the reference population with a lower linear predictor. */
  readonly percentile: number
}

/** A model of which all that does not depend on a patient is computed already. */
export interface RiskModel {
  readonly definition: RiskModelDefinition
  readonly estimate: (values: PredictorValues) => RiskEstimate
  /** When some predictors are known only to lie in a range. */
  readonly bounds: (values: PredictorValues, ranges: ValueRanges) => RiskBounds
}

function contributionsOf({ terms, anchor }: RiskModelDefinition, values: PredictorValues) {
  return terms.map(({ predictor, coefficient }) => {
    const value = valueOf(values, predictor)
    const reference = referenceValue(marginalOf(anchor.population, predictor))
    return {
      predictor,
      value,
      logOdds: coefficient * value,
      oddsRatio: Math.exp(coefficient * (value - reference)),
    }
  })
}

function estimate(
  definition: RiskModelDefinition,
  shareBelow: (logOdds: number) => number,
  values: PredictorValues,
): RiskEstimate {
  const lp = linearPredictor(definition.intercept.value, definition.terms, values)
  const interval = logOddsInterval(definition, values)
  const contributions = contributionsOf(definition, values)
  return {
    linearPredictor: lp,
    predictedRisk: inverseLogit(lp),
    interval: { low: inverseLogit(interval.low), high: inverseLogit(interval.high) },
    ...envelopeOf(definition, values, values),
    repeatScan: repeatScanOf(definition, lp, values),
    contributions,
    oddsRatio: contributions.reduce((product, contribution) => product * contribution.oddsRatio, 1),
    percentile: shareBelow(lp - definition.intercept.value),
  }
}

/** Costs some tens of milliseconds. */
export function toRiskModel(definition: RiskModelDefinition): RiskModel {
  const shareBelow = toCumulative(
    logOddsDistribution(definition.terms, definition.anchor.population),
  )
  return {
    definition,
    estimate: (values) => estimate(definition, shareBelow, values),
    bounds: (values, ranges) => boundsOf(definition, values, ranges),
  }
}
