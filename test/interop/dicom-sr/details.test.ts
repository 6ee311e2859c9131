import { describe, expect, test } from '@jest/globals'
import {
  type Code,
  CODES,
  item,
  lesionGroup,
  measurement,
  modifier,
  textItem,
  toItem,
} from './sr-file.ts'
import { importGroups, numberRead, observationsOf, reasonsOf } from './support.ts'

const { adc, dStar, derivation, mean, method, ivim, mm2PerS } = CODES

const fitting: Code = ['113241', 'DCM', 'Model fitting method']
const segmented: Code = ['113269', 'DCM', 'Segmented-Constrained']
const bValue: Code = ['113240', 'DCM', 'Source image diffusion b-value']
const sPerMm2: Code = ['s/mm2', 'UCUM', 's/mm2']
const upper: Code = ['371886008', 'SCT', '+, range of upper measurement uncertainty']
const lower: Code = ['R-00362', 'SRT', '-, range of lower measurement uncertainty']
const region: Code = ['99-REGION', '99SITE', 'Mean signal of the region']

const b = (value: number, relationship = 'HAS CONCEPT MOD') => ({
  ...measurement(bValue, value, sPerMm2, []),
  RelationshipType: relationship,
})

const property = (concept: Code, value: number) => ({
  ...measurement(concept, value, ['1', 'UCUM', 'no units'], []),
  RelationshipType: 'HAS PROPERTIES',
})

const dStarWith = (...said: Parameters<typeof measurement>[3] & object) =>
  measurement(dStar, 0.045, mm2PerS, [modifier(derivation, mean), ...said])

const importOne = async (number: ReturnType<typeof measurement>, group: readonly object[] = []) => {
  const context = [
    modifier(CODES.finding, CODES.lesion, 'CONTAINS'),
    modifier(CODES.findingSite, CODES.liver),
    ...(group as readonly ReturnType<typeof measurement>[]),
  ]
  const imported = await importGroups([lesionGroup(1, [number], context)])
  return { imported, observation: observationsOf(imported)[0] }
}

interface Said {
  readonly coding?: readonly { readonly code: string }[]
  readonly text: string
}

interface Component {
  readonly code: Said
  readonly valueQuantity?: { readonly value: number }
  readonly valueString?: string
  readonly valueCodeableConcept?: Said
}

const nameOf = ({ coding, text }: Said) => coding?.[0]?.code ?? text

/** The components by the code or the words of each, with what it says. */
function componentsOf(observation: unknown): readonly (readonly [string, unknown])[] {
  const { component = [] } = observation as { readonly component?: readonly Component[] }
  return component.map(({ code, valueQuantity, valueString, valueCodeableConcept }) => [
    nameOf(code),
    valueQuantity?.value ?? valueString ?? nameOf(valueCodeableConcept ?? { text: '' }),
  ])
}

