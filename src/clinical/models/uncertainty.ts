import type { PredictorValues, RiskCategory, RiskModelDefinition } from './definition.ts'
import { inverseLogit, linearPredictor, valueOf } from './logistic.ts'
import { marginalOf, meanOf } from './marginal.ts'

/** A closed interval of probabilities. */
export interface RiskRange {
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the standard normal distribution. */
export const Z_95 = 1.959963984540054

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

/** How far the linear predictor may move, up or down, for causes that are not the patient. */
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
