import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { withSlope } from '../../../src/clinical/models/uncertainty.ts'
import {
  correlatedLogOddsDistribution,
  logOddsDistribution,
  meanRisk,
  solveIntercept,
} from '../../../src/clinical/models/population.ts'
import { repositoryPath } from '../../support/paths.ts'

const [dossier] = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' }).modelFiles
const { definition } = dossier!
const model = definition.model
const { terms, intercept, anchor } = model.definition

describe('a repeated scan', () => {
  test('has a source for every figure', () => {
    for (const { source, relative } of model.definition.repeatability ?? []) {
      expect(source).toMatch(/\d{4}|PMC\d+/)
      expect(relative).toBeGreaterThan(0)
    }
    expect(model.definition.repeatability?.map(({ predictor }) => predictor)).toEqual([
      'dStar',
      'adc',
    ])
  })
})

describe('sensitivities', () => {
  test('a smaller slope keeps the mean risk and draws every risk towards it', () => {
    const shrunken = withSlope(model.definition, 0.7)
    const distribution = logOddsDistribution(shrunken.terms, anchor.population)
    expect(meanRisk(distribution, shrunken.intercept.value).risk).toBeCloseTo(56 / 135, 9)
    expect(withSlope(model.definition, 1).intercept.value).toBeCloseTo(intercept.value, 6)
  })

  test('correlated by 0, two predictors are independent', () => {
    const independent = logOddsDistribution(terms, anchor.population)
    const correlated = correlatedLogOddsDistribution(terms, anchor.population, {
      pair: ['dStar', 'adc'],
      correlation: 0,
    })
    expect(solveIntercept(correlated, 0.4)).toBeCloseTo(solveIntercept(independent, 0.4), 9)
  })

  test('correlated predictors keep their mean and change the variance by twice the covariance', () => {
    const moments = (distribution: readonly { logOdds: number; weight: number }[]) => {
      const mean = distribution.reduce((sum, point) => sum + point.weight * point.logOdds, 0)
      const square = distribution.reduce((sum, point) => sum + point.weight * point.logOdds ** 2, 0)
      return { mean, variance: square - mean ** 2 }
    }
    const pair = ['dStar', 'adc'] as const
    const { mean, variance } = moments(logOddsDistribution(terms, anchor.population))
    const other = moments(
      correlatedLogOddsDistribution(terms, anchor.population, { pair, correlation: 0.3 }),
    )
    const coefficient = (id: string) => terms.find((term) => term.predictor === id)!.coefficient
    const covariance = 0.3 * coefficient('dStar') * 11 * coefficient('adc') * 0.19
    expect(other.mean).toBeCloseTo(mean, 6)
    expect(other.variance - variance).toBeCloseTo(2 * covariance, 5)
  })

  test('a yes/no predictor cannot be correlated', () => {
    const correlate = () =>
      correlatedLogOddsDistribution(terms, anchor.population, {
        pair: ['cnlcStageIIIa', 'adc'],
        correlation: 0.3,
      })
    expect(correlate).toThrow('cnlcStageIIIa')
  })
})
