import { describe, expect, test } from '@jest/globals'
import { outcome } from '../../support/readings.ts'
import {
  type Code,
  CODES,
  container,
  type Elements,
  lesionGroup,
  measurement,
  modifier,
  textItem,
  uid,
} from './sr-file.ts'
import { importGroups, numberRead, observationsOf, readByTheService, reasonsOf } from './support.ts'

const { adc, dStar, mm, mm2PerS } = CODES
const cm: Code = ['cm', 'UCUM', 'centimeter']
const longAxis: Code = ['103339001', 'SCT', 'Long Axis']
const one: Code = ['1', 'UCUM', 'no units']
const liver = modifier(CODES.findingSite, CODES.liver)
const lesion = modifier(CODES.finding, CODES.lesion, 'CONTAINS')

const adcOf = (value: number) => measurement(adc, value, mm2PerS)
const sizeOf = (value: number, unit = mm as Code, concept = longAxis) =>
  measurement(concept, value, unit, [])

/** The number under this code of FHIR, or why there is none. */
async function valueUnder(code: string, groups: readonly Elements[]) {
  const imported = await importGroups(groups)
  const [observation] = observationsOf(imported)
  if (observation === undefined) return reasonsOf(imported).at(-1)
  const said = observation as unknown as {
    readonly code: { readonly coding: readonly { readonly code: string }[] }
    readonly valueQuantity: { readonly value: number; readonly code: string }
  }
  const { value, code: unit } = said.valueQuantity
  return said.code.coding[0]?.code === code ? `${String(value)} ${unit}` : 'another'
}

const readSize = (...numbers: readonly Elements[]) =>
  valueUnder('33728-7', [lesionGroup(1, numbers)])

