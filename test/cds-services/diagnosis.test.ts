import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { isDiagnosis } from '../../src/clinical/recognition/recognise-diagnosis.ts'
import { repositoryPath } from '../support/paths.ts'

const { definitions } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { diagnosis } = definitions[0]!

describe('a coded diagnosis', () => {
  test.each([
    ['http://hl7.org/fhir/sid/icd-10-cm', 'C22.0', true],
    ['http://hl7.org/fhir/sid/icd-10', 'C22.0', true],
    ['http://snomed.info/sct', '109841003', true],
    ['http://snomed.info/sct', '25370001', true],
    ['http://terminology.hl7.org/CodeSystem/icd-o-3', '8170/3', true],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'C22.1', false],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'C22.8', false],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'C22.9', false],
    ['http://snomed.info/sct', '95214007', false],
    [undefined, 'C22.0', false],
    ['http://snomed.info/sct', 'C22.0', false],
  ])('%s %s is hepatocellular carcinoma: %s', (system, code, expected) => {
    expect(isDiagnosis({ codings: [{ system, code }] }, diagnosis)).toBe(expected)
  })
})

describe('a diagnosis in words', () => {
  test.each([
    ['Hepatocellular carcinoma', true, 'its name'],
    ['HCC, BCLC B', true, 'its abbreviation and stage'],
    ['原发性肝细胞癌', true, 'its Chinese name'],
    ['原發性肝細胞癌', true, 'in traditional characters'],
    ['ＨＣＣ', true, 'full-width letters'],
    ['HCC, possible portal vein invasion', true, 'a doubt about something else'],
    ['肝细胞癌，门静脉癌栓待排', true, 'the same in Chinese'],
    ['HCC after resection', true, 'a history that does not end it'],
    ['Suspected hepatocellular carcinoma', false, 'a suspicion'],
    ['HCC (suspected)', false, 'a suspicion in brackets'],
    ['HCC?', false, 'a question mark'],
    ['肝细胞癌？', false, 'a full-width question mark'],
    ['疑似肝细胞癌', false, 'a suspicion in Chinese'],
    ['肝细胞癌待排', false, 'to be ruled out, in Chinese'],
    ['Family history of HCC', false, "somebody else's"],
    ['HCC screening', false, 'a search for it'],
    ['Intrahepatic cholangiocarcinoma', false, 'another cancer'],
    ['Liver cancer', false, 'a word that leaves the kind open'],
    ['肝癌', false, 'the same in Chinese'],
    ['Liver metastases', false, 'not of the liver'],
  ])('%s: %s, %s', (text, expected) => {
    expect(isDiagnosis({ codings: [], text }, diagnosis)).toBe(expected)
  })
})
