import type { Marginal, ReferencePopulation } from '../../clinical/models/definition.ts'
import { type Cohort, columnOf, isBinary } from './cohort-columns.ts'
import { skewnessOf } from './normality.ts'
import { meanOf, standardDeviationOf, type Vector } from './vector.ts'

/** The distribution that fits a column: of yes and no, normal, or lognormal if that is less skew. */
function marginalOf(column: Vector): Marginal {
  if (isBinary(column)) return { kind: 'bernoulli', probability: meanOf(column) }
  const sd = standardDeviationOf(column)
  if (Array.from(column).every((value) => value > 0)) {
    const logs = Float64Array.from(column, Math.log)
    if (Math.abs(skewnessOf(logs)) < Math.abs(skewnessOf(column)))
      return { kind: 'lognormal', median: Math.exp(meanOf(logs)), sd }
  }
  return { kind: 'normal', mean: meanOf(column), sd }
}

export function populationOf(cohort: Cohort, names: readonly string[]): ReferencePopulation {
  return Object.fromEntries(names.map((name) => [name, marginalOf(columnOf(cohort, name))]))
}
