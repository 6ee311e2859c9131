import { describe, expect, test } from '@jest/globals'
import type { TableRow } from '../../../src/base/formats/table/table.ts'
import { NO_MAP, type TableMap, withColumns } from '../../../src/base/formats/table/table-map.ts'
import type { DataDictionary, WordMeaning } from '../../../src/evaluation/cohort/data-dictionary.ts'
import { readCohort } from '../../../src/evaluation/cohort/read-cohort.ts'
import { NO_HORIZON } from '../../../src/evaluation/outcomes/outcome-in-time.ts'
import { fc } from '../../support/property.ts'
import { tableOf } from '../../support/tables.ts'

const CAPSULE: Readonly<Record<string, WordMeaning>> = {
  incomplete: { kind: 'value', value: 1 },
  complete: { kind: 'value', value: 0 },
  no: { kind: 'unusable' },
  gone: { kind: 'excludes' },
}

const DICTIONARY: DataDictionary = {
  variables: [
    { name: 'stage', isBinary: true },
    {
      name: 'adc',
      labels: ['表观扩散系数'],
      isBinary: false,
      unit: '10*-3.mm2/s',
      acceptance: [0.3, 3.5],
    },
  ],
  hasOutcome: true,
  subgroups: ['scanner'],
}

const WITH_CAPSULE: DataDictionary = {
  ...DICTIONARY,
  variables: [{ name: 'capsule', isBinary: true, meaningOf: (word) => CAPSULE[word] }],
  subgroups: [],
}

const read = (rows: readonly TableRow[], dictionary = DICTIONARY, map: Partial<TableMap> = {}) =>
  readCohort(tableOf(rows), dictionary, { ...NO_MAP, ...map })

const patient = (change: TableRow = {}): TableRow => ({
  stage: '1',
  adc: '1.2',
  scanner: '3T',
  outcome: '0',
  ...change,
})

const plain = { yes: [], no: [], missing: [] }

