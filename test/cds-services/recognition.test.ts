import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import type { Concept } from '../../src/clinical/fhir/concept.ts'
import { readOrder } from '../../src/clinical/fhir/order.ts'
import {
  isNamedAgain,
  judgeDone,
  saysEarlier,
} from '../../src/clinical/recognition/recognise-done.ts'
import { judgeDiagnosis } from '../../src/clinical/recognition/recognise-diagnosis.ts'
import { recogniseOrder } from '../../src/clinical/recognition/recognise.ts'
import { repositoryPath } from '../support/paths.ts'
import { fc } from '../support/property.ts'

const { definitions } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { order: by, diagnosis } = definitions[0]!

const CM = 'http://hl7.org/fhir/sid/icd-10-cm'
const SCT = 'http://snomed.info/sct'
const CPT = 'http://www.ama-assn.org/go/cpt'
const LOCAL = 'http://hospital.example/problems'

const text = (words: string): Concept => ({ codings: [], text: words })
const coded = (system: string, code: string, words?: string): Concept => ({
  codings: [{ system, code }],
  text: words,
})
const HCC = coded(CM, 'C22.0')

const named = (name: string) =>
  recogniseOrder({ codes: [text(name)], bodySites: [], notes: [] }, by)

describe('which disease a problem is', () => {
  test.each<[string, Concept, string]>([
    ['C22.0 of ICD-10-AM', coded('http://hl7.org/fhir/sid/icd-10-am', 'C22.0'), 'coded'],
    ['C22.0 of ICD-10-CA', coded('http://hl7.org/fhir/sid/icd-10-ca', 'C22.0'), 'coded'],
    ['C220 by the OID of ICD-10-CA', coded('urn:oid:2.16.840.1.113883.6.94', 'C220'), 'coded'],
    ['C22.0 by the OID of ICD-10-GM', coded('urn:oid:1.2.276.0.76.5.409', 'C22.0'), 'coded'],
    ['C22.0 of the Dutch ICD-10', coded('http://hl7.org/fhir/sid/icd-10-nl', 'C22.0'), 'coded'],
    ['C22.0 of ICD-10-SE', coded('http://hl7.org/fhir/sid/icd-10-se', 'C22.0'), 'coded'],
    ['C22.0 of China', coded('urn:oid:2.16.156.10011.2.3.3.11', 'C22.0'), 'coded'],
    ['C22.0 of Switzerland', coded('urn:oid:2.16.756.5.30.1.126.3.2', 'C22.0'), 'coded'],
    [
      'C22.0 of Taiwan',
      coded('https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/icd-10-cm-2023-tw', 'C22.0'),
      'coded',
    ],
    ['C220 of ICD-10-CM', coded(CM, 'C220'), 'coded'],
    ['C22.0 of an unknown ICD-10', coded('http://his.example/ICD10', 'C22.0'), 'unmapped'],
    ['a code below it', coded('http://hl7.org/fhir/sid/icd-10-cn', 'C22.000x001'), 'unmapped'],
    ['CIM-10 of France', coded('https://his.example/cim-10', 'C22.0'), 'unmapped'],
    [
      'C22.0 as a site of ICD-O',
      coded('http://terminology.hl7.org/CodeSystem/icd-o-3', 'C22.0'),
      'silent',
    ],
    ['a metastasis called HCC', coded(CM, 'C78.7', 'Hepatocellular carcinoma'), 'other'],
    ['ICC called HCC', coded(CM, 'C22.1', 'HCC'), 'other'],
    ['ICC of an unknown ICD-10', coded('http://his.example/icd10', 'C22.1', 'HCC'), 'other'],
    ['diabetes with a mark', coded(CM, 'E11.65', 'Type 2 diabetes mellitus (HCC)'), 'other'],
    ['a carcinoid with a mark', coded(CM, 'C7B.02', 'Secondary carcinoid of liver (HCC)'), 'other'],
    [
      'another SNOMED concept',
      coded(SCT, '44054006', 'Diabetes mellitus type 2 (CMS/HCC)'),
      'other',
    ],
    ['a kind of HCC that is not listed', coded(SCT, '94381002', 'Recurrent HCC'), 'unmapped'],
    ['C22.9 with the mark', coded(CM, 'C22.9', 'Malignant neoplasm of liver (HCC)'), 'silent'],
    ['C22.9 with the name', coded(CM, 'C22.9', 'Hepatocellular carcinoma'), 'in-words'],
    ['C22.8 with its abbreviation', coded(CM, 'C22.8', 'HCC, BCLC B'), 'in-words'],
    ['malignant neoplasm of liver', coded(SCT, '93870000', '肝细胞癌'), 'in-words'],
    ['a local code with a name', coded(LOCAL, '4711', 'Hepatocellular carcinoma'), 'in-words'],
    ['a local code with a mark', coded(LOCAL, '4711', 'COPD (HCC)'), 'silent'],
    ['cirrhosis', coded(CM, 'K74.60', 'Cirrhosis of liver (HCC)'), 'silent'],
    ['cirrhosis in SNOMED', coded(SCT, '19943007', 'Cirrhosis of liver'), 'silent'],
    ['ICC in words', text('Intrahepatic cholangiocarcinoma'), 'other'],
    ['liver cancer that spread', text('肝癌伴肺转移'), 'silent'],
    ['a metastasis in words', text('转移性肝癌'), 'other'],
    ['liver cancer with its abbreviation', text('原发性肝癌（HCC）'), 'in-words'],
    ['French', text('Carcinome hépatocellulaire'), 'in-words'],
    ['Spanish', text('CARCINOMA HEPATOCELULAR'), 'in-words'],
    ['German', text('Hepatozelluläres Karzinom'), 'in-words'],
    ['Russian', text('Гепатоцеллюлярный рак'), 'in-words'],
    ['Korean', text('간세포암'), 'in-words'],
    ['Japanese', text('肝細胞癌'), 'in-words'],
  ])('%s', (_name, concept, verdict) => {
    expect(judgeDiagnosis(concept, diagnosis)).toBe(verdict)
  })
})

