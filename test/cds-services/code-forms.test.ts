import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { judgeDiagnosis } from '../../src/clinical/recognition/recognise-diagnosis.ts'
import { ordinalOf, toValueSet } from '../../src/clinical/terminology/value-set.ts'
import { filesIn, repositoryPath } from '../support/paths.ts'
import { fc } from '../support/property.ts'
import { gather, observation, outcome, type Resource } from '../support/readings.ts'

const LOINC = 'http://loinc.org'
const SCT = 'http://snomed.info/sct'
const MII =
  'https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-allgemeiner-leistungszustand-ecog'
const LOCAL = 'http://tace-resistance-cds.example/CodeSystem'

const { definitions } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { diagnosis, inputs } = definitions[0]!

const coding = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display !== undefined && { display }) }],
})
const answer = (concept: Resource) => ({ valueCodeableConcept: concept })

/** What an Observation of ECOG or Child-Pugh excludes the patient by. */
function excluded(code: Resource, value: Resource): string | undefined {
  const { readings, exclusions } = gather([{ ...observation('ecog'), code, ...value }])
  const stage = readings['cnlcStageIIIa']
  return stage?.kind === 'excluding' ? stage.because : exclusions[0]?.because
}

describe('ECOG is read in the forms in which it is sent', () => {
  const NUMBER = coding(LOINC, '89247-1')
  const CODED = coding(LOINC, '89262-0')
  const GERMAN = { coding: [...coding(SCT, '423740007').coding, ...CODED.coding] }

  test.each<[string, Resource, Resource]>([
    ['mCODE: an integer', NUMBER, { valueInteger: 3 }],
    ['an integer under the code of the graded answer', CODED, { valueInteger: 3 }],
    ['an integer under the code of SNOMED CT', coding(SCT, '423740007'), { valueInteger: 4 }],
    ['a pure number', NUMBER, { valueQuantity: { value: 3, code: '{score}', unit: 'score' } }],
    ['a string', NUMBER, { valueString: '3' }],
    ['the German form with an answer of LOINC', GERMAN, answer(coding(LOINC, 'LA9625-0'))],
    ['with its own answer', GERMAN, answer(coding(MII, '4'))],
    ['with an answer of SNOMED CT', GERMAN, answer(coding(SCT, '423237006'))],
    [
      'with all three',
      GERMAN,
      answer({
        coding: [MII, LOINC, SCT].map((system, i) => ({
          system,
          code: ['3', 'LA9625-0', '423053003'][i],
        })),
      }),
    ],
    ['an answer under the code of the score', NUMBER, answer(coding(LOINC, 'LA9626-8'))],
    ['an answer beside a local one', CODED, answer(coding(SCT, '423053003', 'ECOG 3'))],
  ])('%s: 3 and 4 are CNLC IV', (_name, code, value) => {
    expect(excluded(code, value)).toBe('cnlc-iv')
  })

  test.each<[string, Resource, Resource]>([
    ['grade 2', CODED, answer(coding(LOINC, 'LA9624-3'))],
    ['unknown', GERMAN, answer(coding(SCT, '261665006'))],
    ['unknown in German', GERMAN, answer(coding(MII, 'U'))],
    ['3 of another list', CODED, answer(coding('http://hospital.example/ecog', '3'))],
    [
      'two grades at once',
      CODED,
      answer({
        coding: [
          { system: MII, code: '2' },
          { system: MII, code: '4' },
        ],
      }),
    ],
    ['Karnofsky 30', coding(LOINC, '89243-0'), { valueInteger: 30 }],
    ['an answer without its system', CODED, answer({ coding: [{ code: 'LA9625-0' }] })],
  ])('%s is not', (_name, code, value) => {
    expect(excluded(code, value)).toBeUndefined()
  })

  test('each grade has one code in LOINC and SNOMED CT, and stands for itself', () => {
    const ecog = inputs.auxiliaries.find(({ id }) => id === 'performanceStatus')
    const grades = ecog?.kind === 'quantity' ? (ecog.answerCodes?.codings ?? []) : []
    for (const system of [LOINC, SCT]) {
      const of = grades.filter((one) => one.system === system)
      expect(of.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5])
    }
  })

  test('codings that stand for different numbers stand for none', () => {
    const member = fc.record({
      system: fc.constantFrom('http://a.example', 'http://b.example'),
      code: fc.constantFrom('1', '2', '3'),
    })
    fc.assert(
      fc.property(fc.array(member), (sent) => {
        const all = ['http://a.example', 'http://b.example'].flatMap((system) =>
          ['1', '2', '3'].map((code) => ({ system, code, ordinal: Number(code) })),
        )
        const codes = new Set(sent.map(({ code }) => code))
        const expected = codes.size === 1 ? Number([...codes][0]) : undefined
        expect(ordinalOf(sent, toValueSet('x', 'X', all))).toBe(expected)
      }),
    )
  })
})