describe('the size of a lesion', () => {
  test.each<[Code, Code, number]>([
    [longAxis, mm, 42],
    [['G-A185', 'SRT', 'Long Axis'], mm, 42],
    [['G-A185', 'SNM3', 'Long Axis'], mm, 42],
    [['131187009', 'SCT', 'Major Axis'], mm, 42],
    [['81827009', 'SCT', 'Diameter'], mm, 42],
    [['M-02550', 'SRT', 'Diameter'], cm, 4.2],
    [['L0JK', 'IBSI', 'Maximum 3D Diameter of a Mesh'], mm, 42],
    [['33728-7', 'LN', 'Size.maximum dimension in Tumor'], cm, 4.2],
    [['21889-1', 'LN', 'Size Tumor'], cm, 4.2],
  ])('%s is read', async (concept, unit, value) => {
    expect(await readSize(sizeOf(value, unit, concept))).toBe(`${String(value)} ${unit[0]}`)
  })

  test.each<[string, Elements, string]>([
    ['the short axis', sizeOf(42, mm, ['103340004', 'SCT', 'Short Axis']), 'other-quantity'],
    ['a volume', sizeOf(42, mm, ['118565006', 'SCT', 'Volume']), 'other-quantity'],
    ['a length in a unit of an area', sizeOf(42, ['mm2', 'UCUM', 'mm2']), 'unknown-unit'],
    ['a length without a unit', sizeOf(42, ['mm', '99SITE', 'mm']), 'unknown-unit'],
    [
      'a length that is qualified',
      {
        ...sizeOf(42),
        NumericValueQualifierCodeSequence: [
          { CodeValue: '114009', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Value out of range' },
        ],
      },
      'qualified',
    ],
  ])('%s is none', async (_name, number, why) => {
    expect(reasonsOf(await importGroups([lesionGroup(1, [number])]))).toEqual([why])
  })

  test('that is a maximum is the size; a mean of it is another quantity', async () => {
    const { derivation, mean } = CODES
    const maximum: Code = ['56851009', 'SCT', 'Maximum']
    const said = (statistic: Code) =>
      measurement(longAxis, 42, mm, [modifier(derivation, statistic)])
    expect(await readSize(said(maximum))).toBe('42 mm')
    expect(await readSize(said(mean))).toBe('another')
  })
})

describe('of several lesions', () => {
  const group = (n: number, size: number | undefined, values: readonly [number, number]) =>
    lesionGroup(n, [
      adcOf(values[0]),
      measurement(dStar, values[1], mm2PerS),
      ...(size === undefined ? [] : [sizeOf(size)]),
    ])

  test.each([
    [
      [55, 32],
      [1.18, 45],
    ],
    [
      [32, 55],
      [0.95, 62],
    ],
    [
      [55, 54.9],
      [1.18, 45],
    ],
  ])('of %j mm the values are those of the largest', async ([a, b], expected) => {
    const imported = await importGroups([
      group(1, a, [0.00118, 0.045]),
      group(2, b, [0.00095, 0.062]),
    ])
    const observations = observationsOf(imported)
    expect([numberRead(observations, 'adc'), numberRead(observations, 'dStar')]).toEqual(expected)
  })

  test.each([
    [55, 55],
    [55, undefined],
    [undefined, undefined],
  ])('of %j and %j mm nobody can tell', async (a, b) => {
    const imported = await importGroups([
      group(1, a, [0.00118, 0.045]),
      group(2, b, [0.00095, 0.062]),
    ])
    expect(numberRead(observationsOf(imported), 'adc')).toBe('several-lesions')
  })
})

describe('the number of lesions', () => {
  const lesions: Code = ['246206008', 'SCT', 'Number of lesions']
  const count = (value: number, more: readonly Elements[] = [liver], unit = one) =>
    measurement(lesions, value, unit, more)
  const numberOf = (groups: readonly Elements[]) => valueUnder('tumour-number', groups)

  test.each<[string, readonly Elements[]]>([
    ['beside the groups', [count(3)]],
    ['in a group of no lesion', [container(CODES.group, [lesion, liver, count(3, [])])]],
    ['in the group of a lesion', [lesionGroup(1, [count(3, [])], [lesion, liver])]],
    ['in SNOMED RT', [measurement(['F-02A3B', 'SRT', 'Number of lesions'], 3, one, [liver])]],
    ['in a unit of lesions', [count(3, [liver], ['{lesions}', 'UCUM', 'lesions'])]],
    ['as a total', [count(3, [liver, modifier(CODES.derivation, ['255619001', 'SCT', 'Total'])])]],
  ])('%s is read', async (_name, groups) => {
    expect(await numberOf(groups)).toMatch(/^3 (1|\{lesions\})$/)
  })

  test.each<[string, readonly Elements[], string]>([
    ['that is none', [count(2.5)], 'no-count'],
    ['below nought', [count(-1)], 'no-count'],
    ['of no stated site', [count(3, [])], 'no-site'],
    ['of another organ', [count(3, [modifier(CODES.findingSite, CODES.spleen)])], 'unknown-site'],
    [
      'of a segment',
      [count(3, [modifier(CODES.findingSite, ['277960005', 'SCT', 'VI'])])],
      'part-of-organ',
    ],
    [
      'of cysts',
      [
        container(CODES.group, [
          modifier(CODES.finding, CODES.cyst, 'CONTAINS'),
          liver,
          count(3, []),
        ]),
      ],
      'not-a-lesion',
    ],
    [
      'of cysts by its own finding',
      [count(3, [liver, modifier(CODES.finding, CODES.cyst, 'CONTAINS')])],
      'not-a-lesion',
    ],
    ['as a mean', [count(3, [liver, modifier(CODES.derivation, CODES.mean)])], 'another'],
  ])('%s is not', async (_name, groups, why) => {
    expect(await numberOf(groups)).toBe(why)
  })

  test('names no lesion', async () => {
    const [observation] = observationsOf(await importGroups([count(3)]))
    expect(observation).not.toHaveProperty('focus')
    expect(observation).toMatchObject({
      code: { coding: [{ code: 'tumour-number' }, { code: '246206008' }] },
      valueQuantity: { value: 3 },
    })
  })

  test('beside groups of several time points is of none of them', async () => {
    const at = (order: number, n: number) =>
      lesionGroup(n, [measurement(CODES.timePointOrder, order, one, [])], [lesion, liver])
    expect(await numberOf([at(0, 1), at(1, 2), count(3)])).toBe('other-time-point')
  })
})

describe('the capsule', () => {
  const own: Code = ['CAPS', '99SITE', 'Tumor capsule']
  const site = [lesion, liver]
  const capsuleOf = async (...said: readonly Elements[]) => {
    const imported = await importGroups([lesionGroup(1, said, site)])
    const [observation] = observationsOf(imported)
    return observation === undefined
      ? (reasonsOf(imported)[0] ?? 'nothing')
      : outcome(readByTheService(observationsOf(imported))['capsuleIncomplete'])
  }
  const value = (meaning: string): Code => ['V', '99SITE', meaning]
  const evaluation = (meaning: string, concept = own) =>
    modifier(concept, value(meaning), 'CONTAINS')

  test.each([
    ['Complete', 0],
    ['complete capsule', 0],
    ['Intact', 0],
    ['包膜完整', 0],
    ['完整', 0],
    ['Incomplete', 1],
    ['INCOMPLETE CAPSULE.', 1],
    ['不完整', 1],
    ['包膜欠完整', 1],
  ])('%s', async (meaning, expected) => {
    expect(await capsuleOf(evaluation(meaning))).toBe(expected)
    expect(await capsuleOf(textItem(own, meaning))).toBe(expected)
  })

  test.each(['Tumour capsule', 'Capsule', 'Capsule of tumor', '肿瘤包膜', '包膜'])(
    'is called "%s"',
    async (name) => {
      expect(await capsuleOf(evaluation('Incomplete', ['X', '99SITE', name]))).toBe(1)
    },
  )

  test('by the codes that this project gives', async () => {
    const coded = modifier(
      ['tumour-capsule', '99TACERCDS', 'any words'],
      ['incomplete', '99TACERCDS', 'any words'],
      'CONTAINS',
    )
    expect(await capsuleOf(coded)).toBe(1)
  })

  test.each([
    ['absent is kept, and the model does not apply', evaluation('Absent'), 'no-capsule'],
    ['present says nothing of its being complete', evaluation('Present'), 'unknown-value'],
    ['probably incomplete is not incomplete', evaluation('Probably incomplete'), 'unknown-value'],
    ['indeterminate is no value', evaluation('Indeterminate'), 'unknown-value'],
    [
      'of LI-RADS is another finding',
      evaluation('Complete', ['X', '99SITE', 'Enhancing capsule']),
      'nothing',
    ],
    [
      'of the liver is another finding',
      evaluation('Complete', ['X', '99SITE', 'Liver capsule']),
      'nothing',
    ],
    [
      'that is denied below is not taken',
      {
        ...evaluation('Complete'),
        ContentSequence: [
          modifier(['X', '99SITE', 'Certainty'], ['410594000', 'SCT', 'Definitely NOT present']),
        ],
      },
      'unknown-modifier',
    ],
  ])('%s', async (_name, said, expected) => {
    expect(await capsuleOf(said)).toBe(expected)
  })

  test('of a cyst is not taken', async () => {
    const cyst = [modifier(CODES.finding, CODES.cyst, 'CONTAINS'), liver]
    const imported = await importGroups([lesionGroup(1, [evaluation('Complete')], cyst)])
    expect(reasonsOf(imported)).toEqual(['not-a-lesion'])
  })

  test('does not deny the lesion whose ADC stands beside it', async () => {
    const imported = await importGroups([
      lesionGroup(1, [adcOf(0.00118), evaluation('No capsule')], site),
    ])
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
    expect(observationsOf(imported)).toHaveLength(2)
  })

  test('keeps its words, its lesion and its study', async () => {
    const [observation] = observationsOf(
      await importGroups([lesionGroup(1, [evaluation('Incomplete')], site)]),
    )
    expect(observation).toMatchObject({
      valueCodeableConcept: { coding: [{ code: 'incomplete' }], text: 'Incomplete' },
      focus: [{ type: 'BodyStructure' }],
      partOf: [{ identifier: { value: `urn:oid:${uid(9002)}` } }],
    })
  })
})
