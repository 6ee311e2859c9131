import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { anchorIntercepts } from '../../../src/evaluation/anchoring/anchor-intercepts.ts'
import { priorOf, updateWithOutcomes } from '../../../src/evaluation/anchoring/outcome-update.ts'
import { risksOf, type Ensemble } from '../../../src/clinical/models/versions/ensemble.ts'
import { agreementOf } from '../../../src/clinical/models/versions/statement.ts'
import {
  anchoredEnsemble,
  platformEnsemble,
  provisionalEnsemble,
  updatedEnsemble,
} from '../../../src/clinical/models/versions/state-ensembles.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import { CATEGORIES, MODEL, populationOf, type SiteFigures } from '../../support/states/model.ts'

interface Example {
  readonly id: string
  readonly state: 0 | 1 | 2 | '0d' | 'refused'
  readonly patient: Readonly<Record<string, number>>
  readonly gamma: number
  readonly risk: number
  readonly range90: readonly [number, number]
  readonly shareBelow02: number
  readonly share02to05: number
  readonly shareFrom05: number
  readonly firm: string | null
  readonly below05Firm: boolean
  readonly atLeast02Firm: boolean
  readonly site: SiteFigures
  readonly share: { readonly kind: string; readonly events: number; readonly patients: number }
  readonly dStarOfSite: { readonly mean: number; readonly sd: number; readonly n: number }
}

interface Reference {
  readonly checks: {
    readonly prior: { readonly meanTheta: readonly number[] }
    readonly posteriorMap: readonly number[]
    readonly posteriorSd: readonly number[]
    readonly interceptC: readonly number[]
  }
  readonly examples: readonly Example[]
}

const { examples, checks } = readRepositoryJson(
  'test/evaluation/anchoring/reference/examples.json',
) as Reference

const patients = readFileSync(repositoryPath('fixtures/cohorts/anchoring-state2.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [cnlcStageIIIa = 0, nlr = 0, capsuleIncomplete = 0, dStar = 0, adc = 0, outcome] = line
      .split(',')
      .map(Number)
    return {
      values: { cnlcStageIIIa, nlr, capsuleIncomplete, dStar, adc },
      platform: 'p',
      outcome: outcome === 1 ? (1 as const) : (0 as const),
    }
  })

const anchored = new Map<string, Float64Array>()

/** The intercepts of a site, solved once for all examples about it. */
function interceptsOf({ site, share }: Example): Float64Array {
  const key = JSON.stringify([site, share])
  const known = anchored.get(key)
  if (known !== undefined) return known
  const counted = share.kind === 'count' ? share : undefined
  const population = { kind: 'population', ...populationOf(site) } as const
  const solved = anchorIntercepts(MODEL, population, counted)
  anchored.set(key, solved)
  return solved
}

const documented = anchorIntercepts(MODEL, { kind: 'documented' })

function ensembleOf(example: Example): Ensemble {
  const { state, site } = example
  if (state === 0) return provisionalEnsemble(MODEL, documented)
  if (state === '0d') {
    const { mean, sd, n } = example.dStarOfSite
    const platform = { mean, sd, patients: n }
    const intercepts = anchorIntercepts(MODEL, { kind: 'platform', platform })
    return platformEnsemble(MODEL, intercepts, platform)
  }
  const platform = { mean: site.dm, sd: site.ds, patients: site.n }
  const intercepts = interceptsOf(example)
  const own = { kind: 'anchored', platform } as const
  if (state !== 2) return anchoredEnsemble(MODEL, intercepts, own)
  const posterior = updateWithOutcomes(
    MODEL,
    { intercepts, platforms: [{ key: 'p', ...platform }] },
    patients,
  )
  return updatedEnsemble(MODEL, posterior, own, platform)
}

describe('the worked examples of the reference implementation, to 1e-6', () => {
  test.each(examples.map((example) => [example.id, example] as const))('%s', (_id, example) => {
    const risks = risksOf(ensembleOf(example), example.patient)
    const { risk, range, shares, category, below, atLeast } = agreementOf(
      risks,
      CATEGORIES,
      example.gamma,
    )
    expect(risk).toBeCloseTo(example.risk, 6)
    expect(range.low).toBeCloseTo(example.range90[0], 6)
    expect(range.high).toBeCloseTo(example.range90[1], 6)
    expect(shares['low']).toBeCloseTo(example.shareBelow02, 6)
    expect(shares['intermediate']).toBeCloseTo(example.share02to05, 6)
    expect(shares['high']).toBeCloseTo(example.shareFrom05, 6)
    expect(category ?? null).toBe(example.firm)
    expect(below !== undefined && below <= 0.5).toBe(example.below05Firm)
    expect(atLeast !== undefined && atLeast >= 0.2).toBe(example.atLeast02Firm)
  })

  test('19 of them', () => {
    expect(examples).toHaveLength(19)
  })

  test('intercepts, prior and posterior', () => {
    const example = examples.find(({ id }) => id === 'f1')
    if (example === undefined) throw new TypeError('no example f1')
    const intercepts = interceptsOf(example)
    checks.interceptC.forEach((value, m) => {
      expect(intercepts[m]).toBeCloseTo(value, 8)
    })
    const { dm: mean, ds: sd, n } = example.site
    const site = { intercepts, platforms: [{ key: 'p', mean, sd, patients: n }] }
    const prior = priorOf(MODEL, site)
    const posterior = updateWithOutcomes(MODEL, site, patients)
    checks.prior.meanTheta.forEach((value, i) => {
      expect(prior.mean[i]).toBeCloseTo(value, 8)
    })
    checks.posteriorMap.forEach((value, i) => {
      expect(posterior.mean[i]).toBeCloseTo(value, 8)
      expect(Math.sqrt(posterior.covariance[i]?.[i] ?? 0)).toBeCloseTo(
        checks.posteriorSd[i] ?? NaN,
        8,
      )
    })
  })
})