describe('how a value came about is kept, and the value with it', () => {
  test.each<[string, Parameters<typeof measurement>[3] & object, [string, unknown][]]>([
    ['the fitting method of the standard', [modifier(fitting, segmented)], [['113241', '113269']]],
    [
      'a fitting method in words',
      [textItem(fitting, 'NLLS', 'HAS CONCEPT MOD')],
      [['113241', 'NLLS']],
    ],
    [
      'a fitting method of its own',
      [modifier(fitting, ['X', '99SITE', 'Bayes'])],
      [['113241', 'Bayes']],
    ],
    [
      'b-values',
      [b(0), b(50), b(800)],
      [
        ['113240', 0],
        ['113240', 50],
        ['113240', 800],
      ],
    ],
    ['b-values that it was inferred from', [b(800, 'INFERRED FROM')], [['113240', 800]]],
    [
      'an interval',
      [property(upper, 0.01), property(lower, 0.02)],
      [
        ['371886008', 0.01],
        ['-, range of lower measurement uncertainty', 0.02],
      ],
    ],
    [
      'an equation',
      [textItem(['121420', 'DCM', 'Equation'], 'S/S0 = f exp(-b D*)', 'INFERRED FROM')],
      [['121420', 'S/S0 = f exp(-b D*)']],
    ],
    [
      'a citation that speaks of other tissue',
      [
        textItem(
          ['121423', 'DCM', 'Method Citation'],
          'Diffusion of normal liver',
          'INFERRED FROM',
        ),
      ],
      [['121423', 'Diffusion of normal liver']],
    ],
    [
      'two methods',
      [modifier(method, ivim), modifier(method, region)],
      [['370129005', 'Mean signal of the region']],
    ],
    [
      'what is of no unit that is known is left out',
      [property(upper, 1), { ...property(lower, 1), MeasuredValueSequence: [] }],
      [['371886008', 1]],
    ],
  ])('%s', async (_name, said, expected) => {
    const { imported, observation } = await importOne(dStarWith(...said))
    expect(reasonsOf(imported)).toEqual([])
    expect(componentsOf(observation)).toEqual([['121401', '373098007'], ...expected])
    expect(numberRead(observationsOf(imported), 'dStar')).toBe(45)
  })

  test('what the group says is of each of its numbers, unless one says it itself', async () => {
    const own = modifier(fitting, ['113266', 'DCM', 'Trust-Region'])
    const shared = [modifier(fitting, segmented), b(0), b(800), modifier(method, ivim)]
    const { imported, observation } = await importOne(dStarWith(own), shared)
    expect(reasonsOf(imported)).toEqual([])
    expect(componentsOf(observation).slice(1)).toEqual([
      ['113241', '113266'],
      ['113240', 0],
      ['113240', 800],
    ])
    expect(observation).toMatchObject({ method: { coding: [{ code: '113251' }] } })
  })

  test('an ADC of the bi-exponential model is kept as such, and not read as the ADC', async () => {
    const said = [modifier(derivation, mean), modifier(method, region), modifier(method, ivim)]
    const { imported } = await importOne(measurement(adc, 0.0011, mm2PerS, said))
    expect(observationsOf(imported)).toHaveLength(1)
    expect(numberRead(observationsOf(imported), 'adc')).toBe('another-method')
  })

  test('what may change the meaning still stops it', async () => {
    const topography = modifier(
      ['106233006', 'SCT', 'Topographical modifier'],
      ['X', '99SITE', 'Rim'],
    )
    const { imported } = await importOne(dStarWith(topography))
    expect(reasonsOf(imported)).toEqual(['unknown-modifier'])
  })
})

describe('a statistic that is not stated', () => {
  const unstated = lesionGroup(1, [measurement(adc, 0.0011, mm2PerS, [])])

  test('is the mean only for a site that says so, and stays unstated', async () => {
    expect(reasonsOf(await importGroups([unstated]))).toEqual(['no-statistic'])
    const imported = await importGroups([unstated], {}, { acceptUnstatedStatistic: true })
    const [observation] = observationsOf(imported)
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.1)
    expect(JSON.stringify(observation?.['note'])).toContain('states no statistic')
    expect(componentsOf(observation)).toEqual([])
  })

  test('does not make a mean of one that is stated and another', async () => {
    const minimum = measurement(adc, 0.0007, mm2PerS, [modifier(derivation, CODES.minimum)])
    const imported = await importGroups(
      [lesionGroup(1, [minimum])],
      {},
      { acceptUnstatedStatistic: true },
    )
    expect(numberRead(observationsOf(imported), 'adc')).toBe('missing')
  })
})

describe('other statistics are kept under codes of their own', () => {
  test.each([
    ['median', ['373099004', 'SCT', 'Median']],
    ['median', ['C28007', 'NCIt', 'Median']],
    ['percentile-10', ['371890005', 'SCT', '10th Percentile']],
    ['percentile-90', ['R-00338', 'SRT', '90th Percentile']],
    ['percentile-5', ['R-00397', 'SNM3', '5th Percentile']],
    ['total', ['R-40507', '99SDM', 'Total']],
  ] as const)('adc-%s', async (id, statistic) => {
    const said = [modifier(derivation, statistic)]
    const { observation } = await importOne(measurement(adc, 0.0009, mm2PerS, said))
    expect(observation).toMatchObject({ code: { coding: [{ code: `adc-${id}` }] } })
  })

  test('the mean of NCI Thesaurus is the mean', async () => {
    const said = [modifier(derivation, ['C53319', 'NCIT', 'Mean'])]
    const { imported } = await importOne(measurement(adc, 0.0011, mm2PerS, said))
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.1)
  })
})

test('a code of the concept with a code below it that denies it is not taken', async () => {
  const denied = item('HAS CONCEPT MOD', 'CODE', derivation, {
    ConceptCodeSequence: [toItem(mean)],
    ContentSequence: [modifier(CODES.comment, ['X', '99SITE', 'not'])],
  })
  const { imported } = await importOne(measurement(adc, 0.0011, mm2PerS, [denied]))
  expect(reasonsOf(imported)).toEqual(['other-statistic'])
})
