import { describe, expect, test } from '@jest/globals'
import type { RiskModelDefinition } from '../../../src/clinical/models/definition.ts'
import {
  followCharts,
  movedPlatforms,
  streamBegins,
} from '../../../src/evaluation/drift/platform-charts.ts'
import { anchorId } from '../../../src/evaluation/drift/watch-drift.ts'
import type { DriftAlarm, MeasuredValue } from '../../../src/records/drift-records.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import { fc } from '../../support/property.ts'
import { definition } from '../monitoring/support.ts'

const LOGS = {
  dStar: { mean: Math.log(46), sd: 0.236 },
  nlr: { mean: Math.log(2.4), sd: 0.56 },
  adc: { mean: Math.log(1.17), sd: 0.16 },
}
const platform = { key: 'A', patients: 60, mean: 46, sd: 11, logs: LOGS }

const modelWith = (platforms: readonly object[]): RiskModelDefinition => ({
  ...definition.model.definition,
  site: {
    anchor: {
      kind: 'patients',
      patients: 60,
      period: { from: '2025-01-01', to: '2026-05-31' },
      platforms: platforms as [typeof platform],
      intercepts: [],
      signature: { name: 'A', role: 'r', on: '2026-06-01' },
      expires: '2027-06-01',
    },
  },
})
const model = modelWith([platform, { ...platform, key: 'B' }])

/** The moment of the n-th patient. */
const at = (n: number) => new Date(Date.UTC(2026, 5, 1) + n * 3_600_000).toISOString()

const valuesOf = (predictor: keyof typeof LOGS, factor: number, on = 'A', count = 40) => {
  const random = toRandom(7)
  const { mean, sd } = LOGS[predictor]
  return Array.from({ length: count }, (_, n): MeasuredValue => {
    const value = Math.exp(mean + sd * random.normal()) * factor
    return { platform: on, predictor, at: at(n), value }
  })
}

const follow = (values: readonly MeasuredValue[], rest: object = {}) =>
  followCharts(model, { values, alarms: [], reviews: [], ...rest })

const alarmsIn = (charts: ReturnType<typeof follow>) => charts.flatMap(({ alarm }) => alarm ?? [])

describe('the charts of an anchored model', () => {
  test('there is one of each predictor that was anchored, on each device and method', () => {
    const charts = follow([])
    expect(charts.map(({ platform: key, predictor }) => `${key} ${predictor}`)).toEqual(
      ['A', 'B'].flatMap((key) => ['dStar', 'nlr', 'adc'].map((id) => `${key} ${id}`)),
    )
    expect(charts.filter(({ isCentred }) => isCentred).map(({ predictor }) => predictor)).toEqual([
      'dStar',
      'dStar',
    ])
    expect(alarmsIn(charts)).toEqual([])
  })

  test('values as they were anchored move nothing', () => {
    expect(alarmsIn(follow(valuesOf('dStar', 1)))).toEqual([])
  })

  test.each([
    [1.3, 'up'],
    [1 / 1.3, 'down'],
    [1.6, 'up'],
    [0.6, 'down'],
  ])('D* of %d times has moved: its centre is in doubt, and no other', (factor, direction) => {
    const charts = follow(valuesOf('dStar', factor))
    expect(alarmsIn(charts)).toMatchObject([{ platform: 'A', predictor: 'dStar', direction }])
    expect([...movedPlatforms(charts)]).toEqual(['A'])
  })

  test.each(['nlr', 'adc'] as const)('%s that has moved informs, and changes no centre', (id) => {
    const charts = follow(valuesOf(id, 2))
    expect(alarmsIn(charts)).toMatchObject([{ predictor: id, direction: 'up' }])
    expect(movedPlatforms(charts).size).toBe(0)
  })

  test('an alarm stays whatever comes after it, and where its values are gone', () => {
    const moved = valuesOf('dStar', 1.6)
    const [alarm] = alarmsIn(follow(moved))
    const back = valuesOf('dStar', 1, 'A', 200).map((value, n) => ({ ...value, at: at(n + 40) }))
    expect(alarmsIn(follow([...moved, ...back]))).toEqual([alarm])
    expect(alarmsIn(follow([], { alarms: [alarm] }))).toEqual([alarm])
  })

  test('who has looked ends it: the chart begins anew with what comes later', () => {
    const moved = valuesOf('dStar', 1.6)
    const alarms = alarmsIn(follow(moved))
    const review = { platform: 'A', at: at(39), name: 'n', role: 'r', finding: 'f' }
    const after = follow(moved, { alarms, reviews: [review] })
    expect(alarmsIn(after)).toEqual([])
    expect(after[0]).toMatchObject({ patients: 0, sums: { up: 0, down: 0 } })
    const again = moved.map((value, n) => ({ ...value, at: at(n + 40) }))
    expect(alarmsIn(follow([...moved, ...again], { alarms, reviews: [review] }))).toHaveLength(1)
    const ofAnother = { ...review, platform: 'B' }
    expect(alarmsIn(follow(moved, { alarms, reviews: [ofAnother] }))).toEqual(alarms)
  })

  test('of an anchor of one scanner alone D* is held against its mean and SD', () => {
    const { logs: _, ...moments } = platform
    const charts = followCharts(modelWith([moments]), {
      values: valuesOf('dStar', 1.6),
      alarms: [],
      reviews: [],
    })
    expect(charts.map(({ predictor }) => predictor)).toEqual(['dStar'])
    expect([...movedPlatforms(charts)]).toEqual(['A'])
  })

  test('no order of looking changes what is found: one pass or many', () => {
    const values = valuesOf('dStar', 1.25, 'A', 60)
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }), (stops) => {
        let alarms: readonly DriftAlarm[] = []
        for (const stop of [...stops.toSorted((a, b) => a - b), 60]) {
          alarms = alarmsIn(follow(values.slice(0, stop), { alarms }))
        }
        expect(alarms).toEqual(alarmsIn(follow(values)))
      }),
    )
  })

  test('the stream begins on the day after the last anchored patient', () => {
    expect('2026-05-31T23:59:59.999Z' < streamBegins(model)).toBe(true)
    expect('2026-06-01T00:00:00.000Z' > streamBegins(model)).toBe(true)
  })

  test('another signed anchor is another stream', () => {
    expect(anchorId(modelWith([platform]))).not.toBe(anchorId(model))
    expect(anchorId(modelWith([platform]))).toBe(anchorId(modelWith([platform])))
  })

  test('a model without an anchor has none', () => {
    expect(
      followCharts(definition.model.definition, { values: [], alarms: [], reviews: [] }),
    ).toEqual([])
  })
})
