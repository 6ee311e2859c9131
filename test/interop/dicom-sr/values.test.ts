import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  type Code,
  CODES,
  type Elements,
  item,
  lesionGroup,
  modifier,
  reportBytes,
  toItem,
} from './sr-file.ts'
import { importBytes, observationsOf, reasonsOf } from './support.ts'

/** As long as a Decimal String may be. */
const PLACE = '1234567890.12345'

interface Forms {
  /** NumericValue, with whatever characters. */
  readonly text?: string | undefined
  readonly float?: number | undefined
  readonly ratio?: readonly [numerator: number, denominator: number] | undefined
  readonly qualifier?: Code | undefined
}

/** An ADC in um2/s in these forms, as bytes: the writer would mend a text that is no decimal. */
function bytesOf({ text, float, ratio, qualifier }: Forms): Uint8Array {
  const measured: Elements = {
    ...(text === undefined ? {} : { NumericValue: PLACE }),
    ...(float === undefined ? {} : { FloatingPointValue: float }),
    ...(ratio === undefined
      ? {}
      : { RationalNumeratorValue: ratio[0], RationalDenominatorValue: ratio[1] }),
    MeasurementUnitsCodeSequence: [toItem(CODES.um2PerS)],
  }
  const adc = item('CONTAINS', 'NUM', CODES.adc, {
    ...(qualifier === undefined ? {} : { NumericValueQualifierCodeSequence: [toItem(qualifier)] }),
    MeasuredValueSequence: [measured],
    ContentSequence: [modifier(CODES.derivation, CODES.mean)],
  })
  const report = Buffer.from(reportBytes([lesionGroup(1, [adc])])).toString('latin1')
  return Buffer.from(report.replace(PLACE, (text ?? '').padEnd(PLACE.length)), 'latin1')
}

/** The number that is taken, or why none is. */
async function read(forms: Forms): Promise<unknown> {
  const imported = await importBytes([bytesOf(forms)])
  const [observation] = observationsOf(imported)
  return observation === undefined
    ? reasonsOf(imported)[0]
    : (observation['valueQuantity'] as { value: number }).value
}

describe('a decimal', () => {
  test.each([
    ['1100', 1100],
    ['1100.', 1100],
    ['.5', 0.5],
    ['+1100', 1100],
    ['-1', -1],
    ['1.1e3', 1100],
    ['11E+2', 1100],
    ['110000e-2', 1100],
    ['  1100', 1100],
    ['1100\u0000', 1100],
    ['0', 0],
  ])('%j is read as it is written', async (text, expected) => {
    expect(await read({ text })).toBe(expected)
  })

  test.each([
    '24,5',
    '1,100.5',
    '1.100,5',
    '1 100',
    '<800',
    '>1100',
    '~1100',
    '1100 um2/s',
    '1.1 mm2/s',
    '1.1.0',
    '1e',
    '1e+',
    '1e1.5',
    'e3',
    '.',
    '+',
    '-',
    '--1',
    '0x44C',
    '1100f',
    '1_100',
    '1100±50',
    '1000-1200',
    '1100\\1200',
    'NaN',
    'Infinity',
    '1e999',
    'null',
    'n/a',
    '\u00a01100',
    '1\t100',
    '1\u0000100',
    '\u0661\u0662',
  ])('%j is none, and is not mended', async (text) => {
    expect(await read({ text })).toBe('no-decimal')
  })

  test('that is missing is no value', async () => {
    expect(await read({})).toBe('no-value')
    expect(await read({ text: '' })).toBe('no-value')
  })
})

describe('several forms of one number', () => {
  test.each<[string, Forms, unknown]>([
    ['that are the same', { text: '1100', float: 1100 }, 1100],
    ['of which the decimal is rounded', { text: '1100.4', float: 1100.4375 }, 1100.4],
    ['of which the float was of 32 bits', { text: '1100.4', float: Math.fround(1100.4) }, 1100.4],
    ['with a ratio', { text: '1100.5', ratio: [2201, 2] }, 1100.5],
    ['of which the ratio is rounded', { text: '366.67', ratio: [1100, 3] }, 366.67],
    ['without a decimal', { float: 1100 }, 1100],
    ['without a decimal, of 32 bits', { float: Math.fround(0.0011) }, 0.0011],
  ])('%s are one', async (_name, forms, expected) => {
    expect(await read(forms)).toBe(expected)
  })

  test.each<[string, Forms, string]>([
    ['another float', { text: '1100', float: 2200 }, 'forms-contradict'],
    ['a float that is one digit off', { text: '1100.4', float: 1100.3 }, 'forms-contradict'],
    ['a float of another power', { text: '1100', float: 1.1 }, 'forms-contradict'],
    ['a float of the other sign', { text: '1100', float: -1100 }, 'forms-contradict'],
    ['a float of nothing', { text: '1100', float: 0 }, 'forms-contradict'],
    ['another ratio', { text: '1100', ratio: [1, 2] }, 'forms-contradict'],
    ['a float and a ratio', { float: 1100, ratio: [1, 2] }, 'forms-contradict'],
    ['a good float and another ratio', { text: '9', float: 9, ratio: [1, 9] }, 'forms-contradict'],
    ['a float that is none', { text: '1100', float: NaN }, 'not-finite'],
    ['an infinite float', { text: '1100', float: Infinity }, 'not-finite'],
    ['a float that is infinitely little', { text: '1100', float: -Infinity }, 'not-finite'],
    ['a ratio over nothing', { text: '1100', ratio: [1100, 0] }, 'not-finite'],
    ['nothing over nothing', { text: '1100', ratio: [0, 0] }, 'not-finite'],
    ['a text beside a float', { text: '1,1', float: 1.1 }, 'no-decimal'],
    ['a ratio alone', { ratio: [1100, 1] }, 'no-value'],
  ])('%s: none is picked', async (_name, forms, expected) => {
    expect(await read(forms)).toBe(expected)
  })
})

