import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { loadCatalog } from '../../src/catalog/index.ts'
import { isFhirResource, readObservation } from '../../src/fhir/index.ts'
import { gatherPredictors } from '../../src/predictors/index.ts'
import { repositoryPath } from '../support/paths.ts'
import { NOW } from '../support/service.ts'

const { predictors, synonyms } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).definitions[0]!

const LOCAL = 'http://tace-resistance-cds.example/CodeSystem'
const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const CODES = {
  neutrophils: { system: 'http://loinc.org', code: '751-8' },
  lymphocytes: { system: 'http://loinc.org', code: '731-0' },
  ratio: { system: `${LOCAL}/observation`, code: 'neutrophil-lymphocyte-ratio' },
  adc: { system: DCM, code: '113041' },
  slow: { system: DCM, code: '113291' },
  dStar: { system: DCM, code: '113292' },
  capsule: { system: `${LOCAL}/observation`, code: 'tumour-capsule' },
  stage: { system: `${LOCAL}/observation`, code: 'cnlc-stage' },
}

let counter = 0
function observation(code: keyof typeof CODES, more: Record<string, unknown>) {
  counter += 1
  const resource = {
    resourceType: 'Observation',
    id: `o${String(counter)}`,
    status: 'final',
    code: { coding: [CODES[code]] },
    effectiveDateTime: '2026-11-15T08:30:00+08:00',
    ...more,
  }
  const view = isFhirResource(resource) ? readObservation(resource) : undefined
  if (view === undefined) throw new TypeError('a test observation can be read')
  return view
}

const ucum = (value: number, code: string, more = {}) => ({
  valueQuantity: { value, code, unit: code, system: 'http://unitsofmeasure.org', ...more },
})
const count = (value: number, more = {}) => ({ ...ucum(value, '10*9/L'), ...more })
const diffusion = (value: number, more = {}) => ({ ...ucum(value, '10*-3.mm2/s'), ...more })

function read(...observations: readonly ReturnType<typeof observation>[]) {
  const byKey = { bloodCounts: observations, imaging: observations, staging: observations }
  return gatherPredictors(predictors, byKey, { time: { indexDate: NOW, now: NOW }, synonyms })
}

const outcome = (reading: ReturnType<typeof read>[string] | undefined) => {
  if (reading?.kind === 'found') return reading.value.number
  if (reading?.kind === 'unusable') return reading.why
  return reading?.kind === 'excluding' ? reading.because : reading?.kind
}

describe('the neutrophil-to-lymphocyte ratio', () => {
  test('is computed from both counts of one sample', () => {
    const { nlr } = read(
      observation('neutrophils', count(4.2)),
      observation('lymphocytes', count(1.5)),
    )
    expect(outcome(nlr)).toBe(2.8)
  })

  test('is the same whatever legal units the counts are in', () => {
    const units = [
      ['/uL', 1000],
      ['10*3/uL', 1],
      ['10*9/L', 1],
      ['10*6/L', 1000],
    ] as const
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.constantFrom(...units), ([a, n], [b, m]) => {
        const { nlr } = read(
          observation('neutrophils', ucum(4.2 * n, a)),
          observation('lymphocytes', ucum(1.5 * m, b)),
        )
        expect(outcome(nlr)).toBe(2.8)
      }),
    )
  })

  test('never mixes two samples', () => {
    const early = { effectiveDateTime: '2026-11-14T08:30:00+08:00' }
    expect(
      outcome(
        read(observation('neutrophils', count(4.2)), observation('lymphocytes', count(1.5, early)))[
          'nlr'
        ],
      ),
    ).toBe('no-partner')
    const specimen = (id: string) => ({ specimen: { reference: `Specimen/${id}` } })
    expect(
      outcome(
        read(
          observation('neutrophils', count(4.2, specimen('a'))),
          observation('lymphocytes', count(1.5, specimen('b'))),
        )['nlr'],
      ),
    ).toBe('no-partner')
  })

  test('an older complete pair wins over a newer count without its partner', () => {
    const newer = { effectiveDateTime: '2026-11-19T08:30:00+08:00' }
    const { nlr } = read(
      observation('neutrophils', count(9, newer)),
      observation('neutrophils', count(4.2)),
      observation('lymphocytes', count(1.5)),
    )
    expect(outcome(nlr)).toBe(2.8)
  })

  test('a reported ratio is taken when there are no counts', () => {
    expect(outcome(read(observation('ratio', ucum(3.1, '1')))['nlr'])).toBe(3.1)
  })

  test('does not depend on the order in which the Observations come', () => {
    const all = [
      observation('neutrophils', count(4.2)),
      observation('lymphocytes', count(1.5)),
      observation('neutrophils', count(8, { effectiveDateTime: '2026-11-10T08:30:00Z' })),
      observation('lymphocytes', count(1, { effectiveDateTime: '2026-11-10T08:30:00Z' })),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(outcome(read(...shuffled)['nlr'])).toBe(2.8)
      }),
    )
  })
})

