import { describe, expect, test } from '@jest/globals'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import { meanOf, standardDeviationOf } from '../../../src/evaluation/statistics/vector.ts'
import { afterValue, alarmLimit, AT_REST } from '../../../src/evaluation/drift/cusum.ts'

const SITES = 400
/** Of a lognormal D* with mean 46 and SD 11; a factor moves its logarithm by this many SD. */
const LOG_SD = 0.236
const NEVER = 500

interface Charts {
  readonly charts: number
  /** How many patients the centres were estimated from. */
  readonly anchored: number
  /** By what factor the first chart's values have moved. */
  readonly factor?: number
}

/** After how many patients the first of a site's charts alarms. */
function runLength(random: ReturnType<typeof toRandom>, { charts, anchored, factor = 1 }: Charts) {
  const limit = alarmLimit(charts, anchored)
  const shift = Math.log(factor) / LOG_SD
  const all = Array.from({ length: charts }, (_, i) => {
    const values = Array.from({ length: anchored }, () => random.normal())
    const [mean, sd] = [meanOf(values), standardDeviationOf(values)]
    const next = () => (random.normal() + (i === 0 ? shift : 0) - mean) / sd
    return { next, sums: AT_REST }
  })
  for (let patients = 1; patients < NEVER; patients += 1)
    for (const chart of all) {
      chart.sums = afterValue(chart.sums, chart.next())
      if (Math.max(chart.sums.up, chart.sums.down) >= limit) return patients
    }
  return NEVER
}

function runLengths(seed: number, charts: Charts): readonly number[] {
  const random = toRandom(seed)
  return Array.from({ length: SITES }, () => runLength(random, charts)).toSorted((a, b) => a - b)
}

const medianRunLength = (seed: number, charts: Charts) => runLengths(seed, charts)[SITES / 2] ?? NaN

describe('the charts of a platform', () => {
  test.each([
    [3, 30],
    [3, 60],
    [3, 100],
    [3, 1000],
    [1, 30],
    [1, 60],
    [2, 60],
  ])(
    'all %i together, whose centre is of %i patients, alarm falsely once in 500 at half of the sites',
    (charts, anchored) => {
      const alarmed = runLengths(29, { charts, anchored }).filter((patients) => patients < NEVER)
      expect(alarmed.length / SITES).toBeGreaterThan(0.42)
      expect(alarmed.length / SITES).toBeLessThan(0.58)
    },
  )

  test.each([
    [30, 18],
    [60, 14],
    [100, 13],
  ])('anchored on %i patients they find values of 1.3 times within %i', (anchored, within) => {
    expect(medianRunLength(30, { charts: 3, anchored, factor: 1.3 })).toBeLessThanOrEqual(within)
    expect(medianRunLength(31, { charts: 3, anchored, factor: 1 / 1.3 })).toBeLessThanOrEqual(
      within,
    )
  })

  test('a value at the centre brings both sums back to rest, and one side never fills both', () => {
    const up = afterValue(afterValue(AT_REST, 3), 3)
    expect(up).toEqual({ up: 5, down: 0 })
    expect(afterValue(up, 0)).toEqual({ up: 4.5, down: 0 })
    expect(afterValue(AT_REST, 0)).toEqual(AT_REST)
  })

  test('a limit grows with the charts, and falls with the patients behind the centre', () => {
    const limits = [30, 60, 100, 1000].map((patients) => alarmLimit(3, patients))
    expect(limits).toEqual(limits.toSorted((a, b) => b - a))
    expect(alarmLimit(3, 60)).toBeGreaterThan(alarmLimit(1, 60))
  })
})