/** Names of problems as US records have them: https://www.cms.gov/medicare (payment by HCC). */
const PROBLEMS = [
  'Type 2 diabetes mellitus with hyperglycemia',
  'Secondary malignant neoplasm of liver',
  'Malignant neoplasm of liver, unspecified',
  'Atrial fibrillation, unspecified type',
  'Chronic obstructive pulmonary disease',
  'Intrahepatic bile duct carcinoma',
  'Hepatocellular carcinoma',
  'Hepatoma of right lobe',
  'Morbid obesity due to excess calories',
  'Cirrhosis of liver without ascites',
  'Secondary carcinoid tumors of liver',
  'Liver mass',
]
const problem = fc.constantFrom(...PROBLEMS)
const mark = fc.constantFrom(
  ...['(HCC)', '(CMS/HCC)', '[HCC]', '(HCC 111)', '- HCC', '– HCC 18', '(HHS-HCC)', '(hcc)'],
  ...[
    '(HCC) (CMS/HCC)',
    '(CMS-HCC V28)',
    '[CMS/HCC 8]',
    '(RxHCC)',
    '（HCC）',
    '{HCC}',
    '(HHS/HCC)',
  ],
)

describe('a mark of risk adjustment', () => {
  test('behind the name of a problem changes nothing', () => {
    fc.assert(
      fc.property(problem, mark, (name, added) => {
        expect(judgeDiagnosis(text(`${name} ${added}`), diagnosis)).toBe(
          judgeDiagnosis(text(name), diagnosis),
        )
      }),
    )
  })

  test.each(['HCC 8: ', 'HCC 18 - ', 'CMS-HCC 111: ', 'HCC 35.1 | '])(
    '%s before the name changes nothing',
    (front) => {
      for (const name of PROBLEMS)
        expect(judgeDiagnosis(text(front + name), diagnosis)).toBe(
          judgeDiagnosis(text(name), diagnosis),
        )
    },
  )

  test('is looked for in a moment, however long the text', () => {
    for (const long of [
      `HCC ${'1'.repeat(50_000)}`,
      `(HCC ${'1.'.repeat(20_000)}`,
      '- '.repeat(20_000),
    ])
      expect(judgeDiagnosis(text(long), diagnosis)).toBeDefined()
  })

  test.each(['HCC', 'HCC, BCLC B', 'Multifocal HCC', 'Cirrhosis with HCC', 'HCC: segment VIII'])(
    '%s is the disease',
    (name) => {
      expect(judgeDiagnosis(text(name), diagnosis)).toBe('in-words')
    },
  )
})