/** CID 42 of PS3.16. */
const QUALIFIERS: readonly Code[] = [
  ['114000', 'DCM', 'Not a number'],
  ['114001', 'DCM', 'Negative Infinity'],
  ['114002', 'DCM', 'Positive Infinity'],
  ['114003', 'DCM', 'Divide by zero'],
  ['114004', 'DCM', 'Underflow'],
  ['114005', 'DCM', 'Overflow'],
  ['114006', 'DCM', 'Measurement failure'],
  ['114007', 'DCM', 'Measurement not attempted'],
  ['114008', 'DCM', 'Calculation failure'],
  ['114009', 'DCM', 'Value out of range'],
  ['114010', 'DCM', 'Value unknown'],
  ['114011', 'DCM', 'Value indeterminate'],
  ['X1', '99SITE', 'anything'],
]

test.each(QUALIFIERS)('a value beside the qualifier %s (%s, %s) is none', async (...qualifier) => {
  expect(await read({ text: '1100', float: 1100, qualifier })).toBe('qualified')
})

test('a qualifier beside the number itself counts as well', async () => {
  const measured = {
    NumericValue: '1100',
    NumericValueQualifierCodeSequence: [toItem(['114006', 'DCM', 'Measurement failure'])],
    MeasurementUnitsCodeSequence: [toItem(CODES.um2PerS)],
  }
  const adc = item('CONTAINS', 'NUM', CODES.adc, {
    MeasuredValueSequence: [measured],
    ContentSequence: [modifier(CODES.derivation, CODES.mean)],
  })
  const imported = await importBytes([reportBytes([lesionGroup(1, [adc])])])
  expect(reasonsOf(imported)).toEqual(['qualified'])
})

describe('whatever is done to a value', () => {
  const character = fc.constantFrom(...'0123456789.,eE+-<> \\xnu%'.split(''))
  const edit = fc.record({ at: fc.nat(8), insert: fc.option(character), cut: fc.nat(2) })
  const mutated = fc
    .record({ start: fc.constantFrom('1100', '1.1', '0.0011', '1.1e3'), edits: fc.array(edit) })
    .map(({ start, edits }) =>
      edits
        .reduce<string>(
          (text, { at, insert, cut }) => text.slice(0, at) + (insert ?? '') + text.slice(at + cut),
          start,
        )
        .slice(0, PLACE.length),
    )
  const float = fc.option(fc.constantFrom(1100, 1.1, 2200, 0, NaN, Infinity), { nil: undefined })
  const ratio = fc.option(
    fc.constantFrom<NonNullable<Forms['ratio']>[]>([1100, 1], [11, 10], [1, 0]),
    {
      nil: undefined,
    },
  )
  const qualifier = fc.option(fc.constantFrom(...QUALIFIERS), { nil: undefined, freq: 4 })

  test('what is taken is exactly what is printed, and nothing of what contradicts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          text: mutated,
          float,
          ratio,
          qualifier,
        }),
        async (forms) => {
          const taken = await read(forms)
          if (typeof taken !== 'number') return
          const { text } = forms
          expect(forms.qualifier).toBeUndefined()
          const printed = text.replace(/^ +| +$/g, '')
          expect(taken).toBe(printed === '' ? forms.float : Number(printed))
          expect(printed).toMatch(/^([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)?$/)
          for (const other of [forms.float, forms.ratio && forms.ratio[0] / forms.ratio[1]])
            if (other !== undefined)
              expect(Math.abs(other - taken)).toBeLessThanOrEqual(coarseness(printed))
        },
      ),
      { numRuns: 300 },
    )
  })

  /** What rounding to the digits of a text can have moved a number by, at most. */
  function coarseness(printed: string): number {
    const [mantissa = '', exponent = '0'] = printed.toLowerCase().split('e')
    const places = (mantissa.split('.')[1] ?? '').length
    return 0.5000001 * 10 ** (Number(exponent) - places)
  }
})
