import type { PredictorValues, RiskModelDefinition } from './definition.ts'

import { inverseLogit, linearPredictor, valueOf } from './logistic.ts'
import { marginalOf, meanOf } from './marginal.ts'
import { logOddsDistribution, solveIntercept } from './population.ts'
import { type RiskRange, Z_95 } from './uncertainty.ts'

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

/** How wide the partial interval can become when one pair of coefficients is correlated. */
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
