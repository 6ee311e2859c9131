import { populationOf } from '../statistics/fit-marginals.ts'
import { marginalOf, quadrature } from '../../clinical/models/population.ts'
import type { ReferencePopulation, RiskModelDefinition } from '../../clinical/models/definition.ts'
import { LEAST } from './alarm-state.ts'
import { valuesOf } from './predictor-drift.ts'
import type { RecordedCase } from './recorded-case.ts'

/** Which records are a service's or a board's. */
export interface MonitoredReference {
  /** The service's folder. */
  readonly service: string
  /** Ids under which its hooks are called. */
  readonly hooks: readonly string[]
}

/** A service and the model that its records are compared with. */
export interface MonitoringReference extends MonitoredReference {
  /** The installed model: its anchor's population is the declared reference population. */
  readonly model: RiskModelDefinition
}

export const isCaseOf = ({ service, hooks }: MonitoredReference) => {
  const names = new Set([service, ...hooks])
  return (recorded: RecordedCase): boolean => names.has(recorded.service)
}

/**
 * The population of a site's own baseline: the distributions that fit its recorded values. A
 * predictor with too few of them keeps its declared one.
 */
export function baselinePopulation(
  declared: ReferencePopulation,
  cases: readonly RecordedCase[],
): ReferencePopulation {
  const columns = Object.fromEntries(
    Object.keys(declared)
      .map((predictor) => [predictor, valuesOf(cases, predictor)] as const)
      .filter(([, values]) => values.length >= LEAST.earlierOrders && new Set(values).size > 1),
  )
  const cohort = { patients: cases.length, outcome: [], columns, labels: {} }
  return { ...declared, ...populationOf(cohort, Object.keys(columns)) }
}

/** Mean and variance of the linear predictor in a population of independent predictors. */
export function linearPredictorIn(model: RiskModelDefinition, population: ReferencePopulation) {
  return model.terms.reduce(
    ({ mean, variance }, { predictor, coefficient }) => {
      const points = quadrature(marginalOf(population, predictor))
      const ofOne = points.reduce((sum, [value, weight]) => sum + weight * value, 0)
      const spread = points.reduce((sum, [value, weight]) => sum + weight * (value - ofOne) ** 2, 0)
      return { mean: mean + coefficient * ofOne, variance: variance + coefficient ** 2 * spread }
    },
    { mean: model.intercept.value, variance: 0 },
  )
}
