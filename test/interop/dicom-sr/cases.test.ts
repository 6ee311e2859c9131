import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { repositoryPath } from '../../support/paths.ts'
import { importBytes, observationsOf, reasonsOf, refusalsOf } from './support.ts'

const FOLDER = repositoryPath('fixtures/cases/sr')

interface Right {
  /** What is taken, in 10-3 mm2/s. */
  readonly taken: Readonly<Record<string, number>>
  /** Why the others are not, in their order. */
  readonly passedOver: readonly string[]
  readonly status: string
  readonly time: string
}

const BOTH = { '113041': 1.1, '113292': 45 }
const D_STAR = { '113292': 45 }

const right = (
  taken: Right['taken'] = BOTH,
  passedOver: readonly string[] = [],
  more: Partial<Right> = {},
): Right => ({ taken, passedOver, status: 'final', time: '2026-11-20T10:15:00+08:00', ...more })

const nothing = (why: string) => right({}, [why, why])

const RIGHT: Readonly<Record<string, Right | string>> = {
  '14-sr-right-lobe': right({ '113041': 1.05 }, [], { time: '2026-11-08T10:15:00+08:00' }),
  'A01-3dsr-tid1501': right(),
  'A05-volumetric-seg': right(),
  'A07-all-statistics': right(
    {
      ...BOTH,
      'adc-median': 1.05,
      'adc-minimum': 0.7,
      'adc-maximum': 1.9,
      'adc-standard-deviation': 0.21,
    },
    ['other-statistic'],
  ),
  'A12-srt-hcc': right(),
  'A15-oncology-title': right(),
  'A19-private-code-with-equivalent': right(),
  'B02-finding-primary_now': right(),
  'B03-finding-haemangioma': nothing('not-a-lesion'),
  'B04-site-segVI': right(),
  'B05-site-liver-and-segment': right(),
  'B08-lesion-but-diagnosis-haemangioma': nothing('said-otherwise'),
  'B10-category-cyst': nothing('said-otherwise'),
  'B11-region-reference': nothing('said-otherwise'),
  'B13-finding-denied-by-modifier': nothing('unknown-modifier'),
  'C01-09-ds': right(D_STAR, ['no-decimal']),
  'C01-10-ds': right(D_STAR, ['no-decimal']),
  'C02-dstar-comma': right({ '113041': 1.1 }, ['no-decimal']),
  'C05-qualifier-failure-with-value': right(D_STAR, ['qualified']),
  'C06-qualifier-out-of-range-with-value': right(D_STAR, ['qualified']),
  'C09-fp-contradicts': right(D_STAR, ['forms-contradict']),
  'C10-fp-nan': right(D_STAR, ['not-finite']),
  'D13-private-un-undefined-length': right(),
  'D16-gb18030': right(),
  'D18-iso2022-58': right(),
  'D32-empty-item': right(),
  'E01-unverified': right(BOTH, [], { status: 'preliminary' }),
  'E08-prior-group-pertinent-evidence': right(BOTH, ['other-images', 'other-images']),
  'E09-only-prior-measured': nothing('other-images'),
  'E10-observation-datetime-old': right(BOTH, [], { time: '2025-03-01T10:15:00+08:00' }),
  'E11-two-time-points': right(BOTH, [
    'other-quantity',
    'other-time-point',
    'other-time-point',
    'other-quantity',
  ]),
  'G02-only-name-iso2022': right(),
  'G03-no-meta-group-length': right(),
  'H01-study-uid-leading-zero': 'no-uid',
  'H03-own-tracking-uid': nothing('other-tracking'),
  'H05-language-in-group': right(),
  'Q01-dcmqi': right(BOTH, [], { time: '2026-11-20' }),
  'Q05-dcmqi-qualitative': nothing('said-otherwise'),
}

/** What an Observation measures, in 10-3 mm2/s. */
function valueOf(observation: FhirResource): readonly [string, number] {
  const { code, valueQuantity } = observation as unknown as {
    readonly code: { readonly coding: readonly { readonly code: string }[] }
    readonly valueQuantity: { readonly value: number; readonly code: string }
  }
  const factor = valueQuantity.code === 'um2/ms' ? 1 : 1000
  return [code.coding[0]?.code ?? '', valueQuantity.value / factor]
}

const read = (name: string) => importBytes([readFileSync(join(FOLDER, `${name}.dcm`))])

describe('reports that other software wrote', () => {
  test('all have a right answer', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.dcm'))
    expect(files).toEqual(Object.keys(RIGHT).map((name) => `${name}.dcm`))
  })

  test.each(Object.entries(RIGHT))('%s', async (name, expected) => {
    const imported = await read(name)
    if (typeof expected === 'string') {
      expect(refusalsOf(imported)).toEqual([expected])
      return
    }
    const observations = observationsOf(imported)
    expect(Object.fromEntries(observations.map(valueOf))).toEqual(expected.taken)
    expect(reasonsOf(imported)).toEqual(expected.passedOver)
    for (const { status, effectiveDateTime } of observations)
      expect([status, effectiveDateTime]).toEqual([expected.status, expected.time])
  })
})
