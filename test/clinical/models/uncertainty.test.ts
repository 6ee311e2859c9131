import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import {
  categoriesOver,
  categoryOf,
  correlatedIntervals,
  withSlope,
} from '../../../src/clinical/models/uncertainty.ts'
import {
  correlatedLogOddsDistribution,
  logOddsDistribution,
  meanRisk,
  solveIntercept,
  marginalOf,
  meanOf,
} from '../../../src/clinical/models/population.ts'
import { inverseLogit } from '../../../src/clinical/models/definition.ts'
import { toRiskModel } from '../../../src/clinical/models/estimate.ts'
import { repositoryPath } from '../../support/paths.ts'

const [dossier] = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' }).modelFiles
const { definition, examples } = dossier!
const model = definition.model
const { terms, intercept, anchor, categories } = model.definition

/** Standard normal numbers from a seed: a linear congruential generator and Box-Muller. */
function normals(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.round(share * (sorted.length - 1))]!

/** 2.5 % and 97.5 % of simulated risks. */
function middle95(risks: readonly number[]): readonly [number, number] {
  const sorted = risks.toSorted((a, b) => a - b)
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)]
}

describe('the partial interval', () => {
  const normal = normals(2026)
  const DRAWS = 100_000
  const draws = Array.from({ length: DRAWS }, () => ({
    shift: intercept.standardError * normal(),
    errors: terms.map(({ standardError }) => standardError * normal()),
  }))
  const means = terms.map(({ predictor }) => meanOf(marginalOf(anchor.population, predictor)))

  test.each(examples)(
    'agrees to 0.01 with a simulation of its assumptions: $name',
    ({ values }) => {
      const { linearPredictor, interval } = model.estimate(values)
      const distances = terms.map(({ predictor }, i) => values[predictor]! - means[i]!)
      const [low, high] = middle95(
        draws.map(({ shift, errors }) =>
          inverseLogit(
            linearPredictor +
              shift +
              errors.reduce((sum, error, i) => sum + error * distances[i]!, 0),
          ),
        ),
      )
      expect(Math.abs(interval.low - low)).toBeLessThan(0.01)
      expect(Math.abs(interval.high - high)).toBeLessThan(0.01)
    },
  )

  test('agrees to 0.03 with a simulation that solves the intercept again in every draw', () => {
    const random = normals(7)
    const points = patientsDrawn(600)
    const share = anchor.events / anchor.patients
    const simulated = Array.from({ length: 2000 }, () => {
      const coefficients = terms.map((term) => term.coefficient + term.standardError * random())
      const drawn = share + Math.sqrt((share * (1 - share)) / anchor.patients) * random()
      const distribution = points.map((values) => ({
        logOdds: values.reduce((sum, value, i) => sum + value * coefficients[i]!, 0),
        weight: 1 / points.length,
      }))
      return { coefficients, intercept: solveIntercept(distribution, drawn) }
    })
    for (const { values } of examples) {
      const [low, high] = middle95(
        simulated.map((draw) =>
          inverseLogit(
            draw.coefficients.reduce(
              (sum, coefficient, i) => sum + coefficient * values[terms[i]!.predictor]!,
              draw.intercept,
            ),
          ),
        ),
      )
      const { interval } = model.estimate(values)
      expect(Math.abs(interval.low - low)).toBeLessThan(0.03)
      expect(Math.abs(interval.high - high)).toBeLessThan(0.03)
    }
  })

  /** Patients drawn from the reference population, predictors in the order of the terms. */
  function patientsDrawn(size: number): readonly (readonly number[])[] {
    const random = normals(11)
    return Array.from({ length: size }, (_, patient) =>
      terms.map(({ predictor }, i) => {
        const marginal = marginalOf(anchor.population, predictor)
        if (marginal.kind === 'bernoulli') {
          const step = [0.6180339887, 0.7548776662, 0.569840291, 0.8191725134, 0.6710436067][i]!
          return (patient * step) % 1 < marginal.probability ? 1 : 0
        }
        if (marginal.kind === 'normal') return marginal.mean + marginal.sd * random()
        const ratio = (1 + Math.sqrt(1 + 4 * (marginal.sd / marginal.median) ** 2)) / 2
        return marginal.median * Math.exp(Math.sqrt(Math.log(ratio)) * random())
      }),
    )
  }

  test('with one pair of estimates correlated it is no narrower than narrowest, no wider than widest', () => {
    for (const { values } of examples) {
      const { interval } = model.estimate(values)
      const { narrowest, widest } = correlatedIntervals(model.definition, values, 0.3)
      expect(narrowest.low).toBeGreaterThanOrEqual(interval.low)
      expect(narrowest.high).toBeLessThanOrEqual(interval.high)
      expect(widest.low).toBeLessThanOrEqual(interval.low)
      expect(widest.high).toBeGreaterThanOrEqual(interval.high)
      const independent = correlatedIntervals(model.definition, values, 0)
      expect(independent.widest.low).toBeCloseTo(interval.low, 12)
    }
  })
})

