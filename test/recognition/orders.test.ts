import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/index.ts'
import { isFhirResource, readOrder } from '../../src/fhir/index.ts'
import { isDiagnosis, recogniseOrder } from '../../src/recognition/index.ts'
import { repositoryPath } from '../support/paths.ts'

const folder = repositoryPath('cds-services')
const { order: rules, diagnosis } = loadCatalog({ folder, language: 'en' }).definitions[0]!

const CPT = { system: 'http://www.ama-assn.org/go/cpt', code: '37243' }
const LIVER = { system: 'http://snomed.info/sct', code: '10200004' }

function verdict(resource: Record<string, unknown>, by = rules) {
  const typed = { resourceType: 'ServiceRequest', id: 'x', ...resource }
  const order = isFhirResource(typed) ? readOrder(typed) : undefined
  return order === undefined ? 'unreadable' : recogniseOrder(order, by)
}

describe('a text that names TACE', () => {
  test.each([
    'TACE',
    'cTACE',
    'DEB-TACE',
    'D-TACE with 100 µm beads',
    'Transarterial chemoembolization (TACE)',
    'Transarterial chemoembolisation',
    'trans-arterial chemoembolization of segment VIII',
    'Transcatheter arterial chemoembolization',
    'Hepatic artery chemoembolization',
    '经导管动脉化疗栓塞术',
    '经导管肝动脉化疗栓塞术(TACE)',
    '肝动脉化疗栓塞',
    '肝动脉栓塞化疗术',
    'ＴＡＣＥ',
  ])('%s is recognised', (text) => {
    expect(verdict({ code: { text } })).toBe('recognised')
  })
})

describe('a text that names something else', () => {
  test.each([
    'HAIC',
    'TACE-HAIC',
    'Hepatic arterial infusion chemotherapy',
    'TAE',
    'Bland embolization of the hepatic artery',
    'TARE with Y-90',
    'Radioembolization (SIRT)',
    'Uterine artery embolization',
    'Renal artery embolization',
    'Follow-up MRI after TACE',
    'CT scan post TACE',
    'TACE consultation',
    'TACE术后复查',
    '肝动脉持续灌注化疗',
    'Pancetacea study',
    'Chemotherapy infusion',
    '会诊:是否行TACE',
  ])('%s is not TACE', (text) => {
    expect(verdict({ code: { text } })).toBe('other')
  })
})

describe('a generic embolization code', () => {
  test('alone is not TACE', () => {
    expect(verdict({ code: { coding: [CPT] } })).toBe('other')
  })

  test('for the uterus is not TACE', () => {
    expect(verdict({ code: { coding: [CPT], text: 'Uterine fibroid embolization' } })).toBe('other')
  })

  test.each([
    ['the liver as body site', { bodySite: [{ coding: [LIVER] }] }],
    ['a chemotherapy hint in a note', { note: [{ text: 'with doxorubicin and lipiodol' }] }],
    ['a hint in its text', { code: { coding: [CPT], text: 'Embolization, hepatic artery' } }],
  ])('with %s depends on the diagnosis', (_name, more) => {
    expect(verdict({ code: { coding: [CPT] }, ...more })).toBe('if-diagnosed')
  })

  test('with a hint and another procedure named is not TACE', () => {
    const order = { code: { coding: [CPT], text: 'Hepatic radioembolization Y-90' } }
    expect(verdict(order)).toBe('other')
  })
})

describe("a site's own ways", () => {
  const code = { system: 'http://hospital.example/orders', code: 'IR-TACE-01' }
  const site = { codes: { 'tace-order': [code] }, recogniseOrdersByText: false }
  const own = loadCatalog({ folder, language: 'en', site }).definitions[0]!

  test('its own code is recognised', () => {
    expect(verdict({ code: { coding: [code] } })).toBe('other')
    expect(verdict({ code: { coding: [code] } }, own.order)).toBe('recognised')
  })

  test('a code without its system matches nothing', () => {
    expect(verdict({ code: { coding: [{ code: code.code }] } }, own.order)).toBe('other')
  })

  test('recognition by text can be switched off', () => {
    expect(verdict({ code: { text: 'TACE' } }, own.order)).toBe('other')
  })
})

describe('other resource types in which TACE is ordered', () => {
  test.each([
    ['MedicationRequest', { medicationCodeableConcept: { text: 'Epirubicin for TACE' } }],
    ['DeviceRequest', { codeCodeableConcept: { text: 'DEB-TACE beads' } }],
    ['ProcedureRequest', { code: { text: 'TACE' } }],
    ['RequestGroup', { action: [{ code: [{ text: 'TACE' }] }] }],
    ['CarePlan', { activity: [{ detail: { code: { text: 'TACE' } } }] }],
  ])('%s', (resourceType, more) => {
    expect(verdict({ resourceType, ...more })).toBe('recognised')
  })

  test('a Task, or an order that says nothing, is no order that is read', () => {
    expect(verdict({ resourceType: 'Task', code: { text: 'TACE' } })).toBe('unreadable')
    expect(verdict({})).toBe('unreadable')
  })
})

describe('the diagnosis', () => {
  test.each([
    [{ codings: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C22.0' }] }, true],
    [{ codings: [{ system: 'http://snomed.info/sct', code: '109841003' }] }, true],
    [{ codings: [], text: 'Hepatocellular carcinoma' }, true],
    [{ codings: [], text: '原发性肝细胞癌' }, true],
    [{ codings: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C22.1' }] }, false],
    [{ codings: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C22.9' }] }, false],
    [{ codings: [{ code: 'C22.0' }] }, false],
    [{ codings: [], text: 'Suspected hepatocellular carcinoma' }, false],
    [{ codings: [], text: '疑似肝细胞癌' }, false],
    [{ codings: [], text: 'Family history of HCC' }, false],
  ])('%j: %s', (concept, expected) => {
    expect(isDiagnosis(concept, diagnosis)).toBe(expected)
  })
})
