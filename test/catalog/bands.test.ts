import { describe, expect, test } from '@jest/globals'
import { checkBands } from '../../src/catalog/check-bands.ts'
import { Problems } from '../../src/catalog/problems.ts'
import type { Condition } from '../../src/clinical/models/decisions.ts'
import { fc } from '../support/property.ts'

type Limits = Omit<Condition, 'input'>

function problemsOf(...bands: readonly Limits[]): readonly string[] {
  const problems = new Problems()
  const item = bands.map((when) => ({ when: { input: 'x', ...when } }))
  checkBands([item], { file: 'score.json', at: ['items'] }, problems)
  return problems.found().map(({ message }) => message)
}

/** Bands from one border to the next; a border belongs to the band below it, or to that above. */
const partition = fc
  .uniqueArray(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.boolean()), {
    minLength: 1,
    maxLength: 5,
    selector: ([border]) => border,
  })
  .map((borders) => borders.toSorted(([a], [b]) => a - b))
  .map((borders): readonly Limits[] => {
    const lower = ([border, isBelow]: readonly [number, boolean]) =>
      isBelow ? { above: border } : { atLeast: border }
    const upper = ([border, isBelow]: readonly [number, boolean]) =>
      isBelow ? { atMost: border } : { below: border }
    return [undefined, ...borders].map((from, i) => ({
      ...(from !== undefined && lower(from)),
      ...(borders[i] !== undefined && upper(borders[i])),
    }))
  })

const moved = (limits: Limits, by: number): Limits =>
  Object.fromEntries(Object.entries(limits).map(([name, n]) => [name, (n as number) + by]))

/** The same as they are printed for another unit. */
const inUnit = (unit: string, limits: Limits, by = 0): Limits => ({
  ...limits,
  twins: [{ unit, ...moved(limits, by) }],
})

describe('the bands of an item', () => {
  test('partition the line: what does, in any order, has no problem', () => {
    fc.assert(
      fc.property(partition, fc.integer(), (bands, turn) => {
        expect(problemsOf(...bands)).toEqual([])
        expect(problemsOf(...bands.toSorted(() => turn))).toEqual([])
        expect(problemsOf(...bands.map((band) => inUnit('mg/dL', band)))).toEqual([])
      }),
    )
  })

  test('have a gap or an overlap when one of them moves, is missing or is there twice', () => {
    const by = fc.constantFrom(-1, -0.1, 0.1, 1)
    fc.assert(
      fc.property(partition, fc.nat(), by, (bands, nth, step) => {
        const i = nth % bands.length
        const others = bands.filter((_, j) => j !== i)
        expect(problemsOf(...others, moved(bands[i]!, step))).not.toEqual([])
        expect(problemsOf(...others)).not.toEqual([])
        expect(problemsOf(...bands, bands[i]!)).not.toEqual([])
        const twins = bands.map((band, j) => inUnit('mg/dL', band, j === i ? step : 0))
        expect(problemsOf(...twins)).not.toEqual([])
      }),
    )
  })

  test('have a gap where only some are printed for a unit', () => {
    const [low, high] = [{ atMost: 17 }, { above: 17 }]
    expect(problemsOf(inUnit('mg/dL', low), high)).toEqual(['has no points for 18 mg/dL'])
  })

  test('name a finding once', () => {
    expect(problemsOf({ oneOf: ['none'] }, { oneOf: ['mild', 'severe'] })).toEqual([])
    expect(problemsOf({ oneOf: ['none'] }, { oneOf: ['mild', 'none'] })).toEqual([
      'has points for none twice',
    ])
  })

  test('are of one input', () => {
    expect(problemsOf({ atMost: 1 }, { above: 1, input: 'y' } as Limits)).toContain(
      'is not of one input',
    )
  })
})
