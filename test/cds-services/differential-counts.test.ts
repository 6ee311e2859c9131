import { describe, expect, test } from '@jest/globals'
import { searchedCodes } from '../../src/clinical/readings/input-definition.ts'
import { fc } from '../support/property.ts'
import {
  coded,
  inputs,
  observation,
  on,
  outcome,
  read,
  type Resource,
  ucum,
} from '../support/readings.ts'

const LOINC = 'http://loinc.org'
const VOLUME = '10*9/L'

/** A value under any LOINC code, by default of the sample of all others. */
const loinc = (code: string, value: number, unit: string, ...more: readonly Resource[]) =>
  observation(
    'neutrophils',
    { code: { coding: [{ system: LOINC, code }] } },
    ucum(value, unit),
    ...more,
  )

const LATER = on('2026-11-16T08:30:00+08:00')

/** The ratio of a record, and where it is from. */
function ratioOf(...record: readonly Resource[]) {
  const { nlr } = read(...record)
  const from = nlr?.kind === 'found' || nlr?.kind === 'unusable' ? nlr.from : undefined
  return {
    nlr: outcome(nlr),
    asSent: from?.asSent,
    references: from?.reference.split(' / ').length,
  }
}

describe('neutrophils are segmented and bands together, never segmented alone', () => {
  test.each<[string, number | string, readonly Resource[]]>([
    [
      'percentages by hand',
      3.1,
      [loinc('769-0', 58, '%'), loinc('764-1', 4, '%'), loinc('737-7', 20, '%')],
    ],
    [
      'percentages',
      3,
      [loinc('26505-8', 56, '%'), loinc('26508-2', 4, '%'), loinc('26478-8', 20, '%')],
    ],
    [
      'counts',
      3,
      [loinc('30451-9', 4.2, VOLUME), loinc('26507-4', 0.3, VOLUME), loinc('26474-7', 1.5, VOLUME)],
    ],
    [
      'counts by hand in other units',
      3,
      [loinc('768-2', 4200, '/uL'), loinc('763-3', 300, '/uL'), loinc('732-8', 1.5, VOLUME)],
    ],
    [
      'no bands at all are 0, when they are said',
      3,
      [loinc('769-0', 60, '%'), loinc('764-1', 0, '%'), loinc('737-7', 20, '%')],
    ],
    ['segmented alone', 'no-partner', [loinc('769-0', 60, '%'), loinc('737-7', 20, '%')]],
    [
      'segmented counts alone',
      'no-partner',
      [loinc('30451-9', 4.2, VOLUME), loinc('26474-7', 1.5, VOLUME)],
    ],
    ['bands alone', 'no-partner', [loinc('764-1', 4, '%'), loinc('737-7', 20, '%')]],
    [
      'bands of another day',
      'no-partner',
      [loinc('769-0', 60, '%'), loinc('764-1', 4, '%', LATER), loinc('737-7', 20, '%')],
    ],
    [
      'segmented by hand, lymphocytes by a device',
      'methods-differ',
      [loinc('769-0', 58, '%'), loinc('764-1', 4, '%'), loinc('736-9', 20, '%')],
    ],
    [
      'more than all cells',
      'implausible',
      [loinc('769-0', 78, '%'), loinc('764-1', 9, '%'), loinc('737-7', 20, '%')],
    ],
    [
      'all neutrophils beside them, alike',
      3.1,
      [
        loinc('769-0', 58, '%'),
        loinc('764-1', 4, '%'),
        loinc('23761-0', 62, '%'),
        loinc('737-7', 20, '%'),
      ],
    ],
    [
      'all neutrophils beside them, not alike',
      'contradicting-values',
      [
        loinc('769-0', 58, '%'),
        loinc('764-1', 4, '%'),
        loinc('23761-0', 75, '%'),
        loinc('737-7', 20, '%'),
      ],
    ],
  ])('%s: %s', (_law, expected, record) => {
    expect(ratioOf(...record).nlr).toBe(expected)
  })

  test('a sum names what it is of', () => {
    const sum = [loinc('769-0', 58, '%'), loinc('764-1', 4, '%'), loinc('737-7', 20, '%')]
    expect(ratioOf(...sum)).toEqual({ nlr: 3.1, asSent: '58 % + 4 % / 20 %', references: 3 })
  })
})