describe('Child-Pugh is read in the forms in which it is sent', () => {
  const PANEL = coding(LOINC, '98153-0')

  test.each<[string, Resource, Resource]>([
    ['LOINC with a string', PANEL, { valueString: 'C' }],
    ['with a longer string', PANEL, { valueString: 'Child-Pugh class C' }],
    ['in Chinese', PANEL, { valueString: 'C级' }],
    ['with a number', PANEL, { valueInteger: 12 }],
    ['with a quantity', PANEL, { valueQuantity: { value: 10, code: '{score}', unit: 'score' } }],
    ['with SNOMED CT', PANEL, answer(coding(SCT, '710067001'))],
    ['with the local code', PANEL, answer(coding(`${LOCAL}/child-pugh`, 'C'))],
    ['with a text', PANEL, answer({ text: 'C' })],
    [
      'with a code that only its display explains',
      PANEL,
      answer(coding(LOINC, 'LA1-1', 'Class C')),
    ],
    ['SNOMED CT with a string', coding(SCT, '3191000175106'), { valueString: 'C' }],
  ])('%s', (_name, code, value) => {
    expect(excluded(code, value)).toBe('child-pugh-c')
  })

  test.each<[string, Resource, Resource]>([
    ['class B', PANEL, { valueString: 'B' }],
    ['9 points', PANEL, { valueInteger: 9 }],
    ['a number beyond the score', PANEL, { valueInteger: 16 }],
    ['a code that nothing explains', PANEL, answer(coding(LOINC, 'LA1-1'))],
    ['a display that contradicts its code', PANEL, answer(coding(SCT, '710065009', 'C'))],
    ['C of another panel', coding(LOINC, '88020-3'), { valueString: 'C' }],
  ])('%s is not class C', (_name, code, value) => {
    expect(excluded(code, value)).toBeUndefined()
  })
})

