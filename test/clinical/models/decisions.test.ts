import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  addPoints,
  decide,
  allHold,
  type Condition,
  holds,
  type Known,
} from '../../../src/clinical/models/decisions.ts'

const known = (facts: Readonly<Record<string, Known>>) => (name: string) => facts[name]
const number = (value: number) => known({ x: { number: value } })

const limit = fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined })
const condition: fc.Arbitrary<Condition> = fc.record({
  input: fc.constant('x'),
  atLeast: limit,
  above: limit,
  atMost: limit,
  below: limit,
})

describe('a condition', () => {
  test('on what is not known is neither met nor missed', () => {
    expect(holds({ input: 'x', above: 1 }, known({}))).toBeUndefined()
    expect(holds({ input: 'x', above: 1 }, known({ x: { finding: 'a' } }))).toBeUndefined()
  })

  test('on what is known not to exist is missed', () => {
    expect(holds({ input: 'x', above: 1 }, known({ x: { isAbsent: true } }))).toBe(false)
    expect(holds({ input: 'x', oneOf: ['a'] }, known({ x: { isAbsent: true } }))).toBe(false)
  })

  test.each([
    [{ atLeast: 5 }, true],
    [{ above: 5 }, false],
    [{ atMost: 5 }, true],
    [{ below: 5 }, false],
  ])('%j holds of 5: %s', (limits, expected) => {
    expect(holds({ input: 'x', ...limits }, number(5))).toBe(expected)
  })

  test('that an interval meets or misses, every number in it does', () => {
    const interval = fc
      .tuple(fc.integer({ min: -25, max: 25 }), fc.integer({ min: -25, max: 25 }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(
        condition,
        interval,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (tested, range, at) => {
          const answer = holds(tested, known({ x: { range } }))
          const inside = range[0] + (range[1] - range[0]) * at
          expect([answer ?? holds(tested, number(inside))]).toContain(holds(tested, number(inside)))
        },
      ),
    )
  })

  test('all hold when each does, and not when one does not, whatever is unknown', () => {
    const facts = known({ x: { number: 1 }, y: { finding: 'a' } })
    const yes = { input: 'y', oneOf: ['a'] }
    const no = { input: 'x', above: 1 }
    const open = { input: 'z', above: 1 }
    expect(allHold([yes], facts)).toBe(true)
    expect(allHold([yes, open], facts)).toBeUndefined()
    expect(allHold([open, no], facts)).toBe(false)
  })
})

describe('a decision table', () => {
  const rows = [
    { when: [{ input: 'x', above: 5 }], value: 'many' },
    { when: [{ input: 'x', atMost: 5 }], value: 'few' },
  ]

  test('gives the first row that holds, and what it looked at', () => {
    expect(decide(rows, number(3))).toEqual({ value: 'few', used: ['x', 'x'] })
  })

  test('gives nothing when a row before it is not known not to hold, or none holds', () => {
    expect(decide(rows, known({}))).toBeUndefined()
    expect(decide(rows.slice(0, 1), number(3))).toBeUndefined()
  })
})

describe('points', () => {
  const items = [
    [
      { when: { input: 'x', above: 5 }, points: 1.5 },
      { when: { input: 'x', atMost: 5 }, points: 0 },
    ],
  ]

  test('are added over the items', () => {
    expect(addPoints([...items, ...items], number(6))?.value).toBe(3)
  })

  test('are none as long as one item has none', () => {
    expect(addPoints([...items, []], number(6))).toBeUndefined()
    expect(addPoints(items, known({}))).toBeUndefined()
  })
})

describe('limits', () => {
  const beyond = (range: readonly [number, number], openEnd?: 'least' | 'most') =>
    known({ x: { range, measured: { unit: '1', range, openEnd } } })

  test.each([
    [{ above: 400 }, [400, 1000], 'least', true],
    [{ above: 400 }, [400, 1000], undefined, undefined],
    [{ atMost: 400 }, [400, 1000], 'least', false],
    [{ atMost: 400 }, [400, 1000], undefined, undefined],
    [{ below: 2 }, [0, 2], 'most', true],
    [{ below: 2 }, [0, 2], undefined, undefined],
    [{ atLeast: 2 }, [0, 2], 'most', false],
    [{ atLeast: 2, atMost: 3 }, [3, 9], 'least', false],
  ] as const)(
    '%j of the interval %j without its end %s: %s',
    (limits, range, openEnd, expected) => {
      expect(holds({ input: 'x', ...limits }, beyond(range, openEnd))).toBe(expected)
    },
  )

  test('that are printed for the unit of measurement are the ones compared', () => {
    const twins = [{ unit: 'mg/dL', above: 3 }]
    const measured = (value: number, unit: string) =>
      known({ x: { number: 51.312, measured: { unit, number: value } } })
    expect(holds({ input: 'x', above: 51, twins }, measured(3, 'mg/dL'))).toBe(false)
    expect(holds({ input: 'x', above: 51, twins }, measured(51.312, 'umol/L'))).toBe(true)
  })
})