describe('a percentage of the leukocytes of its sample is a count', () => {
  test.each<[string, number | string, readonly Resource[]]>([
    [
      'lymphocytes',
      3,
      [loinc('751-8', 4.5, VOLUME), loinc('736-9', 20, '%'), loinc('6690-2', 7.5, VOLUME)],
    ],
    [
      'neutrophils',
      3,
      [loinc('770-8', 60, '%'), loinc('731-0', 1.5, VOLUME), loinc('6690-2', 7.5, VOLUME)],
    ],
    [
      'by hand of leukocytes that a device counted',
      3,
      [loinc('23761-0', 60, '%'), loinc('732-8', 1.5, VOLUME), loinc('26464-8', 7500, '/uL')],
    ],
    [
      'without the leukocytes',
      'no-partner',
      [loinc('751-8', 4.5, VOLUME), loinc('736-9', 20, '%')],
    ],
    [
      'with leukocytes of another day',
      'no-partner',
      [loinc('751-8', 4.5, VOLUME), loinc('736-9', 20, '%'), loinc('6690-2', 7.5, VOLUME, LATER)],
    ],
    [
      'with leukocytes in no unit of theirs',
      'unknown-unit',
      [loinc('751-8', 4.5, VOLUME), loinc('736-9', 20, '%'), loinc('6690-2', 7.5, 'g/L')],
    ],
  ])('%s: %s', (_law, expected, record) => {
    expect(ratioOf(...record).nlr).toBe(expected)
  })

  test('whatever the counts are, the ratio is theirs', () => {
    const cells = fc.integer({ min: 10, max: 600 }).map((n) => n / 10)
    fc.assert(
      fc.property(cells, fc.integer({ min: 50, max: 300 }), (share, tenths) => {
        const leukocytes = tenths / 10
        const neutrophils = Math.round((80 - share) * leukocytes * 10) / 1000
        if (neutrophils < 0.05 || share < 1) return
        const { nlr } = ratioOf(
          loinc('751-8', neutrophils, VOLUME),
          loinc('736-9', share, '%'),
          loinc('6690-2', leukocytes, VOLUME),
        )
        const expected = neutrophils / ((share / 100) * leukocytes)
        if (expected < 0.1 || expected > 50) expect(nlr).toBe('implausible')
        else expect(Number(nlr)).toBeCloseTo(expected, 9)
      }),
    )
  })
})

test('what a ratio is made of is searched for', () => {
  const nlr = inputs.predictors.find(({ id }) => id === 'nlr')!
  const codes = searchedCodes(nlr).flatMap(({ codings }) => codings.map(({ code }) => code))
  for (const code of [
    '769-0',
    '764-1',
    '768-2',
    '763-3',
    '26505-8',
    '26508-2',
    '6690-2',
    '26464-8',
  ])
    expect(codes).toContain(code)
  expect(new Set(codes).size).toBe(codes.length)
})

describe('a code system is known under its other names', () => {
  test.each([
    'urn:oid:2.16.840.1.113883.6.1',
    'https://loinc.org',
    'https://loinc.org/',
    'http://loinc.org/',
    'https://www.loinc.org',
  ])('LOINC as %s', (system) => {
    const named = (code: string, value: number) =>
      observation('neutrophils', { code: { coding: [{ system, code }] } }, ucum(value, VOLUME))
    expect(outcome(read(named('751-8', 4.2), named('731-0', 1.4))['nlr'])).toBe(3)
  })

  test.each(['urn:oid:2.16.840.1.113883.6.8', 'https://unitsofmeasure.org'])(
    'UCUM as %s',
    (system) => {
      const inUcum = (code: string, value: number) =>
        loinc(code, value, VOLUME, {
          valueQuantity: { value, code: VOLUME, system },
        })
      expect(outcome(read(inUcum('751-8', 4.2), inUcum('731-0', 1.4))['nlr'])).toBe(3)
    },
  )

  test.each([
    'urn:oid:2.16.840.1.113883.6.2',
    'https://loinc.org.example',
    'loinc',
    'http://loinc.org/vs',
  ])('%s is another', (system) => {
    const named = (code: string) =>
      observation('neutrophils', { code: { coding: [{ system, code }] } }, ucum(4, VOLUME))
    expect(outcome(read(named('751-8'), named('731-0'))['nlr'])).toBe('missing')
  })
})