describe('a diagnosis code that equals a listed one in a system without a source is never another', () => {
  const verdict = (system: string, code: string) =>
    judgeDiagnosis({ codings: [{ system, code }] }, diagnosis)

  test.each([
    'http://hl7.org/fhir/sid/icd-10-xx',
    'http://hl7.org/fhir/sid/icd-10-th',
    'urn:oid:2.16.840.1.113883.6.135.9',
    'https://hospital.example/CodeSystem/ICD10',
    'http://ministry.example/cie-10-es',
    'http://ministry.example/CID10',
    'http://ministry.example/cim-10-fr',
    'http://fhir.kr.example/CodeSystem/KCD-8',
    'urn:icd-10-gm-2027',
    'ICD-10',
  ])('C22.0 of %s is to be mapped', (system) => {
    expect(verdict(system, 'C22.0')).toBe('unmapped')
    expect(verdict(system, 'C220')).toBe('unmapped')
    expect(verdict(system, 'C22.1')).toBe('other')
  })

  test.each([
    ['http://id.who.int/icd/release/11/mms', 'unmapped'],
    ['http://hl7.org/fhir/sid/icd-11', 'unmapped'],
    ['urn:cie-11-es', 'unmapped'],
    ['http://snomed.info/sct', 'other'],
  ])('2C12.02 of %s is %s: no second source confirms it', (system, expected) => {
    expect(verdict(system, '2C12.02')).toBe(expected)
  })

  test.each(['8180/3', '8160/3', '8140/3', '8170/0'])(
    '%s of ICD-O is not it, but a tumour that may be another',
    (code) => {
      expect(verdict('http://terminology.hl7.org/CodeSystem/icd-o-3', code)).not.toBe('coded')
    },
  )

  test.each([
    ['http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'C22.0'],
    ['https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/icd-10-cm-2023-tw', 'C22.0'],
    ...['8170/3', '8171/3', '8172/3', '8173/3', '8174/3', '8175/3'].map((code) => [
      'http://terminology.hl7.org/CodeSystem/icd-o-3',
      code,
    ]),
  ])('%s %s is it', (system, code) => {
    expect(verdict(system, code)).toBe('coded')
  })
})

describe('the model by which a coefficient was fitted says which one it is', () => {
  const diffusionOf = (name: 'adc' | 'dStar', more: Resource) => {
    const value = {
      valueQuantity: {
        value: name === 'adc' ? 1.1 : 44,
        code: '10*-3.mm2/s',
        system: 'http://unitsofmeasure.org',
      },
    }
    return gather([observation(name, value, more)]).readings[name]
  }
  const method = (text: string) => ({ method: { text } })

  test.each([
    'bi-exponential',
    'Biexponential fit',
    'IVIM model',
    'IVIM fit, 9 b-values',
    '双指数模型',
    'stretched exponential',
    '拉伸指数模型',
  ])('ADC by "%s" is another quantity', (text) => {
    expect(outcome(diffusionOf('adc', method(text)))).toBe('another-method')
  })

  test.each([
    'mono-exponential',
    'Monoexponential',
    '单指数模型',
    'IVIM',
    'DWI',
    'mono-exponential and bi-exponential',
  ])('ADC by "%s" is read, without a caution', (text) => {
    const reading = diffusionOf('adc', method(text))
    expect(outcome(reading)).toBe(1.1)
    expect(reading?.kind === 'found' && reading.from.isByUnknownMethod).toBeUndefined()
  })

  test.each(['mono-exponential', '单指数', 'stretched exponential'])(
    'D* by "%s" is another quantity',
    (text) => {
      expect(outcome(diffusionOf('dStar', method(text)))).toBe('another-method')
    },
  )

  test.each(['bi-exponential', 'IVIM', '双指数'])('D* by "%s" is read', (text) => {
    expect(outcome(diffusionOf('dStar', method(text)))).toBe(44)
  })

  test.each<[string, Resource]>([
    ['a local code', { method: coding('http://hospital.example/methods', 'M7') }],
    ['words', method('Protocol 7')],
    ['words in Chinese', method('方案七')],
  ])('any other method, by %s, is read with a caution', (_name, more) => {
    for (const name of ['adc', 'dStar'] as const) {
      const reading = diffusionOf(name, more)
      expect(reading?.kind === 'found' && reading.from.isByUnknownMethod).toBe(true)
    }
  })
})

describe('what is said of codes', () => {
  const FOLDER = 'cds-services/terminology/value-sets'
  const textOf = (path: string) => readFileSync(repositoryPath(path), 'utf8')

  test('no standard code was found: only of what docs/codes.md lists as sought', () => {
    const listed = textOf('docs/codes.md')
    const said = filesIn(FOLDER)
      .filter((file) => textOf(`${FOLDER}/${file}`).includes('no standard code was found'))
      .map((file) => file.replace('.json', ''))
    expect(said.length).toBeGreaterThan(10)
    // An answer is named after its question.
    const isListed = (id: string) =>
      id.startsWith('cnlc-') ||
      [id, id.replace(/(-[^-]+)$/, ''), id.replace(/(-[^-]+){2}$/, '')].some((one) =>
        listed.includes(`\`${one}\``),
      )
    expect(said.filter((id) => !isListed(id))).toEqual([])
  })
})
