import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { categoryOf } from '../../../src/clinical/models/uncertainty.ts'
import type { PredictorValues } from '../../../src/clinical/models/definition.ts'
import { toRiskModel } from '../../../src/clinical/models/estimate.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'

const catalog = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const model = catalog.definitions[0]!.model
const { definition } = model

interface ReferenceCase {
  readonly name: string
  readonly values: PredictorValues
  readonly linearPredictor: number
  readonly predictedRisk: number
}
const { cases } = readRepositoryJson(
  'cds-services/models/tace-resistance/reference-cases.json',
) as {
  readonly cases: readonly ReferenceCase[]
}

const values = fc.record({
  cnlcStageIIIa: fc.constantFrom(0, 1),
  nlr: fc.double({ min: 0.1, max: 50, noNaN: true }),
  capsuleIncomplete: fc.constantFrom(0, 1),
  dStar: fc.double({ min: 3, max: 300, noNaN: true }),
  adc: fc.double({ min: 0.3, max: 3.5, noNaN: true }),
})

describe('reference cases, computed independently from the published odds ratios', () => {
  test.each([...cases])('$name', ({ values: known, linearPredictor, predictedRisk }) => {
    const estimate = model.estimate(known)
    expect(estimate.linearPredictor).toBeCloseTo(linearPredictor, 8)
    expect(estimate.predictedRisk).toBeCloseTo(predictedRisk, 8)
  })
})

describe('laws of the estimate', () => {
  test('a risk is a probability inside its interval and its envelope', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { predictedRisk, interval, envelope } = model.estimate(known)
        expect(interval.low).toBeLessThanOrEqual(predictedRisk)
        expect(interval.high).toBeGreaterThanOrEqual(predictedRisk)
        expect(envelope.low).toBeLessThanOrEqual(predictedRisk)
        expect(envelope.high).toBeGreaterThanOrEqual(predictedRisk)
        expect(envelope.low).toBeGreaterThanOrEqual(0)
        expect(envelope.high).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('contributions and intercept add up to the linear predictor', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { contributions, linearPredictor } = model.estimate(known)
        const sum = contributions.reduce((total, contribution) => total + contribution.logOdds, 0)
        expect(sum + definition.intercept.value).toBeCloseTo(linearPredictor, 9)
      }),
    )
  })

  test('the risk rises with every predictor but ADC, with which it falls', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...definition.terms), (known, { predictor }) => {
        const more = { ...known, [predictor]: known[predictor as keyof typeof known] + 0.01 }
        const change = model.estimate(more).linearPredictor - model.estimate(known).linearPredictor
        expect(Math.sign(change)).toBe(predictor === 'adc' ? -1 : 1)
      }),
    )
  })

  test('a category is given only when the whole envelope lies in it', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { category, envelope } = model.estimate(known)
        const low = categoryOf(definition.categories, envelope.low)
        const high = categoryOf(definition.categories, envelope.high)
        expect(category).toBe(low === high ? low : undefined)
      }),
    )
  })

  test('the bounds over a range hold the estimate of every value in it', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 24, max: 68, noNaN: true }), (known, dStar) => {
        const { dStar: _dStar, ...others } = known
        const { envelope } = model.bounds(others, { dStar: [24, 68] })
        const estimate = model.estimate({ ...known, dStar })
        expect(estimate.envelope.low).toBeGreaterThanOrEqual(envelope.low - 1e-12)
        expect(estimate.envelope.high).toBeLessThanOrEqual(envelope.high + 1e-12)
      }),
    )
  })

  test('a missing or non-finite predictor is never a number', () => {
    const [{ values: known }] = cases as [ReferenceCase]
    const { adc: _adc, ...others } = known
    expect(() => model.estimate(others)).toThrow('adc')
    expect(() => model.estimate({ ...known, nlr: NaN })).toThrow('nlr')
  })

  test('categories begin at their borders', () => {
    expect(categoryOf(definition.categories, 0)).toBe('low')
    expect(categoryOf(definition.categories, 0.2)).toBe('intermediate')
    expect(categoryOf(definition.categories, 0.5)).toBe('high')
    expect(categoryOf(definition.categories, 1)).toBe('high')
  })

  test('the percentile of the reference patient is below the middle, of an extreme one at the end', () => {
    const at = (name: string) =>
      model.estimate(cases.find((patient) => patient.name === name)!.values)
    expect(at('reference patient').percentile).toBeLessThan(0.5)
    expect(at('largest accepted values').percentile).toBeCloseTo(1, 6)
    expect(at('reference patient').oddsRatio).toBeCloseTo(1, 9)
  })
})

describe('after calibration with outcomes', () => {
  test('nothing is left of the envelope and every risk has a category', () => {
    const calibrated = toRiskModel({
      ...definition,
      calibration: 'outcome-calibrated',
      platformShifts: [],
      anchor: { ...definition.anchor, alternatives: [] },
    })
    fc.assert(
      fc.property(values, (known) => {
        const { envelope, predictedRisk, category } = calibrated.estimate(known)
        expect(envelope).toEqual({ low: predictedRisk, high: predictedRisk })
        expect(category).toBe(categoryOf(definition.categories, predictedRisk))
      }),
    )
  })
})
