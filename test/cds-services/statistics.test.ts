import { describe, expect, test } from '@jest/globals'
import {
  CODES,
  diffusion,
  observation,
  on,
  outcome,
  read,
  type Resource,
} from '../support/readings.ts'

const SCT = 'http://snomed.info/sct'
const SRT = 'http://snomed.info/srt'
const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const UMLS = 'http://terminology.hl7.org/CodeSystem/umls'
const HL7 = 'http://terminology.hl7.org/CodeSystem/observation-statistics'
const NCIT = 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl'

const coding = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, display }],
})
const adc = (...more: readonly Resource[]) =>
  outcome(read(observation('adc', diffusion(1.1), ...more))['adc'])
const named = (text: string) => ({ code: { coding: [CODES.adc], text } })
const derived = (value: Resource, code: Resource = coding(DCM, '121401')) => ({
  component: [{ code, valueCodeableConcept: value }],
})

describe('another statistic than the mean is told', () => {
  test.each([
    ['SNOMED CT minimum', SCT, '255605001'],
    ['SNOMED CT maximum', SCT, '56851009'],
    ['SNOMED CT median', SCT, '373099004'],
    ['SNOMED CT total', SCT, '255619001'],
    ['SNOMED CT 10th percentile', SCT, '371890005'],
    ['SNOMED RT minimum', SRT, 'R-404FB'],
    ['DICOM peak', DCM, '126031'],
    ['DICOM skewness', DCM, '126051'],
    ['DICOM kurtosis', DCM, '126052'],
    ['UMLS variance', UMLS, 'C1711260'],
    ['HL7 minimum', HL7, 'minimum'],
    ['HL7 20th percentile', HL7, '20-percent'],
  ])('by code, wherever it stands: %s', (_name, system, code) => {
    const concept = coding(system, code)
    expect(adc({ method: concept })).toBe('not-the-mean')
    expect(adc(derived(concept))).toBe('not-the-mean')
    expect(adc({ code: { coding: [CODES.adc, { system, code }] } })).toBe('not-the-mean')
  })

  test.each([
    'ADC P10',
    'ADC p90',
    'ADC 10th percentile',
    'ADC 5th perc.',
    'ADC10',
    'ADC_10',
    'ADC 25%',
    'ADC10%',
    'ADC perc10',
    'minimum ADC',
    'minADC',
    'ADCmin',
    'lowest ADC',
    'ADC max',
    'peak ADC',
    'median ADC',
    'ADC lower quartile',
    'ADC IQR',
    'ADC skewness',
    'ADC entropy',
    'SD of ADC',
    'ADC range',
    'ADC heterogeneity',
    'geometric mean ADC',
    'ADC ratio',
    'tumour-to-liver ADC ratio',
    'rADC',
    'nADC',
    'relative ADC',
    'normalized ADC',
    'normalised ADC (spleen)',
    'ADC change',
    '最小ADC值',
    '最大ADC值',
    'ADC最低值',
    'ADC中位数',
    'ADC第10百分位数',
    'ADC标准差',
    'ADC偏度',
    'ADC峰度',
    'ADC熵',
    'ADC比值',
    '相对ADC值',
    '标准化ADC',
    '归一化ADC值',
    'ADC差值',
  ])('by name: %s', (text) => {
    expect(adc(named(text))).toBe('not-the-mean')
  })

  test.each(['minimum', '最小值', 'Median', 'P10'])('by a derivation in words: %s', (text) => {
    expect(adc(derived({ text }, { text: 'Derivation' }))).toBe('not-the-mean')
  })

  test('by the name of the Observation around a component', () => {
    const panel = (text: string) => ({
      ...observation('adc'),
      code: { text },
      component: [{ code: { coding: [CODES.adc] }, ...diffusion(0.6) }],
    })
    expect(outcome(read(panel('ADC minimum'))['adc'])).toBe('not-the-mean')
    expect(outcome(read(panel('Lesion 1'))['adc'])).toBe(0.6)
  })

  test('by a derivation beside the value in one panel', () => {
    const panel = {
      ...observation('adc'),
      code: { text: 'Lesion 1' },
      component: [
        { code: { coding: [CODES.adc] }, ...diffusion(0.6) },
        { code: coding(DCM, '121401'), valueCodeableConcept: coding(SCT, '255605001') },
      ],
    }
    expect(outcome(read(panel)['adc'])).toBe('not-the-mean')
  })
})

