import { describe, expect, test } from '@jest/globals'
import { keyOf } from '../../../src/clinical/models/versions/versioned-model.ts'
import { normal } from '../../../src/clinical/models/versions/sequence.ts'
import {
  describeMethod,
  type SiteMeasurement,
} from '../../../src/clinical/readings/protocol-key.ts'
import { platformsOf } from '../../../src/evaluation/anchoring/anchor-platforms.ts'
import { updateSite } from '../../../src/evaluation/anchoring/update-site.ts'
import { followCharts } from '../../../src/evaluation/drift/platform-charts.ts'
import { gather, inputs, observation, ucum } from '../../support/readings.ts'
import { definition } from '../monitoring/support.ts'

const model = definition.model.definition
const METHOD = { model: 'bi-exponential', fit: 'segmented', of: 'region' } as const
const SITE: SiteMeasurement = { method: METHOD, scanners: [{ device: 'MR 1' }] }

/** What is recorded of a D* of so much as its protocol key. */
function keyFrom(more: object): string {
  const dStar = { ...observation('dStar', ucum(46, '10*-3.mm2/s')), ...more }
  const predictors = inputs.predictors.map((each) =>
    each.id === 'dStar' ? { ...each, measurement: SITE } : each,
  )
  const reading = gather([dStar], { inputs: { ...inputs, predictors } }).readings['dStar']
  return keyOf({ platform: reading?.kind === 'found' ? reading.from.platform : undefined })
}

const own = keyFrom({ device: { display: 'MR 1' } })
const STRANGE = [
  ['another method on the same scanner', { device: { display: 'MR 1' }, method: { text: 'free' } }],
  ['another method, of no device', { method: { text: 'bi-exponential, free' } }],
  ['no method, on no scanner of the site', { device: { display: 'MR 9' } }],
  ['nothing that the value says', {}],
] as const

const patient = (dStar: number, i: number) => ({
  cnlcStageIIIa: i % 2,
  nlr: 2 + (i % 5),
  capsuleIncomplete: i % 3 === 0 ? 1 : 0,
  dStar,
  adc: 1 + (i % 7) / 10,
})
const patientsOn = (platform: string, mean: number, outcome: 0 | 1 = 0) =>
  Array.from({ length: 40 }, (_, i) => ({
    platform,
    outcome,
    pseudonym: `${platform} ${String(i)}`,
    values: patient(mean + 8 * normal(3, 40)[i]!, i),
  }))

const anchor = {
  kind: 'patients',
  patients: 40,
  period: { from: '2025-01-01', to: '2026-05-31' },
  platforms: [{ key: own, patients: 40, mean: 46, sd: 11 }],
  intercepts: [],
  signature: { name: 'A', role: 'r', on: '2026-06-01' },
  expires: '2027-06-01',
} as const

describe.each(STRANGE)('a D* by %s is never mixed with those of the site', (_, more) => {
  const strange = keyFrom(more)

  test('in drift: its values move no chart of the anchored device', () => {
    const at = (n: number) => new Date(Date.UTC(2026, 5, 2) + n * 3_600_000).toISOString()
    const values = Array.from({ length: 60 }, (_each, n) => [
      { platform: strange, predictor: 'dStar', at: at(n), value: 130 },
      { platform: own, predictor: 'dStar', at: at(n), value: n % 2 === 0 ? 42 : 48 },
    ]).flat()
    const charts = followCharts({ ...model, site: { anchor } }, { values, alarms: [], reviews: [] })
    expect(charts).toMatchObject([{ platform: own, patients: 60, alarm: undefined }])
  })

  test('in anchoring: each key has a centre of its own', () => {
    const all = [...patientsOn(own, 46), ...patientsOn(strange, 66)]
    const apart = [46, 66].map((mean, i) =>
      platformsOf(model, patientsOn([own, strange][i]!, mean)),
    )
    expect(platformsOf(model, all)).toEqual(apart.flat())
  })

  test('in recalibration: its patients are refused, and nothing is written', () => {
    const patients = [...patientsOn(own, 46), ...patientsOn(strange, 66, 1)]
    const table = { patients, period: anchor.period, evidence: 'sha256:0' }
    const { signature, expires } = anchor
    const said = { definition: { name: 'mRECIST', horizonDays: 180 }, signature, expires }
    expect(() => updateSite(model, anchor, table, said)).toThrow(
      `${strange} is no device and method of the anchor`,
    )
  })
})

test('what the site says of its scanner is the method of its values that name none', () => {
  expect(own).toBe(`MR 1; ${describeMethod(METHOD)!}`)
})