describe('bounds and interval together', () => {
  test('hold the partial interval of every value in the ranges, and are reached', () => {
    const ranges = { dStar: [24, 68], capsuleIncomplete: [0, 1] } as const
    const { dStar: _dStar, capsuleIncomplete: _capsule, ...known } = examples[1]!.values
    const { interval } = model.bounds(known, ranges)
    const at = (dStar: number, capsuleIncomplete: number) =>
      model.estimate({ ...known, dStar, capsuleIncomplete }).interval
    fc.assert(
      fc.property(
        fc.double({ min: 24, max: 68, noNaN: true }),
        fc.constantFrom(0, 1),
        (dStar, capsule) => {
          expect(at(dStar, capsule).low).toBeGreaterThanOrEqual(interval.low - 1e-12)
          expect(at(dStar, capsule).high).toBeLessThanOrEqual(interval.high + 1e-12)
        },
      ),
    )
    expect(interval).toEqual({ low: at(24, 0).low, high: at(68, 1).high })
  })
})

describe('the categories that a range reaches', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true })

  test('begin with that of its lower end, end with that of its upper end, and leave none out', () => {
    fc.assert(
      fc.property(probability, probability, (a, b) => {
        const range = { low: Math.min(a, b), high: Math.max(a, b) }
        const reached = categoriesOver(categories, range)
        const ids = categories.map(({ id }) => id)
        const from = ids.indexOf(categoryOf(categories, range.low))
        const to = ids.indexOf(categoryOf(categories, range.high))
        expect(reached).toEqual(ids.slice(from, to + 1))
      }),
    )
  })

  test('are one category exactly when the range crosses no border', () => {
    expect(categoriesOver(categories, { low: 0.21, high: 0.49 })).toEqual(['intermediate'])
    expect(categoriesOver(categories, { low: 0.19, high: 0.5 })).toEqual([
      'low',
      'intermediate',
      'high',
    ])
  })
})

describe('a repeated scan', () => {
  test('moves the log odds by the root of the summed squares of the predictors involved', () => {
    const { values } = examples[1]!
    const { linearPredictor, repeatScan } = model.estimate(values)
    const shift = Math.sqrt((0.1142211 * 42 * 0.469) ** 2 + (0.8580218 * 1.15 * 0.111) ** 2)
    expect(repeatScan?.low).toBeCloseTo(inverseLogit(linearPredictor - shift), 5)
    expect(repeatScan?.high).toBeCloseTo(inverseLogit(linearPredictor + shift), 5)
  })

  test('is never part of the interval or the envelope', () => {
    const without = toRiskModel({ ...model.definition, repeatability: undefined })
    for (const { values } of examples) {
      const { repeatScan, ...rest } = model.estimate(values)
      const { repeatScan: none, ...others } = without.estimate(values)
      expect(repeatScan).toBeDefined()
      expect(none).toBeUndefined()
      expect(others).toEqual(rest)
    }
  })

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