describe('a statistic that is not understood is never taken for the mean', () => {
  test.each([
    ['an unlisted SNOMED CT method', { method: coding(SCT, '118586006') }],
    ['an unlisted DICOM method', { method: coding(DCM, '128000') }],
    ['an NCIt method', { method: coding(NCIT, 'C1', 'Something') }],
    ['an unlisted HL7 statistic', { method: coding(HL7, 'trimean') }],
    ['an unlisted derivation', derived(coding('http://hospital.example/codes', 'x'))],
    ['a derivation in unknown words', derived({ text: 'Hodges-Lehmann' })],
    ['a statistic component in unknown words', derived({ text: 'X' }, { text: 'statistic' })],
    ['a histogram', named('ADC histogram')],
    ['a histogram in Chinese', named('ADC直方图')],
  ] as readonly (readonly [string, Resource])[])('%s', (_name, more) => {
    expect(adc(more)).toBe('statistic-not-understood')
  })
})

describe('what is the mean, or says nothing, is read', () => {
  test.each([
    ['nothing', {}],
    ['a mean by SNOMED CT', { method: coding(SCT, '373098007') }],
    ['a mean by HL7', { method: coding(HL7, 'average') }],
    ['a mean by derivation', derived(coding(SCT, '373098007'))],
    ['a mean by a derivation in words', derived({ text: 'Mean' })],
    ['a mean of a histogram', named('Mean ADC (histogram analysis)')],
    ['ADCmean in one word', named('ADCmean')],
    ['平均ADC值', named('平均ADC值')],
    ['the slice of maximum diameter', named('ADC, slice of maximum diameter')],
    ['肿瘤最大层面ADC', named('肿瘤最大层面ADC')],
    ['a fit', { method: coding(DCM, '113261') }],
    ['a model', { method: coding(DCM, '113250') }],
    ['a technique in words', { method: { text: 'DWI, b 0 and 800' } }],
    [
      'a technique of SNOMED CT in words',
      { method: coding(SCT, '113091000', 'Magnetic resonance imaging') },
    ],
    ['a local method', { method: coding('http://hospital.example/codes', 'roi') }],
    [
      'another component',
      derived(coding('http://hospital.example/codes', 'x'), { text: 'Capsule' }),
    ],
  ] as readonly (readonly [string, Resource])[])('%s', (_name, more) => {
    expect(adc(more)).toBe(1.1)
  })
})

describe('a diffusion coefficient of another model is another quantity', () => {
  test.each(['113251', '113252', '113253', '113254', '113255'])('ADC by %s', (code) => {
    expect(adc({ method: coding(DCM, code) })).toBe('another-method')
  })

  test('D* is of the bi-exponential model', () => {
    const dStar = (code: string) =>
      outcome(read(observation('dStar', diffusion(44), { method: coding(DCM, code) }))['dStar'])
    expect(dStar('113251')).toBe(44)
    expect(dStar('113250')).toBe('another-method')
  })
})

describe('what a guide writes without a derivation', () => {
  const plain = (value: number, ...more: readonly Resource[]) =>
    observation('adc', diffusion(value), ...more)

  test('beside a second value of the same code contradicts it', () => {
    expect(outcome(read(plain(1.1), plain(0.7))['adc'])).toBe('contradicting-values')
  })

  test('gives way to what says that it is the mean', () => {
    const mean = plain(1.1, { method: coding(SCT, '373098007') })
    expect(outcome(read(mean, plain(0.7))['adc'])).toBe(1.1)
  })

  test('of another day does not', () => {
    expect(outcome(read(plain(1.1), plain(0.7, on('2026-11-14')))['adc'])).toBe(1.1)
  })
})
