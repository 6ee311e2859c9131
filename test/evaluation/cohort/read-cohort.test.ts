import { describe, expect, test } from '@jest/globals'
import {
  type DataDictionary,
  type TableRow,
  toNumber,
} from '../../../src/evaluation/cohort/data-dictionary.ts'
import { readCohort } from '../../../src/evaluation/cohort/read-cohort.ts'

const DICTIONARY: DataDictionary = {
  variables: [
    { name: 'stage', isBinary: true },
    { name: 'adc', isBinary: false, unit: '10*-3.mm2/s', acceptance: [0.3, 3.5] },
  ],
  hasOutcome: true,
  subgroups: ['scanner'],
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* rowsOf(rows: readonly TableRow[]): AsyncGenerator<TableRow, void> {
  yield* rows
}

const read = (rows: readonly TableRow[], dictionary = DICTIONARY) =>
  readCohort(rowsOf(rows), dictionary)

const patient = (change: TableRow = {}): TableRow => ({
  stage: '1',
  adc: '1.2',
  scanner: '3T',
  outcome: '0',
  ...change,
})

describe('a cell', () => {
  test.each([
    ['1.5', 1.5],
    [' 2 ', 2],
    ['-1e-3', -0.001],
    [3, 3],
    [true, 1],
    ['false', 0],
    ['', 'missing'],
    ['NA', 'missing'],
    [null, 'missing'],
    [undefined, 'missing'],
    ['1,5', 'unreadable'],
    ['0x10', 'unreadable'],
    ['Infinity', 'unreadable'],
    ['12 mg', 'unreadable'],
    [NaN, 'unreadable'],
    [{}, 'unreadable'],
  ])('%p is %p', (cell, expected) => {
    expect(toNumber(cell)).toBe(expected)
  })
})

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
    const { cohort, flow } = await read(rows)
    expect(cohort.patients).toBe(1)
    expect(flow).toMatchObject({ rows: 3, analysed: 1, incomplete: 2, unused: [] })
    expect(flow.columns.map(({ column, missing }) => `${column} ${String(missing)}`)).toEqual([
      'stage 1',
      'adc 1',
      'outcome 1',
    ])
  })

  test('a value outside the limits of acceptance is not believed, and told', async () => {
    const { cohort, flow } = await read([patient(), patient(), patient({ adc: 1200 })])
    expect(cohort.patients).toBe(2)
    expect(flow.columns[1]).toEqual({ column: 'adc', missing: 0, notAccepted: 1 })
  })

  test('a column in another unit is refused, with the unit that is expected', async () => {
    const rows = [patient({ adc: 1200 }), patient({ adc: 1100 }), patient()]
    await expect(read(rows)).rejects.toThrow(
      /adc lie outside 0.3 to 3.5: is its unit 10\*-3.mm2\/s/,
    )
  })

  test('columns that nothing uses are named', async () => {
    const { flow } = await read([patient({ name: 'secret', age: 60 })])
    expect(flow.unused).toEqual(['name', 'age'])
  })

  test.each([
    ['no column of a predictor', { adc: '1', outcome: '0', scanner: 'x' }, /no column stage/],
    ['no outcome', { stage: 1, adc: 1, scanner: 'x' }, /no column outcome/],
    ['a yes and no of 2', patient({ stage: '2' }), /row 1, column stage: neither 0 nor 1/],
    ['an outcome of 0.5', patient({ outcome: 0.5 }), /row 1, column outcome: neither 0 nor 1/],
    ['a text for a number', patient({ adc: 'secret' }), /row 1, column adc: not a number/],
    ['no complete patient', patient({ adc: '' }), /no row of the table is complete/],
  ])('with %s is refused', async (_, row, message) => {
    await expect(read([row])).rejects.toThrow(message)
  })

  test('a fault never holds a value of the table', async () => {
    await expect(read([patient({ adc: 'secret' })])).rejects.not.toThrow(/secret/)
  })

  test('without outcomes is read when none are asked for', async () => {
    const { cohort } = await read([{ stage: 1, adc: 1, scanner: 'x' }], {
      ...DICTIONARY,
      hasOutcome: false,
    })
    expect(cohort.patients).toBe(1)
  })
})
