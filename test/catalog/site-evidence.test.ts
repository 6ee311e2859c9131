import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { loadRiskModelFile } from '../../src/catalog/load-risk-model.ts'
import { repositoryPath } from '../support/paths.ts'
import { calibratedSite } from '../support/site-evidence.ts'

const folder = mkdtempSync(join(tmpdir(), 'evidence-'))
afterAll(() => rmSync(folder, { recursive: true }))

const shipped = loadRiskModelFile(
  repositoryPath('cds-services/models/tace-resistance/risk-model.json'),
)
const calibrated = {
  ...shipped,
  calibration: 'outcome-calibrated' as const,
  site: calibratedSite(shipped),
}

type Json = { [member: string]: Json } & Json[]

/** The calibrated model with one member of its evidence changed. */
function withMember(path: string, value: unknown) {
  const model = structuredClone(calibrated) as unknown as Json
  const members = path.split('.')
  const last = members.pop() ?? ''
  const holder = members.reduce((at, member) => at[member]!, model['site']!)
  holder[last] = value as Json
  return model
}

function load(model: unknown) {
  const path = join(folder, 'model.json')
  writeFileSync(path, JSON.stringify(model))
  return loadRiskModelFile(path)
}

const { update, validation } = calibrated.site
const size = shipped.terms.length + 1
const zero = Array.from({ length: size }, () => new Array<number>(size).fill(0))
const A_FIGURE = { value: 1, low: 0.9, high: 1.1 }

describe('a file says no more of a site than its evidence bears out', () => {
  test('and is taken when it does', () => {
    expect(load(calibrated).calibration).toBe('outcome-calibrated')
  })

  test.each([
    ['an update with 9 events', 'update.events', 9, /update needs 10 with and 10 without/],
    ['one with 251 of 260 events', 'update.events', 251, /update needs 10 with and 10 without/],
    ['99 events in it', 'update.events', 99, /calibrated needs 100 with and 100 without/],
    ['99 without in it', 'update.events', 161, /calibrated needs 100 with and 100 without/],
    ['a sum off by 1e-5', 'update.expectedEvents', 106.01, /expects 106\.0100 events where 106/],
    ['a patient not listed', 'update.patientHashes', [], /counted twice, or not listed/],
    [
      'a patient listed twice',
      'update.patientHashes',
      update!.patientHashes.with(1, update!.patientHashes[0]!),
      /counted twice, or not listed/,
    ],
    ['a posterior of another model', 'update.posterior.mean', [1, 2], /not of this model/],
    ['a covariance of zeros', 'update.posterior.covariance', zero, /not positive definite/],
    ['a scanner that was not anchored', 'update.platforms', ['other'], /other was not anchored/],
    ['no definition', 'update.definition', undefined, /definition/],
    [
      'an update that ends before it begins',
      'update.period',
      { from: '2025-06-01', to: '2024-06-01' },
      /update\.period: the period ends before it begins/,
    ],
    ['an anchor of days to come', 'anchor.period.to', '2026-06-02', /ends after 2026-06-01/],
    ['an update of days to come', 'update.period.to', '2026-06-02', /ends after 2026-06-01/],
    ['a validation of days to come', 'validation.period.to', '2026-06-02', /ends after 2026-06-01/],
    ['an anchor that holds longer', 'anchor.expires', '2027-06-02', /2027-06-01 at the latest/],
    ['an update that holds longer', 'update.expires', '2028-06-02', /2028-06-01 at the latest/],
    ['a check that holds longer', 'validation.expires', '2099-01-01', /2028-06-01 at the latest/],
    ['a check that never held', 'validation.expires', '2026-06-01', /expires on 2026-06-01/],
    ['a signature without a name', 'anchor.signature.name', ' ', /signature\.name/],
    ['a signature without a role', 'update.signature.role', '', /signature\.role/],
    ['a second one without a name', 'validation.signatures.1.name', ' ', /signatures\[1\]\.name/],
    ['no horizon', 'update.definition.horizonDays', 0, /horizonDays/],
    ['99 events in the validation', 'validation.events', 99, /in the validation 99 of 250/],
    [
      'a patient in both',
      'validation.patientHashes',
      validation!.patientHashes.with(0, update!.patientHashes[0]!),
      /1 patients of the validation are in the update too/,
    ],
    [
      'patients of the same time and scanner',
      'validation.period',
      update!.period,
      /neither later .* nor of another device/,
    ],
    ['O:E of 0.89', 'validation.observedToExpected.value', 0.89, /observed : expected is 0\.89/],
    ['O:E of 1.11', 'validation.observedToExpected.value', 1.11, /observed : expected is 1\.11/],
    ['O:E from 0.74', 'validation.observedToExpected.low', 0.74, /within 0\.75 and 1\.33/],
    ['O:E to 1.34', 'validation.observedToExpected.high', 1.34, /within 0\.75 and 1\.33/],
    ['a slope of 0.79', 'validation.calibrationSlope.value', 0.79, /slope is 0\.79/],
    ['a slope that is not 1', 'validation.calibrationSlope.high', 0.99, /interval hold 1/],
    ['an ICI of 5.1 %', 'validation.ici', 0.051, /5\.1 % from the calibration curve/],
    ['a c-statistic from 0.6', 'validation.cStatistic.low', 0.6, /must lie above 0\.6/],
    ['89 % followed', 'validation.followedUp', 0.89, /89 % of those/],
    [
      'two signatures of one person',
      'validation.signatures',
      [update!.signature, { ...update!.signature, name: ' a. SYNTHETIC ' }],
      /both signatures are of one person/,
    ],
    ['one signature', 'validation.signatures', [update!.signature], /signatures/],
    [
      'internal-external checks on 260 patients',
      'validation.how',
      'internal-external',
      /needs 200 with and 200 without/,
    ],
    ['a validation without its update', 'update', undefined, /holds no evidence of that/],
    ['an O:E without its interval', 'validation.observedToExpected', { value: 1 }, /low/],
    ['a digest that is none', 'update.evidence', 'sha256:1', /evidence/],
  ])('%s is refused', (_, path, value, message) => {
    expect(() => load(withMember(path, value))).toThrow(message)
  })

  test.each([0.5, 0.75, 0.9, 1, 1.1, 1.33, 2])('every figure is asked for itself: O:E %d', (at) => {
    const isGood = at >= 0.9 && at <= 1.1
    const model = withMember('validation.observedToExpected', { ...A_FIGURE, value: at })
    if (isGood) expect(load(model).calibration).toBe('outcome-calibrated')
    else expect(() => load(model)).toThrow(/observed : expected/)
  })

  test('an anchor alone is of the last 24 months; one on which outcomes rest may be older', () => {
    const { anchor } = calibrated.site
    const since = (from: string) => ({
      ...shipped,
      calibration: 'site-anchored' as const,
      site: { anchor: { ...anchor, period: { ...anchor.period, from } } },
    })
    expect(load(since('2024-06-01')).calibration).toBe('site-anchored')
    expect(() => load(since('2024-05-31'))).toThrow(/begins before 2024-06-01/)
    expect(load(withMember('anchor.period.from', '2020-01-01')).calibration).toBe(
      'outcome-calibrated',
    )
  })

  test.each(['site-anchored', 'outcome-updated', 'provisional'] as const)(
    'a label of less than the evidence, %s, is no label either',
    (calibration) => {
      expect(() => load({ ...calibrated, calibration })).toThrow(/holds no evidence of that/)
    },
  )
})
