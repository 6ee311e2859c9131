import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { ALARM_SCORE } from '../../../src/evaluation/monitoring/alarm-state.ts'
import { atLeast, atLeastAfter, atMost } from '../../../src/evaluation/monitoring/binomial-tails.ts'
import {
  EWMA_WEIGHT,
  ewmaChart,
  risingShareChart,
  shareChart,
} from '../../../src/evaluation/monitoring/control-charts.ts'

const meansOf = (means: readonly number[], patients = 25, variance = 4) =>
  means.map((mean, i) => ({ period: String(i), patients, mean, variance }))

describe('binomial tails', () => {
  test("agree with R's pbinom", () => {
    // 1 - pbinom(2, 10, 0.1); pbinom(3, 50, 0.2); 1 - pbinom(11, 60, 0.05)
    expect(atLeast(3, 10, 0.1)).toBeCloseTo(0.0701908264, 10)
    expect(atMost(3, 50, 0.2)).toBeCloseTo(0.005656361, 9)
    expect(atLeast(0, 7, 0.4)).toBeCloseTo(1, 12)
  })

  test('at least k and at most k - 1 are everything', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(),
        (of, share, seed) => {
          const k = 1 + (seed % of)
          expect(atLeast(k, of, share) + atMost(k - 1, of, share)).toBeCloseTo(1, 8)
        },
      ),
    )
  })

  test('of many earlier orders, the tail is the binomial one', () => {
    const earlier = { count: 50_000, of: 1_000_000 }
    expect(atLeastAfter(6, 60, earlier)).toBeCloseTo(atLeast(6, 60, 0.05), 4)
  })

  test('of few earlier orders it is wider', () => {
    expect(atLeastAfter(8, 60, { count: 2, of: 40 })).toBeGreaterThan(atLeast(8, 60, 0.05))
  })
})

describe('an EWMA', () => {
  test('of equal periods has the published limits', () => {
    // NIST/SEMATECH e-Handbook 6.3.2.4: variance s2 (L/(2-L)) (1 - (1-L)^(2t)), s2 = 4/25
    const chart = ewmaChart(meansOf(Array.from({ length: 8 }, () => 10)), 10)
    chart.forEach(({ limits, state }, i) => {
      const tail = 1 - (1 - EWMA_WEIGHT) ** (2 * (i + 1))
      const sd = Math.sqrt((4 / 25) * (EWMA_WEIGHT / (2 - EWMA_WEIGHT)) * tail)
      expect(limits?.[1]).toBeCloseTo(10 + ALARM_SCORE * sd, 10)
      expect(state).toBe('in-control')
    })
  })

  test('its first point alarms exactly where the mean alone would', () => {
    const standardError = Math.sqrt(4 / 25)
    const at = (scores: number) => ewmaChart(meansOf([10 + scores * standardError]), 10)[0]?.state
    expect([at(2.9), at(3.1), at(3.7), at(-3.7)]).toEqual(['in-control', 'watch', 'alarm', 'alarm'])
  })

  test('finds a small shift that no single period shows', () => {
    const standardError = Math.sqrt(4 / 25)
    const chart = ewmaChart(meansOf(Array.from({ length: 12 }, () => 10 + 1.6 * standardError)), 10)
    expect(chart[0]?.state).toBe('in-control')
    expect(chart.at(-1)?.state).toBe('alarm')
  })

  test('a period of few patients is passed over and never alarms', () => {
    const few = { period: 'few', patients: 9, mean: 1_000, variance: 4 }
    const [first, second] = ewmaChart([few, ...meansOf([10])], 10)
    expect(first).toMatchObject({ state: 'too-few', figure: undefined, limits: undefined })
    expect(second?.plotted).toBe(10)
  })
})

describe('a p chart', () => {
  test('alarms outside its own limits and nowhere within', () => {
    for (const share of [0.02, 0.28, 0.5, 0.9])
      for (let count = 0; count <= 60; count += 1) {
        const [point] = shareChart([{ period: 'a', count, of: 60 }], share)
        const [low, high] = point?.limits ?? [0, 0]
        const isWithin = count / 60 >= low && count / 60 <= high
        expect(point?.state === 'alarm').toBe(!isWithin)
      }
  })

  test('does not draw a share of one to four patients, and alarms all the same', () => {
    const [point] = shareChart([{ period: 'a', count: 2, of: 60 }], 0.45)
    expect(point).toMatchObject({ state: 'alarm', figure: undefined, patients: 60 })
  })

  test('of gaps judges a period by those before it alone', () => {
    const periods = [2, 3, 2, 30, 30].map((count, i) => ({ period: String(i), count, of: 50 }))
    const states = risingShareChart(periods).map(({ state }) => state)
    expect(states).toEqual(['too-few', 'in-control', 'in-control', 'alarm', 'alarm'])
  })

  test('of gaps does not alarm when they become fewer', () => {
    const periods = [30, 30, 0].map((count, i) => ({ period: String(i), count, of: 50 }))
    expect(risingShareChart(periods).at(-1)?.state).toBe('in-control')
  })

  test('one gap after a hundred orders without any is no alarm', () => {
    const periods = [0, 0, 1].map((count, i) => ({ period: String(i), count, of: 50 }))
    expect(risingShareChart(periods).at(-1)?.state).toBe('in-control')
  })
})
