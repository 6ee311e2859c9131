import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { outcome, read, type Resource } from '../support/readings.ts'
import { RATIOS, VALUES } from './contradictions.cases.ts'

const ALL = [
  ...RATIOS.map(([law, expected, record]) => ['nlr', law, expected, record] as const),
  ...VALUES,
]

describe('one rule of contradiction', () => {
  test.each(ALL)('%s: %s', (predictor, _law, expected, record) => {
    expect(outcome(read(...record)[predictor])).toBe(expected)
  })
})

/** New ids by name; what had one id keeps one. */
const renamed = (record: readonly Resource[], seed: number): readonly Resource[] =>
  record.map((resource) => ({
    ...resource,
    id: `${String((seed * 7919 + Number(String(resource['id']).replace(/\D/g, '') || 1)) % 9973)}-${String(resource['id'])}`,
  }))

/** What a reading says without the ids of what it was read from. */
const withoutIds = (predictor: string, record: readonly Resource[]): unknown => {
  const text = JSON.stringify(read(...record)[predictor], (name, value: unknown) =>
    name === 'reference' ? '' : value,
  )
  return JSON.parse(text)
}

test.each(ALL)(
  'neither order nor ids nor repetition change what is read of %s: %s',
  (predictor, _law, _expected, record) => {
    const before = withoutIds(predictor, record)
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...record, ...record], { minLength: record.length * 2 }),
        fc.nat({ max: 9972 }),
        (shuffled, seed) => {
          expect(withoutIds(predictor, renamed(shuffled, seed))).toEqual(before)
        },
      ),
      { numRuns: 20 },
    )
  },
)

test('a contradiction names both values as they were sent', () => {
  const [, , record] = RATIOS.find(([law]) => law.startsWith('counts against the reported'))!
  expect(read(...record)['nlr']).toMatchObject({
    kind: 'unusable',
    from: { asSent: '4.4 10*9/L / 2 10*9/L ≠ 7' },
  })
})
