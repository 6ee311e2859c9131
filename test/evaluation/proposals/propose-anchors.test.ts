import { describe, expect, test } from '@jest/globals'
import { recordedRows } from '../../../src/evaluation/anchoring/recorded-patients.ts'
import { proposeAnchors } from '../../../src/evaluation/proposals/propose-anchors.ts'
import type { AssessmentRecord, GuidanceRecord } from '../../../src/records/guidance-record.ts'
import type { RecordFilter } from '../../../src/records/guidance-records.ts'
import { boardRecordOf, recordOf } from '../../support/records.ts'
import { definition } from '../monitoring/support.ts'

const model = definition.model.definition
const HOOKS = ['tace-resistance-order-select', 'tace-resistance-order-sign']
const PREDICTORS = model.terms.map(({ predictor }) => predictor)
const TODAY = '2026-11-20'

const readerOf = (records: readonly GuidanceRecord[]) => ({
  records: async function* ({ from = '', until = '9' }: RecordFilter) {
    await Promise.resolve()
    yield* records.filter(({ at }) => at >= from && at < until)
  },
})

/** The record of a patient whose predictors are all there, but for some. */
function complete(
  patient: string,
  more: Partial<AssessmentRecord> = {},
  without: readonly string[] = [],
): AssessmentRecord {
  const readings = PREDICTORS.map((predictor) =>
    without.includes(predictor)
      ? ({ predictor, state: 'missing' } as const)
      : ({ predictor, state: 'found', value: predictor === 'dStar' ? 46 : 1 } as const),
  )
  return recordOf(patient, { patient, protocolKey: 'MR 1', readings, ...more })
}

const manyOf = (count: number, prefix: string, more: Partial<AssessmentRecord> = {}) =>
  Array.from({ length: count }, (_, i) => complete(`${prefix}${String(i)}`, more))

const propose = (records: readonly GuidanceRecord[], of = model) =>
  proposeAnchors(readerOf(records), { hooks: HOOKS, model: of }, TODAY)

describe('an anchor is proposed', () => {
  test.each([
    [29, undefined],
    [30, 30],
    [59, 30],
    [60, 60],
    [99, 60],
    [100, 100],
    [140, 100],
  ])('of %i complete patients of a device at %p', async (count, level) => {
    expect(await propose(manyOf(count, 'p'))).toMatchObject([
      { platform: 'MR 1', patients: count, level, mean: 46 },
    ])
  })

  test('for each device apart, the one with the most patients first', async () => {
    const records = [...manyOf(31, 'a'), ...manyOf(62, 'b', { protocolKey: 'MR 2' })]
    expect(await propose(records)).toMatchObject([
      { platform: 'MR 2', patients: 62, level: 60 },
      { platform: 'MR 1', patients: 31, level: 30 },
    ])
  })

  test('anew only with more patients than are anchored', async () => {
    const platforms = [{ key: 'MR 1', patients: 60, mean: 46, sd: 11 }]
    const anchor = {
      kind: 'patients',
      patients: 60,
      period: { from: TODAY, to: TODAY },
      platforms,
      intercepts: [],
      signature: { name: 'A', role: 'r', on: TODAY },
      expires: '2027-11-20',
    } as const
    const anchored = { ...model, site: { anchor } }
    expect(await propose(manyOf(70, 'p'), anchored)).toMatchObject([{ level: undefined }])
    expect(await propose(manyOf(100, 'p'), anchored)).toMatchObject([{ level: 100 }])
  })

  test('of the last two years alone, and of no board or other service', async () => {
    const old = manyOf(30, 'old', { at: '2024-11-19T09:00:00.000Z' })
    const other = manyOf(30, 'other', { service: 'another-order-select' })
    expect(await propose([...old, ...other, boardRecordOf('b')])).toEqual([])
  })

  test('with how many are not complete, those without any key among them', async () => {
    const keyless = complete('k', {}, ['dStar'])
    const { protocolKey: _, ...without } = keyless
    const records = [...manyOf(30, 'p'), complete('gap', {}, ['adc']), without]
    expect(await propose(records)).toMatchObject([{ patients: 30, recorded: 32 }])
  })
})

describe('a patient counts once, at the first order', () => {
  const rowsOf = (records: readonly GuidanceRecord[]) =>
    recordedRows(readerOf(records), { hooks: HOOKS, from: '2026-01-01', to: TODAY }, PREDICTORS)

  test('by the record of it of which most is known', async () => {
    const selected = complete('p', { order: 'o' }, ['adc'])
    const signed = complete('p', { order: 'o', service: HOOKS[1]! })
    expect(await rowsOf([selected, signed])).toMatchObject([{ adc: 1, protocolKey: 'MR 1' }])
    expect(await rowsOf([signed, selected])).toMatchObject([{ adc: 1 }])
  })

  test('whatever a later order says', async () => {
    const later = complete('p', { order: 'another' })
    const [row, ...others] = await rowsOf([complete('p', { order: 'o' }, ['adc']), later])
    expect(row?.['adc']).toBeUndefined()
    expect(others).toEqual([])
  })

  test('and not at all where the model is not for the patient', async () => {
    expect(await rowsOf([recordOf('x', { readings: [] })])).toEqual([])
  })
})
