import { withSlope } from '../../clinical/models/uncertainty.ts'
import {
  correlatedLogOddsDistribution,
  expectedCStatistic,
  logOddsDistribution,
  solveIntercept,
} from '../../clinical/models/population.ts'
import {
  linearPredictor,
  inverseLogit,
  type PredictorValues,
  type RiskModelDefinition,
} from '../../clinical/models/definition.ts'
import type { RiskEstimate, RiskModel } from '../../clinical/models/estimate.ts'
import type { ExamplePatient } from '../../catalog/model-file.ts'

/** Calibration slopes that a model of this size could have elsewhere (clinical review, item 3). */
const SLOPES: readonly number[] = [0.7, 0.8, 0.9]

/** Correlations that were left out, up and down (clinical review, item 3). */
const CORRELATION = 0.3

const riskOf = ({ intercept, terms }: RiskModelDefinition, values: PredictorValues) =>
  inverseLogit(linearPredictor(intercept.value, terms, values))

/** One example patient under every assumption. */
export interface ExampleSensitivity {
  readonly name: string
  readonly values: PredictorValues
  /** Where nothing is known of the site. */
  readonly estimate: Omit<RiskEstimate, 'contributions'>
  /** By the published coefficients and the intercept of the reference population. */
  readonly published: number
  /** Risk by calibration slope. */
  readonly bySlope: readonly { readonly slope: number; readonly risk: number }[]
}

const withoutContributions = ({ contributions: _contributions, ...rest }: RiskEstimate) => rest

export function exampleSensitivities(
  model: RiskModel,
  examples: readonly ExamplePatient[],
): readonly ExampleSensitivity[] {
  const { definition } = model
  const shrunken = SLOPES.map((slope) => ({ slope, definition: withSlope(definition, slope) }))
  return examples.map(({ name, values }) => ({
    name,
    values,
    estimate: withoutContributions(model.estimate(values)),
    published: riskOf(definition, values),
    bySlope: shrunken.map((shrunk) => ({
      slope: shrunk.slope,
      risk: riskOf(shrunk.definition, values),
    })),
  }))
}

/** The solved intercept and c-statistic under one assumption about the population or the model. */
export interface PopulationSensitivity {
  readonly assumption: string
  readonly intercept: number
  readonly cStatistic: number
}

function continuousPairs({ terms, anchor }: RiskModelDefinition): readonly [string, string][] {
  const continuous = terms
    .map(({ predictor }) => predictor)
    .filter((predictor) => anchor.population[predictor]?.kind !== 'bernoulli')
  return continuous.flatMap((first, i) =>
    continuous.slice(i + 1).map((second): [string, string] => [first, second]),
  )
}

/** The intercept under correlated predictors, pair by pair, and under shrunken coefficients. */
export function populationSensitivities(
  definition: RiskModelDefinition,
  labelOf: (predictor: string) => string,
): readonly PopulationSensitivity[] {
  const { terms, anchor } = definition
  const share = anchor.events / anchor.patients
  const solved = (assumption: string, distribution: ReturnType<typeof logOddsDistribution>) => {
    const intercept = solveIntercept(distribution, share)
    return { assumption, intercept, cStatistic: expectedCStatistic(distribution, intercept) }
  }
  const correlated = continuousPairs(definition).flatMap((pair) =>
    [-CORRELATION, CORRELATION].map((correlation) =>
      solved(
        `${pair.map(labelOf).join(' and ')} correlated by ${String(correlation)}`,
        correlatedLogOddsDistribution(terms, anchor.population, { pair, correlation }),
      ),
    ),
  )
  const shrunken = SLOPES.map((slope) =>
    solved(
      `calibration slope ${String(slope)}`,
      logOddsDistribution(withSlope(definition, slope).terms, anchor.population),
    ),
  )
  return [
    solved('reference population', logOddsDistribution(terms, anchor.population)),
    ...correlated,
    ...shrunken,
  ]
}
