import { describe, expect, test } from '@jest/globals'
import {
  expectedCStatistic,
  interceptStandardError,
  logOddsDistribution,
  meanRisk,
  shareFlagged,
  solveIntercept,
} from '../../../src/clinical/models/population.ts'
import type { ReferencePopulation, Term } from '../../../src/clinical/models/definition.ts'
import { readRepositoryJson } from '../../support/paths.ts'

interface ModelFile {
  readonly intercept: { readonly value: number; readonly standardError: number }
  readonly terms: readonly (Term & {
    readonly published: { readonly oddsRatio: number; readonly ci95: readonly [number, number] }
  })[]
  readonly anchor: {
    readonly events: number
    readonly patients: number
    readonly population: ReferencePopulation
  }
}

const model = readRepositoryJson('cds-services/models/tace-resistance/risk-model.json') as ModelFile
const { events, patients, population } = model.anchor
const distribution = logOddsDistribution(model.terms, population)

describe('the published odds ratios', () => {
  test.each(model.terms)(
    '$predictor: its coefficient is the natural log of the odds ratio',
    (term) => {
      expect(term.coefficient).toBeCloseTo(Math.log(term.published.oddsRatio), 12)
    },
  )

  test.each(model.terms)('$predictor: its standard error follows from the interval', (term) => {
    const [low, high] = term.published.ci95
    const standardError = (Math.log(high) - Math.log(low)) / (2 * 1.959963984540054)
    expect(term.standardError).toBeCloseTo(standardError, 12)
  })

  test.each(model.terms)('$predictor: the middle of the interval is the odds ratio', (term) => {
    const [low, high] = term.published.ci95
    expect(Math.abs(Math.sqrt(low * high) / term.published.oddsRatio - 1)).toBeLessThan(0.002)
  })
})

describe('the solved intercept', () => {
  test('the mean predicted risk over the reference population is the share of the study', () => {
    expect(meanRisk(distribution, model.intercept.value).risk).toBeCloseTo(events / patients, 6)
  })

  test('the file holds what the code solves', () => {
    expect(model.intercept.value).toBeCloseTo(solveIntercept(distribution, events / patients), 6)
    expect(model.intercept.standardError).toBeCloseTo(
      interceptStandardError(distribution, model.intercept.value, patients),
      6,
    )
  })

  test('its standard error is about 0.31, not the 0.175 that ignores the spread of risk', () => {
    expect(model.intercept.standardError).toBeGreaterThan(0.3)
    expect(model.intercept.standardError).toBeLessThan(0.32)
  })

  test('the reference population would give a c-statistic of 0.88, below the interval of the study', () => {
    const cStatistic = expectedCStatistic(distribution, model.intercept.value)
    expect(cStatistic).toBeCloseTo(0.88, 2)
    expect(cStatistic).toBeLessThan(0.888)
  })

  test('a threshold of 0.5 flags 38 to 40 percent of the reference population', () => {
    const share = shareFlagged(distribution, model.intercept.value, 0.5)
    expect(share).toBeGreaterThan(0.38)
    expect(share).toBeLessThan(0.4)
  })
})

describe('the numerical integration', () => {
  test('agrees with a simulation of 200 000 patients', () => {
    let state = 42
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return (state + 0.5) / 2 ** 32
    }
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    const ratio = (1 + Math.sqrt(1 + 4 * (1.7 / 2.4) ** 2)) / 2
    const sigma = Math.sqrt(Math.log(ratio))
    const coefficient = (id: string) =>
      model.terms.find(({ predictor }) => predictor === id)?.coefficient ?? NaN
    let sum = 0
    const n = 200_000
    for (let i = 0; i < n; i += 1) {
      const lp =
        model.intercept.value +
        (uniform() < 0.28 ? coefficient('cnlcStageIIIa') : 0) +
        (uniform() < 0.45 ? coefficient('capsuleIncomplete') : 0) +
        coefficient('nlr') * 2.4 * Math.exp(sigma * normal()) +
        coefficient('dStar') * (46 + 11 * normal()) +
        coefficient('adc') * (1.18 + 0.19 * normal())
      sum += 1 / (1 + Math.exp(-lp))
    }
    expect(Math.abs(sum / n - 56 / 135)).toBeLessThan(0.004)
  })
})
