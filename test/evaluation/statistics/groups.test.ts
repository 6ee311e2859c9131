import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  chiSquaredTest,
  fisherExactTest,
  mannWhitneyTest,
  welchTest,
} from '../../../src/evaluation/statistics/group-tests.ts'
import { compareGroups } from '../../../src/evaluation/cohort/compare-groups.ts'
import { normalityTest } from '../../../src/evaluation/statistics/normality.ts'
import { splitCohort } from '../../../src/evaluation/cohort/split-cohort.ts'
import { toRandom, xoshiro128StarStar } from '../../../src/evaluation/statistics/random.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { byOutcome, fixtureCohort, r } from '../cohort/support.ts'

const a = fixtureCohort('synthetic-a.csv')

describe('tests of two groups', () => {
  test.each(r.groups)('of $variable: t and rank-sum are those of R', (reference) => {
    const groups = [
      byOutcome(a, reference.variable, 1),
      byOutcome(a, reference.variable, 0),
    ] as const
    expect(welchTest(...groups)).toBeCloseTo(reference.welch, 6)
    expect(mannWhitneyTest(...groups)).toBeCloseTo(reference.mannWhitney, 8)
  })

  test.each(r.fourfold)('of $table: chi-squared and Fisher are those of R', (reference) => {
    const [p, q, s, t] = reference.table
    const table = [
      [p, q],
      [s, t],
    ] as const
    expect(chiSquaredTest(table)).toBeCloseTo(reference.chiSquared, 8)
    expect(fisherExactTest(table)).toBeCloseTo(reference.fisher, 8)
  })

  test("Fisher's lady tasting tea: 3 of 4 right gives P 0.486", () => {
    expect(
      fisherExactTest([
        [3, 1],
        [1, 3],
      ]),
    ).toBeCloseTo(34 / 70, 12)
  })

  test('many degrees of freedom cost no digits: P of t = 0.01, 1 and 5 is near the normal one', () => {
    const random = toRandom(12)
    const [a, b] = [0, 1].map(() => Array.from({ length: 40_000 }, random.normal)) as [
      number[],
      number[],
    ]
    const mean = (values: readonly number[]) =>
      values.reduce((sum, x) => sum + x, 0) / values.length
    const shift = mean(a) - mean(b)
    expect(
      welchTest(
        a,
        b.map((x) => x + shift),
      ),
    ).toBeCloseTo(1, 6)
    const apart = welchTest(
      a,
      b.map((x) => x + shift + Math.sqrt(2 / 40_000)),
    )
    expect(Math.abs(apart - 0.3173)).toBeLessThan(0.01)
  })

  test('values that are all equal tell no groups apart', () => {
    expect(mannWhitneyTest([2, 2, 2], [2, 2])).toBe(1)
  })

  test('P does not depend on which group comes first', () => {
    const count = fc.integer({ min: 0, max: 30 })
    fc.assert(
      fc.property(count, count, count, count, (p, q, s, t) => {
        const [first, other] = [
          fisherExactTest([
            [p, q],
            [s, t],
          ]),
          fisherExactTest([
            [s, t],
            [p, q],
          ]),
        ]
        expect(first).toBeCloseTo(other, 10)
        expect(first).toBeGreaterThan(0)
        expect(first).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('the test of normality', () => {
  const { p, first25 } = readRepositoryJson('test/evaluation/cohort/reference/scipy.json') as {
    readonly p: Readonly<Record<string, number>>
    readonly first25: Readonly<Record<string, number>>
  }

  test.each(Object.keys(p))('of %s is the one of SciPy', (name) => {
    const column = a.columns[name]! as Float64Array
    expect(normalityTest(column)).toBeCloseTo(p[name]!, 8)
    expect(normalityTest(column.slice(0, 25))).toBeCloseTo(first25[name]!, 8)
  })

  test('is not asked of fewer than 20 values', () => {
    expect(normalityTest((a.columns['nlr'] as Float64Array).slice(0, 19))).toBeUndefined()
  })
})

describe('the test that fits', () => {
  const normal = (seed: number, mean: number) => {
    const random = toRandom(seed)
    return Array.from({ length: 100 }, () => mean + random.normal())
  }

  test.each([
    ['values that look normal', normal(1, 0), normal(2, 1), 'welch-t'],
    ['skew values', normal(1, 0).map(Math.exp), normal(2, 1).map(Math.exp), 'mann-whitney'],
    ['few values', [1.2, 3.4, 2.2], [4.1, 3.3, 5.6], 'mann-whitney'],
    [
      'yes and no',
      [0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0],
      [1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0],
      'chi-squared',
    ],
    ['yes and no of few', [0, 1, 1], [0, 0, 1], 'fisher-exact'],
    ['yes and no that never differs', [0, 0], [0, 0], 'none'],
  ])('of %s', (_, first, other, expected) => {
    expect(compareGroups('x', first, other).test).toBe(expected)
  })
})

describe('randomness', () => {
  test('xoshiro128** gives the numbers of its authors from the state 1, 2, 3, 4', () => {
    const next = xoshiro128StarStar([1, 2, 3, 4])
    const first = Array.from({ length: 10 }, next)
    expect(first).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ])
  })

  test('the same seed gives the same numbers, another seed others', () => {
    const numbers = (seed: number) => {
      const random = toRandom(seed)
      return Array.from({ length: 5 }, random.uniform)
    }
    expect(numbers(7)).toEqual(numbers(7))
    expect(numbers(7)).not.toEqual(numbers(8))
  })

  test('a seed that is no 32-bit integer is refused', () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) expect(() => toRandom(seed)).toThrow(/seed/)
  })

  test('normal deviates have mean 0 and standard deviation 1', () => {
    const random = toRandom(3)
    const values = Array.from({ length: 20_000 }, random.normal)
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1)).toBeLessThan(0.04)
  })
})

describe('a split', () => {
  const parts = (isStratified: boolean, seed = 1) =>
    splitCohort(a, { share: 0.7, seed, isStratified })
  const events = (outcome: ArrayLike<number>) =>
    Array.from(outcome).reduce((sum, value) => sum + value, 0)

  test.each([true, false])('puts every patient into exactly one part (stratified: %s)', (is) => {
    const { training, validation } = parts(is)
    expect(training.patients).toBe(420)
    const values = [
      ...(training.columns['adc']! as Float64Array),
      ...(validation.columns['adc']! as Float64Array),
    ]
    expect(values.toSorted()).toEqual([...(a.columns['adc']! as Float64Array)].toSorted())
  })

  test('by strata keeps the share of the outcome', () => {
    const { training, validation } = parts(true)
    expect(events(training.outcome)).toBe(Math.round(214 * 0.7))
    expect(events(training.outcome) + events(validation.outcome)).toBe(214)
  })

  test('depends on the seed and on nothing else', () => {
    expect(parts(false, 1)).toEqual(parts(false, 1))
    expect(parts(false, 1).training.outcome).not.toEqual(parts(false, 2).training.outcome)
  })
})
