import type { RiskModelDefinition } from './definition.ts'
import { logOddsDistribution, solveIntercept } from './population.ts'

/** A closed interval of probabilities. */
export interface RiskRange {
  readonly low: number
  readonly high: number
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
