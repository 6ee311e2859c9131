import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { inverseLogit, type PredictorValues } from '../../../src/clinical/models/definition.ts'
import { expiringSteps } from '../../../src/clinical/models/site-evidence.ts'
import { toRiskModel } from '../../../src/clinical/models/estimate.ts'
import { calibratedSite } from '../../support/site-evidence.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'

const catalog = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const model = catalog.definitions[0]!.model
const { definition } = model

interface ReferenceCase {
  readonly name: string
  readonly values: PredictorValues
  readonly linearPredictor: number
  readonly predictedRisk: number
}
const { cases } = readRepositoryJson(
  'cds-services/models/tace-resistance/reference-cases.json',
) as {
  readonly cases: readonly ReferenceCase[]
}

const values = fc.record({
  cnlcStageIIIa: fc.constantFrom(0, 1),
  nlr: fc.double({ min: 0.1, max: 50, noNaN: true }),
  capsuleIncomplete: fc.constantFrom(0, 1),
  dStar: fc.double({ min: 3, max: 300, noNaN: true }),
  adc: fc.double({ min: 0.3, max: 3.5, noNaN: true }),
})

describe('reference cases, computed independently from the published odds ratios', () => {
  test.each([...cases])('$name', ({ values: known, linearPredictor, predictedRisk }) => {
    const estimate = model.estimate(known)
    expect(estimate.linearPredictor).toBeCloseTo(linearPredictor, 8)
    expect(inverseLogit(estimate.linearPredictor)).toBeCloseTo(predictedRisk, 8)
  })
})

describe('laws of the estimate', () => {
  test('risk and range are probabilities, and the shares of the categories are all versions', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { predictedRisk, range, shares } = model.estimate(known)
        expect(range.low).toBeGreaterThanOrEqual(0)
        expect(range.low).toBeLessThanOrEqual(range.high)
        expect(range.high).toBeLessThanOrEqual(1)
        expect(predictedRisk).toBeGreaterThan(0)
        expect(predictedRisk).toBeLessThanOrEqual(1)
        expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      }),
    )
  })

  test('contributions and intercept add up to the linear predictor', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { contributions, linearPredictor } = model.estimate(known)
        const sum = contributions.reduce((total, contribution) => total + contribution.logOdds, 0)
        expect(sum + definition.intercept.value).toBeCloseTo(linearPredictor, 9)
      }),
    )
  })

  test('the risk rises with every predictor but ADC, with which it falls', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...definition.terms), (known, { predictor }) => {
        const more = { ...known, [predictor]: known[predictor as keyof typeof known] + 0.01 }
        const change = model.estimate(more).linearPredictor - model.estimate(known).linearPredictor
        expect(Math.sign(change)).toBe(predictor === 'adc' ? -1 : 1)
      }),
    )
  })

  test('a category is given only where 95 % of the versions agree on it', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { category, shares } = model.estimate(known)
        expect(shares[category ?? ''] ?? 1).toBeGreaterThanOrEqual(0.95)
      }),
    )
  })

  test('nothing is firm by a value that lies outside of what the study can have seen', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { outside, category, below, atLeast } = model.estimate(known)
        const limits: Readonly<Record<string, readonly [number, number]>> = {
          nlr: [-Infinity, 7.2],
          dStar: [13, 79],
          adc: [0.61, 1.75],
        }
        const clamped = Object.fromEntries(
          Object.entries(known).map(([id, value]) => {
            const [least, most] = limits[id] ?? [-Infinity, Infinity]
            return [id, Math.min(most, Math.max(least, value))]
          }),
        )
        const inside = model.estimate(clamped)
        expect(outside.length > 0).toBe(
          Object.entries(clamped).some(([id, value]) => value !== known[id as keyof typeof known]),
        )
        if (category !== undefined) expect(inside.category).toBe(category)
        if (below !== undefined) expect(inside.below).toBeLessThanOrEqual(below)
        if (atLeast !== undefined) expect(inside.atLeast).toBeGreaterThanOrEqual(atLeast)
      }),
    )
  })

  test('the bounds over a set hold both of its ends, and firm is only what is so at both', () => {
    fc.assert(
      fc.property(values, (known) => {
        const { dStar: _dStar, ...others } = known
        const { range, category } = model.bounds(others, { dStar: [24, 68] })
        const ends = [24, 68].map((dStar) => model.estimate({ ...known, dStar }))
        expect(range.low).toBe(Math.min(...ends.map((end) => end.range.low)))
        expect(range.high).toBe(Math.max(...ends.map((end) => end.range.high)))
        if (category !== undefined)
          expect(ends.map((end) => end.category)).toEqual([category, category])
      }),
    )
  })

  test('the bounds over an interval of any input hold the range of every point in it', () => {
    const LIMITS = { nlr: [0.1, 50], dStar: [3, 300], adc: [0.3, 3.5] } as const
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const shares = fc.tuple(share, share, share).map((all) => all.toSorted((a, b) => a - b))
    const input = fc.constantFrom('nlr', 'dStar', 'adc')
    fc.assert(
      fc.property(values, input, shares, (known, id, [from = 0, at = 0, to = 0]) => {
        const [least, most] = LIMITS[id]
        const [low, point, high] = [from, at, to].map((part) => least + part * (most - least))
        const { [id]: _left, ...others } = known
        const { range } = model.bounds(others, { [id]: [low!, high!] })
        const inside = model.estimate({ ...known, [id]: point! }).range
        expect(inside.low).toBeGreaterThanOrEqual(range.low - 1e-12)
        expect(inside.high).toBeLessThanOrEqual(range.high + 1e-12)
      }),
    )
  })

  test('a missing or non-finite predictor is never a number', () => {
    const [{ values: known }] = cases as [ReferenceCase]
    const { adc: _adc, ...others } = known
    expect(() => model.estimate(others)).toThrow('adc')
    expect(() => model.estimate({ ...known, nlr: NaN })).toThrow('nlr')
  })

  test('the odds of the reference patient are those of nobody else', () => {
    const [reference] = cases.filter(({ name }) => name === 'reference patient')
    expect(model.estimate(reference?.values ?? {}).oddsRatio).toBeCloseTo(1, 9)
  })
})

