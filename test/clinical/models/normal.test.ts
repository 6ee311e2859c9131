import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { twoSidedP, Z_95 } from '../../../src/clinical/models/normal.ts'
import { deriveCoefficient, formatP } from '../../../src/clinical/models/odds-ratio.ts'

describe('the two-sided P value of a normal statistic', () => {
  // mpmath 1.3, erfc(z / sqrt(2)) with 30 digits.
  test.each([
    [0, 1],
    [0.5, 0.6170750774519738],
    [1, 0.3173105078629141],
    [2, 0.04550026389635841],
    [2.5758293035489004, 0.01000000000000001],
    [3, 0.002699796063260189],
    [5, 5.733031437583878e-7],
    [8, 1.244192114854357e-15],
    [20, 5.507248237212467e-89],
  ])('of %d is %d to 13 digits, however small it is', (z, p) => {
    expect(twoSidedP(z) / p).toBeCloseTo(1, 13)
  })

  test('of half the width of a 95 % interval is 0.05', () => {
    expect(twoSidedP(Z_95)).toBeCloseTo(0.05, 15)
  })

  test('is the same on either side, and falls with the distance', () => {
    const score = fc.double({ min: 0, max: 30, noNaN: true })
    fc.assert(
      fc.property(score, score, (a, b) => {
        expect(twoSidedP(-a)).toBe(twoSidedP(a))
        const [nearer, farther] = [twoSidedP(Math.min(a, b)), twoSidedP(Math.max(a, b))]
        expect(farther).toBeLessThanOrEqual(nearer * (1 + 1e-13))
      }),
    )
  })

  test('is 0 at infinity and nothing of nothing', () => {
    expect([twoSidedP(Infinity), twoSidedP(-Infinity), twoSidedP(NaN)]).toEqual([0, 0, NaN])
  })

  test('is written as papers print it', () => {
    expect([0.02411, 0.001, 0.0009].map(formatP)).toEqual(['0.024', '0.001', '<0.001'])
  })
})

test('an odds ratio and its interval give the coefficient, its standard error and its P value', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (coefficient, standardError) => {
        const end = (sign: number) => Math.exp(coefficient + sign * Z_95 * standardError)
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
