import { describe, expect, test } from '@jest/globals'
import { proportion, wilson } from '../../../src/evaluation/statistics/proportion.ts'
import { r } from '../cohort/support.ts'

describe("a share with Wilson's interval", () => {
  // Newcombe RG. Two-sided confidence intervals for the single proportion. Stat Med 1998;17:857-872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d of %d is %d to %d, as published', (count, of, low, high) => {
    const { ci95 } = wilson(count, of)
    expect(ci95[0]).toBeCloseTo(low, 4)
    expect(ci95[1]).toBeCloseTo(high, 4)
  })

  test.each(r.wilson)(
    "of $count in $of has the interval of R's prop.test",
    ({ count, of, ci95 }) => {
      const own = wilson(count, of).ci95
      expect(own[0]).toBeCloseTo(ci95[0], 8)
      expect(own[1]).toBeCloseTo(ci95[1], 8)
    },
  )

  test('lies in its interval, and the interval between 0 and 1, for every count of up to 400', () => {
    const counts = Array.from({ length: 400 }, (_, i) => i + 1).flatMap((of) =>
      Array.from({ length: of + 1 }, (_, count) => ({ count, of })),
    )
    const strays = counts.filter(({ count, of }) => {
      const { value, ci95 } = wilson(count, of)
      return !(0 <= ci95[0] && ci95[0] <= value && value <= ci95[1] && ci95[1] <= 1)
    })
    expect(strays).toEqual([])
  })

  test('of nobody begins at 0 and of everybody ends at 1, to the bit', () => {
    for (let of = 1; of <= 400; of += 1) {
      expect(wilson(0, of).ci95[0]).toBe(0)
      expect(wilson(of, of).ci95[1]).toBe(1)
    }
  })

  test('is the mirror image of the share of the others', () => {
    for (let of = 1; of <= 60; of += 1)
      for (let count = 0; count <= of; count += 1) {
        const [own, others] = [wilson(count, of), wilson(of - count, of)]
        expect(own.ci95[0]).toBeCloseTo(1 - others.ci95[1], 14)
      }
  })

  test('is absent, or refused, where there is nothing to take a share of', () => {
    expect(proportion(0, 0)).toBeUndefined()
    for (const [count, of] of [
      [0, 0],
      [3, 2],
      [-1, 2],
      [NaN, 2],
    ] as const)
      expect(() => wilson(count, of)).toThrow(RangeError)
  })
})