describe('a model of which no doubt is documented', () => {
  test('is its own only version: the published risk, and the category that it lies in', () => {
    const published = toRiskModel({ ...definition, versions: undefined })
    for (const { values: known, predictedRisk } of cases) {
      const { range, predictedRisk: risk } = published.estimate(known)
      expect(risk).toBeCloseTo(predictedRisk, 8)
      expect(range).toEqual({ low: risk, high: risk })
    }
  })
})

describe('a model at a site', () => {
  const { versions, versionIntercepts = [] } = definition
  const signature = { name: 'A. Synthetic', role: 'radiologist', on: '2026-01-10' }
  const platforms = [
    { key: 'scanner A', patients: 60, mean: 46, sd: 11 },
    { key: 'scanner B', patients: 40, mean: 73.6, sd: 17.6 },
  ]
  const anchor = {
    kind: 'patients',
    patients: 100,
    period: { from: '2024-01-01', to: '2025-12-31' },
    platforms,
    intercepts: versionIntercepts,
    risks: [0.1, 0.2, 0.3, 0.4],
    signature,
    expires: '2027-01-10',
  } as const
  const site = toRiskModel({ ...definition, calibration: 'site-anchored', site: { anchor } })
  const known = { cnlcStageIIIa: 0, nlr: 2.4, capsuleIncomplete: 0, dStar: 50, adc: 1.18 }
  const at = { day: '2026-06-01', platform: 'scanner A' }

  test('falls back to nothing known from the day on which the anchor expires, and says why', () => {
    expect(site.estimate(known, at)).toMatchObject({ state: 'site-anchored', fallbacks: [] })
    const expired = site.estimate(known, { ...at, day: '2027-01-10' })
    expect(expired).toMatchObject({ state: 'provisional', fallbacks: ['anchor-expired'] })
    expect(expired.rank).toBeUndefined()
    expect(expired.range).toEqual(model.estimate(known).range)
  })

  test.each([
    ['a platform that was not anchored', { platform: 'scanner C' }, 'platform-unknown'],
    ['no platform at all', { platform: undefined }, 'platform-unknown'],
    ['a platform that has moved', { moved: new Set(['scanner A']) }, 'platform-moved'],
    ['a platform of which it cannot be read', { moved: 'unread' }, 'platform-unchecked'],
  ] as const)(
    'takes the centre as unknown on %s: a wider range, with its reason',
    (_, other, why) => {
      const own = site.estimate(known, at)
      const told = site.estimate(known, { ...at, ...other })
      expect(told.fallbacks).toEqual([why])
      expect(told.range.high - told.range.low).toBeGreaterThan(own.range.high - own.range.low)
      expect(told.rank).toBeUndefined()
    },
  )

  test('values that name no platform are of one key for each system, or of one that was signed for', () => {
    const fallbacksAt = (key: string, circumstances: object) => {
      const own = { ...anchor, platforms: [{ key, patients: 60, mean: 46, sd: 11 }] }
      const told = toRiskModel({
        ...definition,
        calibration: 'site-anchored',
        site: { anchor: own },
      })
      return told.estimate(known, { day: at.day, ...circumstances }).fallbacks
    }
    expect(fallbacksAt('not stated (his)', { source: 'his' })).toEqual([])
    expect(fallbacksAt('not stated (his)', { source: 'ris' })).toEqual(['platform-unknown'])
    expect(fallbacksAt('not stated (his)', {})).toEqual(['platform-unknown'])
    expect(fallbacksAt('not stated', { source: 'ris' })).toEqual([])
    expect(fallbacksAt('not stated', { source: 'ris', platform: 'scanner A' })).toEqual([
      'platform-unknown',
    ])
  })

  test.each([
    ['2026-11-10', []],
    ['2026-11-11', [{ step: 'anchor', expires: '2027-01-10', isPast: false }]],
    ['2027-01-09', [{ step: 'anchor', expires: '2027-01-10', isPast: false }]],
    ['2027-01-10', [{ step: 'anchor', expires: '2027-01-10', isPast: true }]],
  ])('somebody is told 60 days before a step expires, as on %s', (day, told) => {
    expect(expiringSteps({ anchor }, day)).toEqual(told)
    const { update } = calibratedSite(definition)
    // An anchor is not needed while an update holds.
    expect(expiringSteps({ anchor, update }, day)).toEqual([])
  })

  test('a value is as far from the centre of its own platform as its own spread says', () => {
    const far = { ...known, dStar: 46 + 3.1 * 11 }
    expect(site.outside(far, at)).toEqual(['dStar'])
    expect(site.outside(far, { ...at, platform: 'scanner B' })).toEqual([])
    expect(site.usualRange('dStar', { ...at, platform: 'scanner B' })[0]).toBeCloseTo(39.1, 1)
  })

  test('ranks a patient among its own', () => {
    const { rank, predictedRisk } = site.estimate(known, at)
    expect(rank).toEqual({
      lower: anchor.risks.filter((risk) => risk < predictedRisk).length,
      of: 4,
    })
  })

  test('the rank of a patient grows with the risk', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const [a, b] = [one, other].map((each) => site.estimate(each, at))
        const [lower, higher] = a!.predictedRisk <= b!.predictedRisk ? [a, b] : [b, a]
        expect(lower!.rank!.lower).toBeLessThanOrEqual(higher!.rank!.lower)
      }),
    )
  })

  test('an update outlives its anchor, a validation does not outlive its update', () => {
    const { update, validation } = calibratedSite(definition)
    const calibrated = toRiskModel({
      ...definition,
      calibration: 'outcome-calibrated',
      site: { anchor, update, validation },
    })
    const stateOn = (day: string) => calibrated.estimate(known, { ...at, day }).state
    expect(['2026-06-01', '2027-06-01', '2028-06-01'].map(stateOn)).toEqual([
      'outcome-calibrated',
      'outcome-calibrated',
      'provisional',
    ])
    expect(versions?.count).toBe(versionIntercepts.length)
  })
})
