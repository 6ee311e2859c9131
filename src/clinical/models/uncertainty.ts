import {
  type PredictorValues,
  type RiskCategory,
  type RiskModelDefinition,
  inverseLogit,
  linearPredictor,
  valueOf,
} from './definition.ts'
import { Z_95 } from './normal.ts'
import { marginalOf, meanOf, logOddsDistribution, solveIntercept } from './population.ts'

/** A closed interval of probabilities. */
export interface RiskRange {
  readonly low: number
  readonly high: number
}

/** The category of a risk: the last one that begins at or below it. */
export function categoryOf(categories: readonly RiskCategory[], risk: number): string {
  const category = categories.findLast(({ from }) => risk >= from)
  if (category === undefined) throw new TypeError('the first category begins at 0')
  return category.id
}

/** The categories that a range of risk reaches into, ascending. */
export function categoriesOver(
  categories: readonly RiskCategory[],
  { low, high }: RiskRange,
): readonly string[] {
  const lowest = categoryOf(categories, low)
  return categories
    .filter(({ id, from }) => id === lowest || (from > low && from <= high))
    .map(({ id }) => id)
}

const coefficientOf = ({ terms }: RiskModelDefinition, predictor: string) =>
  terms.find((term) => term.predictor === predictor)?.coefficient ?? 0

/**
 * How far the linear predictor may move, down and up, over the documented reference populations and
 * platforms.
 */
function scenarioShifts(definition: RiskModelDefinition, values: PredictorValues): RiskRange {
  const { intercept, anchor, platformShifts } = definition
  const intercepts = [
    intercept.value,
    ...anchor.alternatives.map((alternative) => alternative.intercept),
  ]
  const platform = platformShifts.reduce(
    (sum, { predictor, relative }) =>
      sum + Math.abs(coefficientOf(definition, predictor) * valueOf(values, predictor) * relative),
    0,
  )
  return {
    low: Math.min(...intercepts) - intercept.value - platform,
    high: Math.max(...intercepts) - intercept.value + platform,
  }
}

/**
 * The risk between two corners of values, over every documented population and platform shift, and
 * the category that all of it lies in.
 */
export function envelopeOf(
  definition: RiskModelDefinition,
  low: PredictorValues,
  high: PredictorValues,
) {
  const at = (values: PredictorValues) =>
    linearPredictor(definition.intercept.value, definition.terms, values)
  const envelope = {
    low: inverseLogit(at(low) + scenarioShifts(definition, low).low),
    high: inverseLogit(at(high) + scenarioShifts(definition, high).high),
  }
  const lowest = categoryOf(definition.categories, envelope.low)
  const highest = categoryOf(definition.categories, envelope.high)
  return { envelope, category: lowest === highest ? lowest : undefined }
}

function standardErrorOf(definition: RiskModelDefinition, values: PredictorValues): number {
  const variance = definition.terms.reduce((sum, { predictor, standardError }) => {
    const mean = meanOf(marginalOf(definition.anchor.population, predictor))
    return sum + (standardError * (valueOf(values, predictor) - mean)) ** 2
  }, definition.intercept.standardError ** 2)
  return Math.sqrt(variance)
}

/** Independent errors of the repeated predictors, added as variances of the linear predictor. */
export function repeatScanOf(
  definition: RiskModelDefinition,
  lp: number,
  values: PredictorValues,
): RiskRange | undefined {
  const { repeatability = [] } = definition
  if (repeatability.length === 0) return undefined
  const shift = Math.hypot(
    ...repeatability.map(
      ({ predictor, relative }) =>
        coefficientOf(definition, predictor) * valueOf(values, predictor) * relative,
    ),
  )
  return { low: inverseLogit(lp - shift), high: inverseLogit(lp + shift) }
}

/** The partial 95 % interval of the log odds. */
export function logOddsInterval(
  definition: RiskModelDefinition,
  values: PredictorValues,
): RiskRange {
  const lp = linearPredictor(definition.intercept.value, definition.terms, values)
  const margin = Z_95 * standardErrorOf(definition, values)
  return { low: lp - margin, high: lp + margin }
}

/**
 * The model with all coefficients multiplied by a factor, as a calibration slope below 1 would, and
 * its intercept solved again over the same reference population. Coefficients of small development
 * samples are too large (Steyerberg, Clinical Prediction Models, 2nd ed., 2019, chapter 13).
 */
export function withSlope(definition: RiskModelDefinition, factor: number): RiskModelDefinition {
  const { anchor, intercept } = definition
  const terms = definition.terms.map((term) => ({
    ...term,
    coefficient: term.coefficient * factor,
    standardError: term.standardError * factor,
  }))
  const distribution = logOddsDistribution(terms, anchor.population)
  const value = solveIntercept(distribution, anchor.events / anchor.patients)
  return { ...definition, terms, intercept: { ...intercept, value } }
}

/** The partial interval where one pair of coefficients is correlated. */
export interface CorrelatedIntervals {
  readonly narrowest: RiskRange
  readonly widest: RiskRange
}

/**
 * The partial interval when the estimates of any one pair of coefficients are correlated by plus or
 * minus `correlation`, instead of independent: the study publishes no covariances.
 */
export function correlatedIntervals(
  definition: RiskModelDefinition,
  values: PredictorValues,
  correlation: number,
): CorrelatedIntervals {
  const { terms, intercept, anchor } = definition
  const errors = terms.map(
    ({ predictor, standardError }) =>
      standardError *
      (valueOf(values, predictor) - meanOf(marginalOf(anchor.population, predictor))),
  )
  const independent = errors.reduce((sum, error) => sum + error ** 2, intercept.standardError ** 2)
  const covariances = errors.flatMap((error, i) =>
    errors.slice(i + 1).map((other) => Math.abs(2 * correlation * error * other)),
  )
  const most = Math.max(0, ...covariances)
  const lp = linearPredictor(intercept.value, terms, values)
  const around = (variance: number): RiskRange => ({
    low: inverseLogit(lp - Z_95 * Math.sqrt(variance)),
    high: inverseLogit(lp + Z_95 * Math.sqrt(variance)),
  })
  return { narrowest: around(independent - most), widest: around(independent + most) }
}