describe('a table', () => {
  test('becomes one column per variable, with labels for subgroups', async () => {
    const { cohort } = await read([patient(), patient({ stage: 0, outcome: 1, scanner: ' ' })])
    expect(cohort).toEqual({
      patients: 2,
      outcome: Float64Array.of(0, 1),
      columns: { stage: Float64Array.of(1, 0), adc: Float64Array.of(1.2, 1.2) },
      labels: { scanner: ['3T', '(missing)'] },
    })
  })

  test('keeps complete patients only, and reports every missing value by its column', async () => {
    const rows = [patient(), patient({ adc: '', stage: 'NA' }), patient({ outcome: '' })]
    const { cohort, flow, leftOut, incomplete } = await read(rows)
    expect(cohort.patients).toBe(1)
    expect(flow).toMatchObject({ rows: 3, analysed: 1, incomplete: 2, refused: 0, unused: [] })
    expect(flow.columns.map(({ column, missing }) => `${column} ${String(missing)}`)).toEqual([
      'stage 1',
      'adc 1',
      'outcome 1',
    ])
    expect(leftOut).toEqual([
      { row: 3, column: 'stage', why: 'missing' },
      { row: 4, column: 'outcome', why: 'missing' },
    ])
    expect(incomplete['adc']).toEqual(Float64Array.of(1.2))
  })

  test('a value outside the limits of acceptance is not believed, and told', async () => {
    const { cohort, flow, leftOut } = await read([patient(), patient(), patient({ adc: 1200 })])
    expect(cohort.patients).toBe(2)
    expect(flow.columns[1]).toMatchObject({ column: 'adc', missing: 0, notAccepted: 1 })
    expect(leftOut).toEqual([{ row: 4, column: 'adc', why: 'outside 0.3 to 3.5 10*-3.mm2/s' }])
  })

  test('a code for a missing value is shown by the limits', async () => {
    const codes = [patient({ adc: -99 }), patient({ adc: '-99' }), patient({ adc: 999 })]
    const { flow } = await read([patient(), patient(), patient(), patient(), ...codes])
    expect(flow.columns[1]?.repeated).toEqual({ '-99': 2 })
  })

  test('a longer number is never shown: it may be the number of a patient', async () => {
    const strange = [patient({ adc: 4711001 }), patient({ adc: 4711001 })]
    const { flow } = await read([patient(), patient(), patient(), ...strange])
    expect(flow.columns[1]).toMatchObject({ notAccepted: 2, repeated: {} })
  })

  describe.each([
    ['a negative code among positive values', [-99, 120, 200, 180], '-99'],
    ['nines far above all else', [999, 999, 120, 200, 180], '999'],
  ])('where there are no limits, %s', (_, platelets, code) => {
    const dictionary = { ...DICTIONARY, variables: [{ name: 'platelets', isBinary: false }] }
    const rows = platelets.map((value) => patient({ platelets: value }))

    test('stops the study', async () => {
      await expect(read(rows, dictionary)).rejects.toThrow(`platelets: ${code} in`)
    })

    test('is missing or a value as the map says', async () => {
      const missing = await read(rows, dictionary, { missing: [Number(code)] })
      expect(missing.cohort.patients).toBe(3)
      const values = await read(rows, dictionary, { missing: [NaN] })
      expect(values.cohort.patients).toBe(rows.length)
    })
  })

  test('a column in another unit is refused, with the unit that is expected', async () => {
    const rows = [patient({ adc: 1200 }), patient({ adc: 1100 }), patient()]
    await expect(read(rows)).rejects.toThrow(
      /adc lie outside 0.3 to 3.5: is its unit 10\*-3.mm2\/s/,
    )
  })

  test('a unit that the map states is converted; one of another dimension is refused', async () => {
    const rows = [patient({ adc: 1200 }), patient({ adc: 1100 })]
    const inUnit = (unit: string) =>
      read(rows, DICTIONARY, { columns: { adc: { ...plain, unit } } })
    expect((await inUnit('um2/s')).cohort.columns['adc']).toEqual(Float64Array.of(1.2, 1.1))
    await expect(inUnit('mmol/L')).rejects.toThrow(/mmol\/L cannot be turned/)
  })

  test('columns that nothing uses are named', async () => {
    const { flow } = await read([patient({ name: 'secret', age: 60 })])
    expect(flow.unused).toEqual(['name', 'age'])
  })

  test('a column is found by another way to write its name, or as it is named', async () => {
    const { stage, adc, ...rest } = patient()
    const others = [
      { Stage: stage, 'ADC (10-3 mm2/s)': adc, ...rest },
      { STAGE: stage, 表观扩散系数: adc, ...rest },
    ]
    for (const row of others) expect((await read([row])).cohort.columns['adc']?.[0]).toBe(1.2)
    const columns = { adc: { ...plain, column: 'Diffusion' } }
    const named = await read([{ stage, Diffusion: adc, ...rest }], DICTIONARY, { columns })
    expect(named.cohort.columns['adc']?.[0]).toBe(1.2)
    await expect(read([{ stage, ADC: adc, 'adc (2)': adc, ...rest }])).rejects.toThrow(
      /"ADC" and "adc \(2\)" may both be adc/,
    )
  })

  test('the lines of JSON may lack what is missing, the first one too', async () => {
    const { stage, outcome, scanner } = patient()
    const { cohort, flow } = await read([{ stage, outcome, scanner }, patient(), { adc: 1 }])
    expect([cohort.patients, flow.incomplete]).toEqual([1, 2])
  })

  test('a decimal comma is told by the whole table', async () => {
    const rows = [patient({ adc: '1,234' }), patient({ adc: '0,95' })]
    expect((await read(rows)).cohort.columns['adc']).toEqual(Float64Array.of(1.234, 0.95))
    const unclear = [patient({ adc: '1,234' }), patient()]
    expect((await read(unclear)).flow.columns[1]).toMatchObject({ notAccepted: 1 })
  })

  test.each<readonly [string, readonly string[], readonly (number | 'left out')[]]>([
    ['words of the finding', ['complete', 'incomplete', 'no'], [0, 1, 'left out']],
    ['yes and no', ['yes', 'no', 'YES'], [1, 0, 1]],
    ['Chinese yes and no', ['是', '否', '是'], [1, 0, 1]],
    ['words of patients whom the model is not made for', ['gone', 'complete'], ['left out', 0]],
  ])('a finding is read from %s', async (_, words, expected) => {
    const rows = words.map((capsule) => ({ capsule, outcome: 1 }))
    const { cohort, leftOut } = await read(rows, WITH_CAPSULE)
    expect(Array.from(cohort.columns['capsule'] ?? [])).toEqual(
      expected.filter((value) => value !== 'left out'),
    )
    expect(leftOut.map(({ row }) => row - 2)).toEqual(
      expected.flatMap((value, i) => (value === 'left out' ? [i] : [])),
    )
  })

  test('the words of a map count more than those that are known', async () => {
    const columns = { capsule: { yes: ['broken'], no: ['no'], missing: ['incomplete'] } }
    const rows = ['broken', 'no', 'incomplete'].map((capsule) => ({ capsule, outcome: 1 }))
    const { cohort } = await read(rows, WITH_CAPSULE, { columns })
    expect(cohort.columns['capsule']).toEqual(Float64Array.of(1, 0))
  })

  test('a patient who has a row already is refused; one whom rows contradict has none', async () => {
    const rows = [
      patient({ patient: 'a' }),
      patient({ patient: 'b' }),
      patient({ patient: 'a' }),
      patient({ patient: 'b', adc: 2 }),
      patient({ patient: 'c' }),
    ]
    const { cohort, flow, leftOut } = await read(rows)
    expect(flow).toMatchObject({ rows: 5, analysed: 2, incomplete: 0, refused: 3 })
    expect(cohort.patients).toBe(2)
    expect(leftOut.map(({ row, why }) => `${String(row)}: ${why}`)).toEqual([
      '3: row 5 is of the same patient, with other values',
      '4: the patient of row 2 again',
      '5: the patient of row 3 again, with other values',
    ])
  })

  test('equal rows of patients whom nothing tells apart are counted', async () => {
    const { cohort, flow } = await read([patient(), patient(), patient({ adc: 2 })])
    expect([cohort.patients, flow.alike]).toEqual([3, 1])
  })

  test.each([
    ['no column of a predictor', { adc: '1', outcome: '0', scanner: 'x' }, /no column stage/],
    ['no outcome', { stage: 1, adc: 1, scanner: 'x' }, /no column outcome/],
    ['a yes and no of 2', patient({ stage: '2' }), /row 2, column stage: neither yes nor no/],
    [
      'an outcome of 0.5',
      patient({ outcome: 0.5 }),
      /row 2, column outcome: neither yes, no, death nor transplant/,
    ],
    ['a text for a number', patient({ adc: 'secret' }), /row 2, column adc: not a number/],
    ['no complete patient', patient({ adc: '' }), /no row of the table is complete/],
  ])('with %s alone is refused', async (_, row, message) => {
    await expect(read([row])).rejects.toThrow(message)
  })

  test('every row is analysed or left out with a reason that holds nothing of it', async () => {
    const cell = fc.constantFrom('1', '0', 'yes', 'secret', '', '1,5', '<2', 'NA', '-99', '77')
    const row = fc.record({ stage: cell, adc: cell, outcome: cell, scanner: cell })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
        const sure = [patient(), patient(), patient(), patient(), patient(), patient(), patient()]
        const all = [...sure, ...sure.map((one) => ({ ...one, adc: 1.3 })), ...rows]
        const { cohort, flow, leftOut } = await read(all)
        expect(flow.rows).toBe(all.length)
        expect(cohort.patients + leftOut.length).toBe(all.length)
        expect(flow.analysed + flow.incomplete + flow.refused).toBe(all.length)
        expect(new Set(leftOut.map((left) => left.row)).size).toBe(leftOut.length)
        expect(JSON.stringify(leftOut)).not.toMatch(/secret|<2|-99/)
      }),
    )
  })

  describe('with days of follow-up', () => {
    const horizon = { ...NO_HORIZON, withinDays: 365 }
    const looks: readonly (readonly [string, number | string, 0 | 1 | string])[] = [
      ['yes', 100, 1],
      ['yes', 365, 1],
      ['no', 365, 0],
      ['no', 900, 0],
      ['no', 61, 'follow-up-too-short'],
      ['yes', 500, 'after-the-horizon'],
      ['death', 200, 'death-first'],
      ['transplant', 200, 'transplant-first'],
      ['no', '', 'no-date'],
    ]
    const rows = looks.map(([outcome, followUpDays]) => patient({ outcome, followUpDays }))

    test('has outcomes as events in time, and tells apart what is neither yes nor no', async () => {
      const { cohort, flow, leftOut } = await read(rows, { ...DICTIONARY, horizon })
      expect(Array.from(cohort.outcome)).toEqual([1, 1, 0, 0])
      expect(leftOut.map(({ why }) => why)).toEqual(
        looks.flatMap(([, , said]) => (typeof said === 'string' ? [said] : [])),
      )
      expect(Object.keys(flow.undecided)).toHaveLength(5)
    })

    test('keeps the reason of an extract for an outcome that is not there', async () => {
      const told = [patient(), patient({ outcome: '', outcomeWhy: 'follow-up-too-short' })]
      expect((await read(told)).flow.undecided).toEqual({ 'follow-up-too-short': 1 })
      const strange = [patient(), patient({ outcome: '', outcomeWhy: 'moved away' })]
      expect((await read(strange)).flow.undecided).toEqual({})
    })

    test('is refused where the named column of the days is not there', async () => {
      const map = withColumns(NO_MAP, new Map([['followUpDays', 'days of it']]))
      await expect(read(rows, { ...DICTIONARY, horizon }, map)).rejects.toThrow('days of it')
    })

    test('counts death and transplant as the definition says', async () => {
      const competing = { death: 'no-event', transplant: 'event' } as const
      const { cohort } = await read(rows, { ...DICTIONARY, horizon: { ...horizon, competing } })
      expect(Array.from(cohort.outcome)).toEqual([1, 1, 0, 0, 0, 1])
    })

    test('without days a death is what the definition says too', async () => {
      const dead = [patient(), patient({ outcome: '死亡' })]
      expect((await read(dead)).flow.undecided).toEqual({ 'death-first': 1 })
    })
  })

  test('without outcomes is read when none are asked for', async () => {
    const { cohort } = await read([{ stage: 1, adc: 1, scanner: 'x' }], {
      ...DICTIONARY,
      hasOutcome: false,
    })
    expect(cohort.patients).toBe(1)
  })
})
