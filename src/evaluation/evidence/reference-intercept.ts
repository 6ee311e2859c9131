import {
  expectedCStatistic,
  interceptStandardError,
  logOddsDistribution,
  shareFlagged,
  solveIntercept,
} from '../../clinical/models/population.ts'
import type { ReferencePopulation, RiskModelDefinition } from '../../clinical/models/definition.ts'
import type { PublishedRange } from '../../catalog/study.ts'

/** The intercept that a reference population gives, and what follows in that population. */
export interface SolvedIntercept {
  readonly intercept: number
  readonly standardError: number
  readonly cStatistic: number
  /** Share of the population from each category border upwards. */
  readonly flagged: readonly {
    readonly category: string
    readonly from: number
    readonly share: number
  }[]
}

const shareOf = ({ anchor }: RiskModelDefinition) => anchor.events / anchor.patients

/** The intercept with which the mean risk of the model's reference population is the study's share. */
export function solveReferenceIntercept(definition: RiskModelDefinition): SolvedIntercept {
  const { terms, anchor, categories } = definition
  const distribution = logOddsDistribution(terms, anchor.population)
  const intercept = solveIntercept(distribution, shareOf(definition))
  return {
    intercept,
    standardError: interceptStandardError(distribution, intercept, anchor.patients),
    cStatistic: expectedCStatistic(distribution, intercept),
    flagged: categories.slice(1).map(({ id, from }) => ({
      category: id,
      from,
      share: shareFlagged(distribution, intercept, from),
    })),
  }
}

/** The intercept at both ends of one published range, all else as in the reference population. */
export interface InterceptSwing {
  readonly label: string
  readonly source: string
  readonly atLow: number
  readonly atHigh: number
}

/** How far the solved intercept moves over each published range, the furthest first. */
export function interceptSwings(
  definition: RiskModelDefinition,
  ranges: readonly PublishedRange[],
): readonly InterceptSwing[] {
  const { terms, anchor } = definition
  const solve = (replace: ReferencePopulation) =>
    solveIntercept(
      logOddsDistribution(terms, { ...anchor.population, ...replace }),
      shareOf(definition),
    )
  return ranges
    .map(({ label, source, predictor, low, high }) => ({
      label,
      source,
      atLow: solve({ [predictor]: low }),
      atHigh: solve({ [predictor]: high }),
    }))
    .toSorted((a, b) => Math.abs(b.atHigh - b.atLow) - Math.abs(a.atHigh - a.atLow))
}