const OTHER_ORGANS_ZH = [
  ...['肾', '子宫', '支气管', '脾', '前列腺', '膀胱', '肠系膜上', '肺', '胃左', '胰十二指肠'],
  ...['卵巢', '盆腔', '髂内', '甲状腺', '乳腺', '直肠上', '结肠', '食管', '脑', '颌面部'],
  ...['舌', '鼻咽', '肋间', '胸廓内', '宫颈', '肾上腺', '四肢', '骨肿瘤', '椎体', '阴道'],
  ...['输尿管', '颈外', '膝', '腹膜后', '小肠'],
]
const OTHER_ORGANS_EN = [
  ...['renal', 'kidney', 'uterine', 'bronchial', 'splenic', 'prostatic', 'bladder', 'bowel'],
  ...['mesenteric', 'pulmonary', 'gastric', 'pancreatic', 'ovarian', 'pelvic', 'thyroid', 'breast'],
  ...['rectal', 'colonic', 'esophageal', 'bone', 'vertebral', 'adrenal', 'iliac', 'tongue'],
  ...['intercostal', 'genicular'],
]
const OTHER_ORGANS_ELSEWHERE = [
  ...['rénale', 'utérine', 'bronchique', 'splénique', 'prostática', 'bronquial', 'uterina'],
  ...['Nieren', 'Milz', 'nerki', 'ledviny', 'почки', 'матки', 'böbrek', '腎', '前立腺', '気管支'],
  ...['자궁', '신장', '기관지'],
]

describe('another organ', () => {
  test.each(OTHER_ORGANS_ZH)('%s动脉化疗栓塞术 is not TACE', (organ) => {
    expect(named(`${organ}动脉化疗栓塞术`)).toBe('other')
    expect(named(`动脉化疗栓塞术（${organ}）`)).toBe('other')
  })

  test.each(OTHER_ORGANS_EN)('%s chemoembolization is not TACE', (organ) => {
    expect(named(`${organ} artery chemoembolization`)).toBe('other')
    expect(named(`Transarterial chemoembolization of ${organ} tumour`)).toBe('other')
  })

  const name = fc.constantFrom(
    ...['TACE', 'DEB-TACE', 'Repeat TACE', 'MRI-guided TACE', 'TACE after MDT discussion'],
    ...['Hepatic artery chemoembolization', 'Chemoembolization', 'TACE for HCC', 'c-TACE, liver'],
    ...[
      '肝动脉化疗栓塞术',
      '经导管动脉化疗栓塞术',
      'Chimioembolisation hépatique',
      'Embolization, liver',
    ],
    ...[
      'Quimioembolización hepática',
      '肝動脈化学塞栓療法',
      '간동맥화학색전술',
      'химиоэмболизация печени',
    ],
  )
  const organ = fc.constantFrom(...OTHER_ORGANS_ZH, ...OTHER_ORGANS_EN, ...OTHER_ORGANS_ELSEWHERE)
  const between = fc.constantFrom(' ', ', ', ' of ', ' with ', ' (', ' + ')

  test('before or after a name makes it another procedure', () => {
    fc.assert(
      fc.property(name, organ, between, (words, other, by_) => {
        expect(named(`${other}${by_}${words}`)).toBe('other')
        expect(named(`${words}${by_}${other}`)).toBe('other')
      }),
      { numRuns: 500 },
    )
  })

  test('case, width, accents and traditional characters change nothing', () => {
    const wide = (words: string) =>
      words.replace(/[a-z]/gi, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0))
    const bare = (words: string) => words.normalize('NFD').replace(/[\u0300-\u036f]/g, '')
    const traditional = (words: string) =>
      words.replace(/[动脉疗术经导细]/g, (c) => '動脈療術經導細'['动脉疗术经导细'.indexOf(c)] ?? c)
    fc.assert(
      fc.property(name, (words) => {
        for (const change of [wide, bare, traditional, (w: string) => w.toUpperCase()])
          expect(named(change(words))).toBe(named(words))
      }),
    )
  })
})