describe('the stage of a Condition', () => {
  const SCT = 'http://snomed.info/sct'
  const CLINICAL = { coding: [{ system: SCT, code: '260998006', display: 'Clinical staging' }] }
  const staged = (type: unknown, text: string): Resource => ({
    resourceType: 'Condition',
    id: 'hcc',
    code: { text: 'HCC' },
    recordedDate: '2026-11-10',
    stage: [{ ...(type === undefined ? {} : { type }), summary: { text } }],
  })

  test.each<[string, unknown, string, number | string]>([
    ['of any staging, that names CNLC', CLINICAL, 'CNLC IIIa', 1],
    ['of any staging, in Chinese', CLINICAL, '中国肝癌分期：Ⅲa期', 1],
    ['of any staging, that names none', CLINICAL, 'IIIa', 'missing'],
    ['of any staging, of BCLC', CLINICAL, 'BCLC C', 'another-scheme'],
    ['whose type names CNLC in words', { text: 'CNLC分期' }, 'IIIa', 1],
    [
      'whose type names CNLC by display',
      { coding: [{ system: 'http://his.example', code: '7', display: 'CNLC stage' }] },
      'Ⅱb期',
      0,
    ],
    ['of TNM', { text: 'TNM' }, 'IIIa', 'another-scheme'],
    ['of TNM that says CNLC', { text: 'TNM' }, 'CNLC IIIa', 'another-scheme'],
    [
      'of BCLC by its code',
      {
        coding: [{ system: 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', code: 'C115132' }],
      },
      'CNLC IIIa',
      'another-scheme',
    ],
    ['of no type, that names CNLC', undefined, 'CNLC：IIIa', 1],
    ['of no type, that names none', undefined, 'IIIa', 'missing'],
  ])('%s', (_law, type, text, expected) => {
    expect(outcome(read(staged(type, text))['cnlcStageIIIa'])).toBe(expected)
  })

  const NCIT = 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl'
  const coding = (system: string, code: string, display?: string) => ({
    coding: [{ system, code, display }],
  })
  const observed = (code: object, value: object, more: Resource = {}): Resource => ({
    ...{ resourceType: 'Observation', id: 'other', status: 'final' },
    ...{ effectiveDateTime: '2026-11-10', code, ...value, ...more },
  })
  const inText = (text: string) => ({ valueCodeableConcept: { text } })

  test.each<[object, object, string]>([
    [coding(NCIT, 'C115134', 'BCLC Stage'), inText('B'), 'BCLC B'],
    [coding(NCIT, 'C115134'), { valueString: 'C' }, 'BCLC Stage C'],
    [coding(NCIT, 'C115132'), inText('BCLC stage B'), 'BCLC stage B'],
    [coding(SCT, '399537006', 'Clinical TNM stage grouping'), inText('IIIA'), 'TNM IIIA'],
    [coding('http://loinc.org', '21908-9'), inText('IIIA'), 'Stage group.clinical Cancer IIIA'],
    [coding('http://loinc.org', '21908-9'), inText('cT2 N0 M0'), 'TNM cT2 N0 M0'],
    [{ text: 'BCLC分期' }, { valueString: 'B期' }, 'BCLC B期'],
    [{ text: 'BCLC stage' }, inText('B'), 'BCLC B'],
    [{ text: '巴塞罗那分期' }, inText('C'), '巴塞罗那 C'],
    [{ text: 'Tumour stage' }, inText('AJCC IIIA'), 'AJCC IIIA'],
    [{ text: 'Tumour stage' }, inText('T2N0M0'), 'TNM T2N0M0'],
    [{ text: 'Tumour stage' }, { valueString: 'pT3bN1M0' }, 'TNM pT3bN1M0'],
    [{ text: '肿瘤分期' }, { valueString: 'T1a，N0，M0' }, 'TNM T1a，N0，M0'],
    [{ text: 'Stage' }, inText('ypT2 N0'), 'TNM ypT2 N0'],
    [{ text: 'HKLC stage' }, inText('IIb'), 'HKLC IIb'],
    [{ text: 'Okuda' }, inText('II'), 'Okuda II'],
  ])('an Observation by another scheme (%j, %j) is told, and is no stage', (code, value, said) => {
    const told = { kind: 'unusable', why: 'another-scheme', from: { asSent: said } }
    expect(read(observed(code, value))['cnlcStageIIIa']).toMatchObject(told)
    const stage = observation('stage', coded('cnlc-stage', 'IIIa'))
    expect(outcome(read(observed(code, value), stage)['cnlcStageIIIa'])).toBe(1)
  })

  test.each<[string, object, object, Resource]>([
    ['of another organ', { text: 'TNM' }, inText('T2N0M0'), { bodySite: { text: 'Prostate' } }],
    ['that was withdrawn', { text: 'BCLC' }, inText('B'), { status: 'entered-in-error' }],
    ['in a report', { text: 'Note' }, { valueString: `BCLC B. ${'Text. '.repeat(20)}` }, {}],
    ['that is a number', { text: 'BCLC' }, { valueQuantity: { value: 2 } }, {}],
    ['T2 signal', { text: 'MRI' }, inText('T2 hyperintense, no mass'), {}],
    ['a vertebra', { text: 'Level' }, inText('T12'), {}],
  ])('an Observation %s is not told as another staging', (_law, code, value, more) => {
    expect(read(observed(code, value, more))['cnlcStageIIIa']?.kind).toBe('missing')
  })

  test.each<[unknown, string, string]>([
    [undefined, 'BCLC B', 'BCLC B'],
    [undefined, 'BCLC-C', 'BCLC-C'],
    [undefined, 'bclc stage A', 'bclc stage A'],
    [undefined, 'BCLC分期：C期', 'BCLC分期：C期'],
    [undefined, '巴塞罗那分期 B 期', '巴塞罗那分期 B 期'],
    [CLINICAL, 'Barcelona Clinic Liver Cancer stage B', 'Barcelona Clinic Liver Cancer stage B'],
    [{ text: 'BCLC' }, 'B', 'BCLC B'],
    [{ text: 'BCLC' }, 'IIIa', 'BCLC IIIa'],
    [{ coding: [{ display: 'BCLC Stage' }] }, 'D', 'BCLC D'],
    [{ text: 'TNM分期' }, 'T3aN0M0', 'TNM T3aN0M0'],
    [undefined, 'T2N0M0', 'TNM T2N0M0'],
    [undefined, 'pT3a N0 M0', 'TNM pT3a N0 M0'],
    [undefined, 'cT2，N1，M0期', 'TNM cT2，N1，M0期'],
    [CLINICAL, 'T4N1M1', 'TNM T4N1M1'],
    [{ text: 'AJCC v8' }, 'IIIA', 'AJCC IIIA'],
    [undefined, 'TNM T2 N0 M0', 'TNM T2 N0 M0'],
    [undefined, 'UICC IIIA', 'UICC IIIA'],
    [{ text: 'Okuda' }, 'II', 'Okuda II'],
    [undefined, 'HKLC IIb', 'HKLC IIb'],
  ])(
    'by another scheme (%j, %s) is told as it is recorded, and is no stage',
    (type, text, said) => {
      expect(read(staged(type, text))['cnlcStageIIIa']).toMatchObject({
        kind: 'unusable',
        why: 'another-scheme',
        from: { asSent: said, written: '2026-11-10' },
      })
      // Where the stage is recorded, that is the stage.
      expect(
        outcome(
          read(staged(type, text), observation('stage', coded('cnlc-stage', 'IIIa')))[
            'cnlcStageIIIa'
          ],
        ),
      ).toBe(1)
    },
  )
})