describe('an ADC', () => {
  test.each([
    ['1.2 in the unit of the model', diffusion(1.2), 1.2],
    ['1200 um2/s', ucum(1200, 'um2/s'), 1.2],
    ['1200 that claims to be 10*-3.mm2/s', diffusion(1200), 'implausible'],
    ['0.0012 that claims to be 10*-3.mm2/s', diffusion(0.0012), 'implausible'],
    ['1.2 without a unit', { valueQuantity: { value: 1.2 } }, 'unknown-unit'],
    ['a limit only', ucum(1.2, '10*-3.mm2/s', { comparator: '<' }), 'only-a-limit'],
    ['a text', { valueString: 'low' }, 'not-a-number'],
    ['no value', {}, 'no-value'],
    ['preliminary', diffusion(1.2, { status: 'preliminary' }), 'not-final'],
    ['entered in error', diffusion(1.2, { status: 'entered-in-error' }), 'not-final'],
    ['amended', diffusion(1.2, { status: 'amended' }), 1.2],
    [
      'a modifier',
      diffusion(1.2, { modifierExtension: [{ url: 'http://x' }] }),
      'unknown-modifier',
    ],
    ['without a date', diffusion(1.2, { effectiveDateTime: undefined }), 'no-date'],
    ['of next year', diffusion(1.2, { effectiveDateTime: '2027-01-01' }), 'in-the-future'],
    ['of 46 days ago', diffusion(1.2, { effectiveDateTime: '2026-10-05T08:00:00Z' }), 'too-old'],
    ['of 44 days ago', diffusion(1.2, { effectiveDateTime: '2026-10-07T10:00:00Z' }), 1.2],
  ])('%s', (_name, more, expected) => {
    expect(outcome(read(observation('adc', more))['adc'])).toBe(expected)
  })

  test('is not D: the slow diffusion coefficient is another quantity', () => {
    expect(outcome(read(observation('slow', diffusion(1.0)))['adc'])).toBe('missing')
  })

  test('the newest usable one is taken', () => {
    const newer = { effectiveDateTime: '2026-11-18T08:30:00+08:00' }
    const { adc } = read(
      observation('adc', diffusion(1.2)),
      observation('adc', diffusion(1.4, newer)),
      observation('adc', diffusion(9, { ...newer, status: 'preliminary' })),
    )
    expect(outcome(adc)).toBe(1.4)
  })

  test('that is not below D* takes both out', () => {
    const { adc, dStar } = read(
      observation('adc', diffusion(3.4)),
      observation('dStar', diffusion(3.2)),
    )
    expect([outcome(adc), outcome(dStar)]).toEqual(['implausible', 'implausible'])
  })
})

describe('several lesions', () => {
  const lesion = (id: string) => ({ focus: [{ reference: `BodyStructure/${id}` }] })

  test('values of several lesions on one day are not mixed', () => {
    const { adc } = read(
      observation('adc', diffusion(1.2, lesion('a'))),
      observation('adc', diffusion(1.0, lesion('b'))),
    )
    expect(outcome(adc)).toBe('several-lesions')
  })

  test('ADC of one lesion and D* of another are both not used', () => {
    const { adc, dStar } = read(
      observation('adc', diffusion(1.2, lesion('a'))),
      observation('dStar', diffusion(45, lesion('b'))),
    )
    expect([outcome(adc), outcome(dStar)]).toEqual(['several-lesions', 'several-lesions'])
  })

  test('two values of one day without a lesion that differ contradict each other', () => {
    const { adc } = read(observation('adc', diffusion(1.2)), observation('adc', diffusion(1.3)))
    expect(outcome(adc)).toBe('contradicts-another')
  })
})

describe('findings', () => {
  const coded = (system: string, code: string) => ({
    valueCodeableConcept: { coding: [{ system: `${LOCAL}/${system}`, code }] },
  })

  test.each([
    ['IIIa', coded('cnlc-stage', 'IIIa'), 1],
    ['IIb', coded('cnlc-stage', 'IIb'), 0],
    ['IIIb', coded('cnlc-stage', 'IIIb'), 'cnlc-iiib'],
    ['IV', coded('cnlc-stage', 'IV'), 'cnlc-iv'],
    ['text IIIa', { valueString: 'IIIa' }, 1],
    ['text Ⅲa', { valueString: 'Ⅲa' }, 1],
    ['text CNLC IIIa', { valueCodeableConcept: { text: 'CNLC IIIa' } }, 1],
    ['text IIIa or IIIb', { valueString: 'IIIa or IIIb' }, 'value-not-understood'],
    [
      'a code without its system',
      { valueCodeableConcept: { coding: [{ code: 'IIIa' }] } },
      'value-not-understood',
    ],
  ])('CNLC %s', (_name, more, expected) => {
    expect(outcome(read(observation('stage', more))['cnlcStageIIIa'])).toBe(expected)
  })

  test.each([
    ['complete', 0],
    ['incomplete', 1],
    ['absent', 'not-the-models-variable'],
    ['indeterminate', 'value-not-understood'],
  ])('capsule %s', (code, expected) => {
    const { capsuleIncomplete } = read(observation('capsule', coded('tumour-capsule', code)))
    expect(outcome(capsuleIncomplete)).toBe(expected)
  })

  test('two stages of one day contradict each other', () => {
    const { cnlcStageIIIa } = read(
      observation('stage', coded('cnlc-stage', 'IIIa')),
      observation('stage', coded('cnlc-stage', 'IIb')),
    )
    expect(outcome(cnlcStageIIIa)).toBe('contradicts-another')
  })
})
