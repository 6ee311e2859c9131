import type { PredictorValues, RiskModelDefinition } from './definition.ts'
import { inverseLogit } from './logistic.ts'
import { envelopeOf, logOddsInterval, type RiskRange } from './uncertainty.ts'

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

/** The two corners of the ranges between which the linear predictor lies. */
function corners(
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
  const ends = Object.entries(ranges).reduce<readonly PredictorValues[]>(
    (sofar, [predictor, range]) =>
      sofar.flatMap((corner) => range.map((end) => ({ ...corner, [predictor]: end }))),
    [values],
  )
  const intervals = ends.map((corner) => logOddsInterval(definition, corner))
  return {
    low: inverseLogit(Math.min(...intervals.map(({ low }) => low))),
    high: inverseLogit(Math.max(...intervals.map(({ high }) => high))),
  }
}

/** What can be said of a risk when some predictors are known only to lie in a range. */
export function boundsOf(
  definition: RiskModelDefinition,
  values: PredictorValues,
  ranges: ValueRanges,
): RiskBounds {
  return {
    ...envelopeOf(definition, ...corners(definition, values, ranges)),
    interval: intervalOver(definition, values, ranges),
  }
}
