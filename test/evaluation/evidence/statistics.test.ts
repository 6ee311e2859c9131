import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { deriveCoefficient, formatP } from '../../../src/clinical/models/odds-ratio.ts'
import { diagnosticMeasures } from '../../../src/evaluation/evidence/confusion-matrix.ts'
import { normalCdf, twoSidedP } from '../../../src/clinical/models/normal.ts'
import { wilson } from '../../../src/evaluation/evidence/proportion.ts'

describe('the normal distribution function', () => {
  test.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [1.959963984540054, 0.975],
    [-2.5758293035489004, 0.005],
    [5, 0.9999997133484281],
  ])('of %d is %d', (z, probability) => {
    expect(normalCdf(z)).toBeCloseTo(probability, 13)
  })

  test('is symmetric and rises', () => {
    const score = fc.double({ min: -7, max: 7, noNaN: true })
    fc.assert(
      fc.property(score, score, (a, b) => {
        expect(normalCdf(a) + normalCdf(-a)).toBeCloseTo(1, 12)
        expect(normalCdf(Math.max(a, b))).toBeGreaterThanOrEqual(normalCdf(Math.min(a, b)) - 1e-15)
      }),
    )
  })

  test('gives two-sided P values as papers print them', () => {
    expect(twoSidedP(1.959963984540054)).toBeCloseTo(0.05, 12)
    expect(formatP(0.02411)).toBe('0.024')
    expect(formatP(0.0009)).toBe('<0.001')
  })
})

// Newcombe RG. Two-sided confidence intervals for the single proportion. Stat Med 1998;17:857-872, table I, method 3.
describe("Wilson's interval", () => {
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d of %d is %d to %d, as published', (successes, total, low, high) => {
    const interval = wilson(successes, total)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  test('holds the share and lies between 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (successes, more) => {
        const { value, low, high } = wilson(successes, successes + more)
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('there is no share of nothing', () => {
    expect(() => wilson(0, 0)).toThrow(RangeError)
    expect(() => wilson(3, 2)).toThrow(RangeError)
  })
})

describe('a confusion matrix', () => {
  const { sensitivity, specificity, positiveLikelihoodRatio, negativeLikelihoodRatio, flagged } =
    diagnosticMeasures({
      truePositives: 48,
      falseNegatives: 8,
      falsePositives: 6,
      trueNegatives: 73,
    })

  test('gives likelihood ratios that follow from sensitivity and specificity', () => {
    expect(positiveLikelihoodRatio.value).toBeCloseTo(
      sensitivity.value / (1 - specificity.value),
      12,
    )
    expect(negativeLikelihoodRatio.value).toBeCloseTo(
      (1 - sensitivity.value) / specificity.value,
      12,
    )
  })

  test('gives their intervals on the log scale', () => {
    const { value, low, high } = positiveLikelihoodRatio
    expect(Math.sqrt(low * high)).toBeCloseTo(value, 9)
    const standardError = Math.sqrt(1 / 48 - 1 / 56 + 1 / 6 - 1 / 79)
    expect(Math.log(high / value)).toBeCloseTo(1.959963984540054 * standardError, 9)
  })

  test('says what share it calls positive', () => {
    expect(flagged.value).toBeCloseTo(54 / 135, 12)
  })
})

test('an odds ratio and its interval give the coefficient, its standard error and its P value', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (coefficient, standardError) => {
        const end = (sign: number) =>
          Math.exp(coefficient + sign * 1.959963984540054 * standardError)
        const derived = deriveCoefficient({
          oddsRatio: Math.exp(coefficient),
          ci95: [end(-1), end(1)],
          p: '',
        })
        expect(derived.coefficient).toBeCloseTo(coefficient, 9)
        expect(derived.standardError).toBeCloseTo(standardError, 9)
        expect(derived.middle).toBeCloseTo(1, 9)
        expect(derived.p).toBeCloseTo(twoSidedP(coefficient / standardError), 9)
      },
    ),
  )
})
