import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { conversionFactor } from '../../../src/clinical/terminology/convert.ts'
import { fc } from '../../support/property.ts'
import { repositoryPath } from '../../support/paths.ts'
import { notRead, writtenUnits } from './written-units.cases.ts'

const { written } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).definitions[0]!.units

const factorOf = (unit: string, canonical: string) => conversionFactor({ unit }, canonical, written)

/** How many of the canonical unit one UCUM unit is, written down here and asked of no library. */
const FACTORS: Readonly<Record<string, number>> = {
  '10*9/L': 1,
  '10*12/L': 1e3,
  '10*6/L': 1e-3,
  '10*6/uL': 1e3,
  '10*5/mm3': 1e2,
  '10*4/uL': 1e1,
  '10*3/uL': 1,
  '10*3/mm3': 1,
  '10*3/mL': 1e-3,
  '10*2/uL': 1e-1,
  '/uL': 1e-3,
  '/mm3': 1e-3,
  '/nL': 1,
  'mm2/s': 1e3,
  'um2/s': 1e-3,
  'um2/ms': 1,
  '10*-3.mm2/s': 1,
  '10*-6.mm2/s': 1e-3,
  '10*-5.cm2/s': 1,
  '10*-9.m2/s': 1,
  '%': 1,
}

const cases = writtenUnits.flatMap(({ source, canonical, written: byUcum }) =>
  Object.entries(byUcum).flatMap(([ucum, texts]) =>
    texts.map((text) => ({ source, canonical, ucum, text })),
  ),
)

test('the tables hold at least 150 spellings, each once for its quantity', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150)
  expect(new Set(cases.map(({ canonical, text }) => `${canonical} ${text}`)).size).toBe(
    cases.length - 1,
  )
})

describe.each(writtenUnits.map(({ source, canonical }) => [canonical, source]))(
  '%s as in: %s',
  (canonical, source) => {
    const own = cases.filter((one) => one.source === source && one.canonical === canonical)
    test.each(own.map(({ text, ucum }) => [text, ucum]))('%s is %s', (text, ucum) => {
      expect(factorOf(text, canonical)).toBe(FACTORS[ucum])
      // What a system sends as a code is read alike: many put their own unit there.
      expect(conversionFactor({ code: text, unit: text }, canonical, written)).toBe(FACTORS[ucum])
    })
  },
)

describe.each(notRead.map(([canonical, ...texts]) => [canonical, texts] as const))(
  'where %s is expected',
  (canonical, texts) => {
    test.each(texts)('%s is not read', (text) => {
      expect(factorOf(text, canonical)).toBeUndefined()
    })
  },
)

/** A piece of a unit as it is written, and the power of ten that it is. */
type Piece = readonly [text: string, exponent: number]

const TENS = (n: number): readonly Piece[] =>
  [`10^${n}`, `10*${n}`, `10E${n}`, `10e+${n}`, `10(${n})`, `x10^${n}`, `×10**${n}`, `10x${n}`].map(
    (text): Piece => [text, n],
  )

const WORDS: readonly Piece[] = [
  ['K', 3],
  ['thou', 3],
  ['Tsd.', 3],
  ['千', 3],
  ['million', 6],
  ['', 0],
]

/** A millilitre is not among them: over it, a letter is no thousand. */
const VOLUMES: readonly Piece[] = [
  ['uL', -6],
  ['µl', -6],
  ['mcL', -6],
  ['cumm', -6],
  ['mm³', -6],
]

const blanks = fc.constantFrom('', ' ', '\u00a0')

test('a count is the power of ten over the volume, however the two are put together', () => {
  const powers = fc.constantFrom(...[2, 3, 4, 6].flatMap(TENS), ...WORDS)
  const cells = fc.constantFrom('', ' cells', '{cells}')
  fc.assert(
    fc.property(
      powers,
      cells,
      fc.constantFrom(...VOLUMES),
      blanks,
      ([power, n], counted, [volume, v], blank) => {
        const text = `${power}${counted}${blank}/${blank}${volume}`
        const expected = 10 ** (n - v - 9)
        const factor = factorOf(text, '10*9/L')
        expect(Math.abs(Math.log10((factor ?? NaN) / expected))).toBeLessThan(1e-9)
      },
    ),
    { numRuns: 500 },
  )
})

test('a diffusion coefficient is the power of ten of the area over the time', () => {
  const powers = fc.constantFrom(
    ...[-3, -5, -6, -9].flatMap((n): Piece[] => [
      [`10^${n}`, n],
      [`×10^(${n})`, n],
      [`10${n}`, n],
      [`10e${n}`, n],
      [`10*${n}.`, n],
    ]),
    ['', 0] as Piece,
  )
  const areas = fc.constantFrom<Piece>(
    ['mm2', 0],
    ['mm²', 0],
    ['mm^2', 0],
    ['um2', -6],
    ['μm²', -6],
    ['cm2', 2],
  )
  const times = fc.constantFrom<Piece>(['s', 0], ['sec', 0], ['ms', 3], ['秒', 0])
  fc.assert(
    fc.property(powers, areas, times, blanks, ([power, n], [area, a], [time, t], blank) => {
      const factor = factorOf(`${power}${blank}${area}/${time}`, '10*-3.mm2/s')
      expect(Math.abs(Math.log10((factor ?? NaN) / 10 ** (n + a + t + 3)))).toBeLessThan(1e-9)
    }),
    { numRuns: 500 },
  )
})

test('whatever is made of the pieces of units, no factor is read but by a power of ten that is in it', () => {
  const piece = fc.constantFrom(
    ...[
      '10',
      '^',
      '*',
      '-',
      '3',
      '9',
      'x',
      'K',
      'cells',
      '/',
      'L',
      'uL',
      'mm2',
      's',
      '(',
      ')',
      ' ',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const text = pieces.join('')
      const factor = factorOf(text, '10*9/L')
      if (factor === undefined) return
      // Of one slash, over a volume that is the last unit, and a power of ten by what is written.
      expect(text.replace(/\s/g, '')).toMatch(/^[^/]*\/[^/]*(?:L|uL)[^/]*$/)
      expect(Math.log10(factor) % 1).toBeCloseTo(0, 9)
      if (!/[39K]|100|\*/.test(text)) expect(factor).toBe(text.includes('u') ? 1e-3 : 1e-9)
    }),
    { numRuns: 2000 },
  )
})

test('a unit is read up to 60 characters', () => {
  const padded = (length: number) => `10^9${' '.repeat(length - 11)}cells/L`
  expect([factorOf(padded(60), '10*9/L'), factorOf(padded(61), '10*9/L')]).toEqual([1, undefined])
})
