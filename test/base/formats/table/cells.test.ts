import { describe, expect, test } from '@jest/globals'
import {
  dayIn,
  decimalSignIn,
  numberIn,
  yesOrNoIn,
} from '../../../../src/base/formats/table/cells.ts'
import type { DecimalSign } from '../../../../src/base/formats/table/table.ts'
import { fc } from '../../../support/property.ts'

const said = <Value>(cell: ReturnType<typeof numberIn> | { kind: string; value?: Value }) =>
  cell.kind === 'value' ? (cell as { value: Value }).value : cell.kind

describe('a number', () => {
  test.each<readonly [unknown, number | string]>([
    ['1.5', 1.5],
    [' 2 ', 2],
    ['-1e-3', -0.001],
    [3, 3],
    ['1,5', 1.5],
    ['0,25', 0.25],
    ['１．５', 1.5],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['1.234', 1.234],
    ['', 'missing'],
    ['NA', 'missing'],
    ['n/a', 'missing'],
    ['#N/A', 'missing'],
    ['缺失', 'missing'],
    ['/', 'missing'],
    ['—', 'missing'],
    [null, 'missing'],
    [undefined, 'missing'],
    ['1,234', 'unreadable'],
    ['0x10', 'unreadable'],
    ['Infinity', 'unreadable'],
    ['12 mg', 'unreadable'],
    ['<0.8', 'unreadable'],
    ['1.2-1.4', 'unreadable'],
    ['1.2.3', 'unreadable'],
    ['1,2,3', 'unreadable'],
    ['#DIV/0!', 'unreadable'],
    [NaN, 'unreadable'],
    [true, 'unreadable'],
    [{}, 'unreadable'],
  ])('%p is %p', (cell, expected) => {
    expect(said(numberIn(cell))).toBe(expected)
  })

  test.each<readonly [string, DecimalSign, number | string]>([
    ['1,234', 'comma', 1.234],
    ['1,234', 'point', 1234],
    ['1.234', 'point', 1.234],
    ['1.234', 'comma', 'unreadable'],
    ['12,5', 'point', 12.5],
  ])('%s in a table of the decimal %s is %p', (cell, sign, expected) => {
    expect(said(numberIn(cell, sign))).toBe(expected)
  })

  test('with a decimal comma is the number with a point, of any size', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        const text = value.toFixed(4)
        expect(said(numberIn(text.replace('.', ','), 'comma'))).toBe(Number(text))
        expect(decimalSignIn(text.replace('.', ','))).toBe('comma')
        expect(decimalSignIn(text)).toBe('point')
      }),
    )
  })
})

describe('a yes and no', () => {
  test.each<readonly [unknown, 0 | 1 | string]>([
    [1, 1],
    ['1.0', 1],
    [true, 1],
    ['TRUE', 1],
    ['Yes', 1],
    ['是', 1],
    ['０', 0],
    ['FALSE', 0],
    ['n', 0],
    ['否', 0],
    ['', 'missing'],
    ['NA', 'missing'],
    ['2', 'unreadable'],
    [0.5, 'unreadable'],
    ['maybe', 'unreadable'],
  ])('%p is %p', (cell, expected) => {
    expect(said(yesOrNoIn(cell))).toBe(expected)
  })
})

describe('a day', () => {
  test.each([
    ['2026-03-01', '2026-03-01'],
    ['2026/3/1', '2026-03-01'],
    ['2026.03.01', '2026-03-01'],
    ['20260301', '2026-03-01'],
    ['2026年3月1日', '2026-03-01'],
    ['2026-03-01T10:00:00+08:00', '2026-03-01'],
    ['2026-03-01 10:00', '2026-03-01'],
    ['', 'missing'],
    ['2026-02-30', 'unreadable'],
    ['2026-13-01', 'unreadable'],
    ['03/01/2026', 'unreadable'],
    ['1.3.2026', 'unreadable'],
    ['2026-03', 'unreadable'],
  ])('%s is %s', (cell, expected) => {
    expect(said(dayIn(cell))).toBe(expected)
  })
})