describe('TACE in other languages', () => {
  test.each([
    ['French', 'Chimioembolisation artérielle transcathéter'],
    ['French', 'Chimio-embolisation hépatique'],
    ['Spanish', 'Quimioembolización transarterial'],
    ['Italian', 'Chemioembolizzazione epatica'],
    ['Portuguese', 'Quimioembolização hepática'],
    ['German', 'Transarterielle Chemoembolisation der Leber'],
    ['Dutch', 'Transarteriële chemo-embolisatie'],
    ['Polish', 'Chemoembolizacja przeztętnicza'],
    ['Czech', 'Transarteriální chemoembolizace'],
    ['Russian', 'Трансартериальная химиоэмболизация (ТАХЭ)'],
    ['Turkish', 'Transarteriyel kemoembolizasyon'],
    ['Turkish in capitals', 'TRANSARTERİYEL KEMOEMBOLİZASYON'],
    ['Japanese', '肝動脈化学塞栓療法'],
    ['Korean', '간동맥화학색전술'],
    ['Korean', '경동맥 화학색전술'],
  ])('%s: %s', (_language, name) => {
    const order = { codes: [text(name)], bodySites: [], notes: [], reasons: [HCC] }
    expect(['recognised', 'if-diagnosed']).toContain(recogniseOrder(order, by))
  })
})

describe("the order's own reason", () => {
  const generic = {
    resourceType: 'ServiceRequest',
    code: { coding: [{ system: CPT, code: '37243' }] },
  }
  const verdictOf = (more: object) => recogniseOrder(readOrder({ ...generic, ...more })!, by)

  test.each<[string, object, string]>([
    ['C22.0', { reasonCode: [{ coding: [{ system: CM, code: 'C22.0' }] }] }, 'if-diagnosed'],
    [
      'a metastasis, with the liver as its site',
      {
        reasonCode: [{ coding: [{ system: CM, code: 'C78.7' }] }],
        bodySite: [{ coding: [{ system: SCT, code: '10200004' }] }],
      },
      'other',
    ],
    ['a fibroid', { reasonCode: [{ text: 'Uterine fibroids' }] }, 'other'],
    [
      'a Condition that is not here',
      { reasonReference: [{ reference: 'Condition/x' }] },
      'if-its-reason',
    ],
    [
      'a Condition that it contains',
      {
        contained: [
          { resourceType: 'Condition', id: 'c', code: { coding: [{ system: CM, code: 'C22.0' }] } },
        ],
        reasonReference: [{ reference: '#c' }],
      },
      'if-diagnosed',
    ],
    [
      'another one that it contains',
      {
        contained: [{ resourceType: 'Condition', id: 'c', code: { text: 'Renal cell carcinoma' } }],
        reasonReference: [{ reference: '#c' }],
      },
      'other',
    ],
    ['nothing', {}, 'other'],
  ])('%s', (_name, more, verdict) => {
    expect(verdictOf(more)).toBe(verdict)
  })
})

