import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import {
  conversionFactor,
  isUcumUnit,
  scale,
  UCUM_SYSTEM,
} from '../../../src/clinical/terminology/convert.ts'
import { repositoryPath } from '../../support/paths.ts'

const { written } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).definitions[0]!.units

const DIFFUSION = '10*-3.mm2/s'
const COUNT = '10*9/L'

const ucum = (code: string) => ({ system: UCUM_SYSTEM, code })

describe('the same quantity in every accepted unit is the same number', () => {
  test.each([
    ['1200 um2/s', 1200, ucum('um2/s'), DIFFUSION, 1.2],
    ['1.2 um2/ms', 1.2, ucum('um2/ms'), DIFFUSION, 1.2],
    ['0.0012 mm2/s', 0.0012, ucum('mm2/s'), DIFFUSION, 1.2],
    ['1200 10*-6.mm2/s', 1200, ucum('10*-6.mm2/s'), DIFFUSION, 1.2],
    ['1200 10-6.mm2/s (DICOM)', 1200, { unit: '10-6.mm2/s' }, DIFFUSION, 1.2],
    ['1.2 ×10⁻³ mm²/s', 1.2, { unit: '×10⁻³ mm²/s' }, DIFFUSION, 1.2],
    ['3200 /uL', 3200, ucum('/uL'), COUNT, 3.2],
    ['3200 /mm3', 3200, ucum('/mm3'), COUNT, 3.2],
    ['3.2 10*3/uL', 3.2, ucum('10*3/uL'), COUNT, 3.2],
    ['3.2 G/L', 3.2, ucum('G/L'), COUNT, 3.2],
    ['3.2 K/uL', 3.2, { unit: 'K/uL' }, COUNT, 3.2],
    ['3.2 x10^9/L', 3.2, { unit: 'x10^9/L' }, COUNT, 3.2],
  ])('%s', (_name, value, unit, canonical, expected) => {
    const factor = conversionFactor(unit, canonical, written)
    expect(scale(value, factor ?? NaN)).toBe(expected)
  })
})

describe('what is no unit of the quantity is refused', () => {
  test.each([
    ['no unit at all', {}, COUNT],
    ['percent for a count', ucum('%'), COUNT],
    ['gauss per litre where no count is expected', ucum('G/L'), DIFFUSION],
    ['milligrams', ucum('mg'), DIFFUSION],
    ['a unit that nobody knows', { unit: 'furlongs' }, DIFFUSION],
    ['a code of another system', { system: 'http://example.org', code: '10*9/L' }, COUNT],
    [
      'a code that says one dimension and a display that says another',
      { ...ucum('%'), unit: '10*9/L' },
      COUNT,
    ],
  ])('%s', (_name, unit, canonical) => {
    expect(conversionFactor(unit, canonical, written)).toBeUndefined()
  })
})

const PROTOTYPE_NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Function.prototype),
  'prototype',
]

const { console: terminal } = globalThis
const { log } = terminal
const said: unknown[] = []
beforeEach(() => {
  terminal.log = (...words: readonly unknown[]) => void said.push(words)
})
afterEach(() => {
  terminal.log = log
  // A unit is a text of a record: nothing of it is written anywhere.
  expect(said.splice(0)).toEqual([])
})

test.each(PROTOTYPE_NAMES)('a member that every object has is no unit: %s', (name) => {
  for (const unit of [name, `${name}/L`, `10*9.${name}`, `[${name}]`, `{${name}}`, `m${name}`]) {
    const factor = conversionFactor({ unit }, COUNT, written)
    expect(factor === undefined || Number.isFinite(factor)).toBe(true)
    expect([true, false]).toContain(isUcumUnit(unit))
  }
  expect(conversionFactor(ucum(name), COUNT, written)).toBeUndefined()
  expect(conversionFactor(ucum(name), DIFFUSION, written)).toBeUndefined()
})

test('whatever somebody writes as a unit, the question is answered', () => {
  const parts = fc.constantFrom(
    ...'mgLulsK%'.split(''),
    '10*',
    '[',
    ']',
    '{',
    '}',
    '/',
    '.',
    '-',
    '*',
    '(',
    ')',
    "'",
    '^',
  )
  const units = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.array(parts, { maxLength: 12 }).map((list) => list.join('')),
  )
  fc.assert(
    fc.property(units, (unit) => {
      const factor = conversionFactor({ unit }, COUNT, written)
      expect(factor === undefined || Number.isFinite(factor)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('converting and converting back is identity', () => {
  const units = ['um2/s', 'mm2/s', 'um2/ms', '10*-6.mm2/s', '10*-9.m2/s', 'cm2/s']
  fc.assert(
    fc.property(
      fc.constantFrom(...units),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (unit, value) => {
        const there = conversionFactor(ucum(unit), DIFFUSION, written) ?? NaN
        const back = conversionFactor(ucum(DIFFUSION), unit, written) ?? NaN
        expect(scale(scale(value, there), back) / value).toBeCloseTo(1, 9)
      },
    ),
  )
})