describe('what was done', () => {
  const done = (codes: readonly Concept[], more: object = {}) =>
    judgeDone({ codes, bodySites: [], notes: [], reasons: [], ...more }, by)
  const E37243 = coded(CPT, '37243')

  test.each<[string, readonly Concept[], object, string]>([
    ['TACE by name', [text('TACE')], {}, 'earlier'],
    [
      'chemoembolization without an organ',
      [text('Transarterial chemoembolization')],
      {},
      'earlier',
    ],
    ['chemoembolization by SNOMED', [coded(SCT, '441525007')], {}, 'earlier'],
    ['37243 with C22.0', [E37243], { reasons: [HCC] }, 'earlier'],
    ['37243 with HCC in words', [E37243], { reasons: [text('HCC')] }, 'earlier'],
    ['37243 with a note', [E37243], { notes: ['TACE segment VIII'] }, 'earlier'],
    ['37243 with a drug in a note', [E37243], { notes: ['epirubicin 40 mg'] }, 'earlier'],
    ['37243 at the liver', [E37243], { bodySites: [coded(SCT, '10200004')] }, 'earlier'],
    [
      '37243 called after the artery',
      [{ ...E37243, text: 'Hepatic artery embolization' }],
      { reasons: [HCC] },
      'earlier',
    ],
    ['37243 alone', [E37243], {}, 'possible'],
    ['the code before it', [coded(CPT, '37204')], {}, 'possible'],
    ['37243 of a fibroid', [E37243], { reasons: [text('Uterine fibroid')] }, 'none'],
    ['37243 of a metastasis', [E37243], { reasons: [coded(CM, 'C78.7')] }, 'none'],
    ['37244, for bleeding', [coded(CPT, '37244')], {}, 'none'],
    ['ICD-10-PCS', [coded('http://www.cms.gov/Medicare/Coding/ICD10', '04L33DZ')], {}, 'earlier'],
    [
      'ICD-10-PCS, other URI',
      [coded('http://www.icd10data.com/icd10pcs', '04L33ZZ')],
      {},
      'earlier',
    ],
    [
      'ICD-10-PCS of the spleen',
      [coded('http://www.icd10data.com/icd10pcs', '04L43DZ')],
      {},
      'none',
    ],
    ['TACE and HAIC', [text('TACE-HAIC')], {}, 'earlier'],
    [
      'TACE and the spleen',
      [text('TACE plus partial splenic embolization')],
      { reasons: [HCC] },
      'earlier',
    ],
    ['TARE', [text('Y-90 radioembolization')], {}, 'possible'],
    ['TAE', [text('肝动脉栓塞术')], {}, 'possible'],
    ['HAIC', [text('HAIC (mFOLFOX)')], {}, 'possible'],
    [
      'OPS with its text',
      [coded('http://fhir.de/CodeSystem/bfarm/ops', '8-836.x', 'Selektive Embolisation')],
      {},
      'possible',
    ],
    [
      'CCAM with its text',
      [coded('https://his.example/ccam', 'X', "Embolisation d'artère")],
      {},
      'possible',
    ],
    ['a local code with its text', [coded(LOCAL, 'E1', '介入栓塞术')], {}, 'possible'],
    ['an image after it', [text('CT after TACE')], {}, 'possible'],
    ['another organ', [text('Uterine artery embolization')], {}, 'none'],
    ['chemoembolization of another organ', [text('支气管动脉化疗栓塞术')], {}, 'none'],
    ['something else', [text('Appendectomy')], {}, 'none'],
  ])('%s', (_name, codes, more, verdict) => {
    expect(done(codes, more)).toBe(verdict)
  })
})

describe('an order says itself that it is not the first', () => {
  test.each([
    ...['Repeat TACE', 'TACE (repeat)', 'TACE, 2nd session', 'TACE #3', 'Second TACE', '2nd TACE'],
    ...['TACE-2', 'TACE II', 'TACE again', '再TACE', 'TACE 2차', '2回目のTACE', 'повторная ТАХЭ'],
    ...['TACE session 2', 'Redo TACE', 'TACE, repeat after TACE 3 months ago', 'TACE cycle 3'],
    ...['二次TACE', '第3次TACE', '再次TACE', '重复肝动脉化疗栓塞术', '第二次肝动脉化疗栓塞术'],
    ...[
      'TACE术后3个月再次TACE',
      'TACE第2次',
      'Repeat hepatic artery chemoembolization',
      'TACE s/p TACE',
    ],
    ...['第三次經導管動脈化療栓塞術', 'Deuxième chimioembolisation', 'TACE, prior TACE 2025'],
  ])('%s', (name) => {
    expect(isNamedAgain(name, by.earlier)).toBe(true)
  })

  test.each([
    ...['TACE', 'First TACE', 'TACE (repeat MRI in 4 weeks)', 'TACE, no prior TACE', '首次TACE'],
    ...[
      '第1次TACE',
      '第一次TACE',
      'TACE segment 2',
      'TACE of 2 lesions',
      '既往未行TACE',
      'TACE-naive',
    ],
    ...['TACE, MRI 4 weeks later', 'DEB-TACE 100-300 um'],
  ])('%s does not', (name) => {
    expect(isNamedAgain(name, by.earlier)).toBe(false)
  })

  test.each([
    ['s/p TACE 2025-03', 'said', true],
    ['既往TACE史', 'said', true],
    ['repeat TACE', 'said', true],
    ['MRI after TACE', 'said', false],
    ['no prior TACE', 'said', false],
    ['repeat MRI after TACE', 'said', false],
    ['Recurrence after TACE', 'past', true],
    ['TACE术后复发', 'past', true],
  ] as const)('beside the name: %s (%s): %p', (words, kind, says) => {
    expect(saysEarlier(words, by.earlier, kind)).toBe(says)
  })
})
