import { describe, expect, test } from '@jest/globals'
import {
  type Code,
  CODES,
  container,
  type Elements,
  item,
  lesionGroup,
  measurement,
  modifier,
  textItem,
  toItem,
  tracked,
  uid,
} from './sr-file.ts'
import { importGroups, numberRead, observationsOf, reasonsOf, resourcesOf } from './support.ts'

const { adc, mm2PerS, derivation, mean, finding, findingSite, liver } = CODES

const mod = (code: Code, children: readonly Elements[] = []): Elements => ({
  ...modifier(findingSite, code),
  ...(children.length === 0 ? {} : { ContentSequence: children }),
})
const found = (code: Code, children: readonly Elements[] = []): Elements => ({
  ...modifier(finding, code, 'CONTAINS'),
  ...(children.length === 0 ? {} : { ContentSequence: children }),
})
const evaluation = (concept: Code, value: Code) => modifier(concept, value, 'CONTAINS')
const value = (children: readonly Elements[] = []) =>
  measurement(adc, 0.0011, mm2PerS, [modifier(derivation, mean), ...children])

/** 1.1 when the ADC of a group with this context is taken for that of the tumour; else why not. */
async function read(context: readonly Elements[], own: readonly Elements[] = []) {
  const imported = await importGroups([lesionGroup(1, [value(own)], context)])
  return reasonsOf(imported)[0] ?? numberRead(observationsOf(imported), 'adc')
}

const site = mod(liver)
const named = async (name: string, more: readonly Elements[] = []) => {
  const group = container(CODES.group, [...tracked(name, uid(1)), ...more, site, value()])
  return reasonsOf(await importGroups([group]))[0]
}

describe('a finding', () => {
  test.each<Code>([
    CODES.lesion,
    CODES.hcc,
    ['25370001', 'SCT', 'Hepatocellular carcinoma'],
    ['M-81703', 'SRT', 'Hepatocellular carcinoma'],
    CODES.mass,
    ['27925004', 'SCT', 'Nodule'],
    ['108369006', 'SCT', 'Neoplasm'],
    ['372087000', 'SCT', 'Neoplasm, Primary'],
    ['86049000', 'SCT', 'Neoplasm, Primary'],
    ['126851005', 'SCT', 'Neoplasm of liver'],
    ['95214007', 'SCT', 'Primary malignant neoplasm of liver'],
  ])('%s (%s, %s) is a lesion', async (...code) => {
    expect(await read([found(code), site])).toBe(1.1)
  })

  test.each<Code>([
    CODES.cyst,
    CODES.metastasis,
    ['400210000', 'SCT', 'Hemangioma'],
    ['6574001', 'SCT', 'Necrosis'],
    ['17621005', 'SCT', 'Normal'],
    ['44132006', 'SCT', 'Abscess'],
    ['75753009', 'SCT', 'Blood clot'],
    ['125040', 'DCM', 'Background'],
    ['C94970', 'NCIt', 'Reference Region'],
    ['52988006', '99SITE', 'Lesion'],
    ['52988006', 'SCT', 'Cystic lesion, a name that is not the code’s'],
  ])('%s (%s, %s) is none that is known', async (...code) => {
    expect(await read([found(code), site])).toBe('not-a-lesion')
  })

  test('is none when another finding of its group is not', async () => {
    expect(await read([found(CODES.lesion), found(CODES.cyst), site])).toBe('not-a-lesion')
  })
})

describe('a modifier', () => {
  const below: readonly (readonly [string, Elements])[] = [
    [
      'certainty: definitely not present',
      modifier(['246112005', 'SCT', 'Certainty'], ['410594000', 'SCT', 'Definitely NOT present']),
    ],
    [
      'topography: juxtaposed',
      modifier(['106233006', 'SCT', 'Topographical modifier'], ['X', '99SITE', 'Juxtaposed']),
    ],
    ['a private one', modifier(['X', '99SITE', 'X'], ['Y', '99SITE', 'Y'])],
    ['one in words', textItem(['X', '99SITE', 'X'], 'beside', 'HAS CONCEPT MOD')],
    ['a property', modifier(['X', '99SITE', 'X'], ['2667000', 'SCT', 'Absent'], 'HAS PROPERTIES')],
    ['a temporal one', textItem(['X', '99SITE', 'Status'], 'resected', 'HAS PROPERTIES')],
  ]

  test.each(below)('below the finding, %s: not the lesion that it names', async (_name, child) => {
    expect(await read([found(CODES.lesion, [child]), site])).toBe('unknown-modifier')
  })

  test.each(below)('below the site, %s: not the site that it names', async (_name, child) => {
    expect(await read([found(CODES.lesion), mod(liver, [child])])).toBe('unknown-modifier')
  })

  test('of side or language changes nothing', async () => {
    const side = modifier(CODES.laterality, ['24028007', 'SCT', 'Right'])
    const language = modifier(CODES.language, CODES.chinese)
    for (const child of [side, language]) {
      expect(await read([found(CODES.lesion, [child]), mod(liver, [child])])).toBe(1.1)
      expect(await read([child, found(CODES.lesion), site], [child])).toBe(1.1)
    }
  })

  test('below the statistic makes it another', async () => {
    const statistic = {
      ...modifier(derivation, mean),
      ContentSequence: [modifier(['X', '99SITE', 'X'], ['Y', '99SITE', 'of the upper half'])],
    }
    const group = lesionGroup(1, [measurement(adc, 0.0011, mm2PerS, [statistic])])
    expect(reasonsOf(await importGroups([group]))).toEqual(['other-statistic'])
  })
})

const present: Code = ['52101004', 'SCT', 'Present']
const absent: Code = ['2667000', 'SCT', 'Absent']

describe('what is said beside the measurements', () => {
  test.each<[Code, Code]>([
    [CODES.findingCategory, CODES.cyst],
    [CODES.findingCategory, ['49755003', '99SITE', 'anything']],
    [CODES.diagnosis, ['93469006', 'SCT', 'Hemangioma of liver']],
    [CODES.diagnosis, ['X', '99SITE', 'FNH']],
    [
      ['121073', 'DCM', 'Impression'],
      ['17621005', 'SCT', 'Normal'],
    ],
    [['121077', 'DCM', 'Conclusion'], CODES.metastasis],
    [
      ['121402', 'DCM', 'Normality'],
      ['17621005', 'SCT', 'Normal'],
    ],
    [
      ['X', '99SITE', 'Radiological diagnosis'],
      ['Y', '99SITE', 'Abscess'],
    ],
    [
      ['X', '99SITE', '病理诊断'],
      ['Y', '99SITE', '肝囊肿'],
    ],
    [
      ['X', '99SITE', 'Histology'],
      ['Y', '99SITE', 'Intrahepatic cholangiocarcinoma'],
    ],
    [
      ['X', '99SITE', 'Tissue'],
      ['Y', '99SITE', 'Parenchyma'],
    ],
    [
      ['X', '99SITE', 'LI-RADS'],
      ['Y', '99SITE', 'LR-M'],
    ],
    [
      ['X', '99SITE', 'LI-RADS'],
      ['Y', '99SITE', 'LR-1 definitely benign'],
    ],
    [
      ['X', '99SITE', 'Response'],
      ['Y', '99SITE', 'LR-TR Nonviable'],
    ],
    [['X', '99SITE', 'Viable tumour'], absent],
    [
      ['X', '99SITE', 'Viable tumor'],
      ['373067005', 'SCT', 'No'],
    ],
    [['X', '99SITE', 'Necrosis'], present],
    [
      ['X', '99SITE', 'Cyst'],
      ['373066001', 'SCT', 'Yes'],
    ],
    [
      ['X', '99SITE', 'Kind'],
      ['6574001', 'SCT', 'tissue'],
    ],
    [
      ['X', '99SITE', 'Art'],
      ['Y', '99SITE', 'Hämangiom'],
    ],
    [
      ['X', '99SITE', 'Type'],
      ['Y', '99SITE', 'Kyste simple'],
    ],
  ])('%s is %s: not the tumour', async (concept, said) => {
    expect(await read([found(CODES.lesion), site, evaluation(concept, said)])).toBe(
      'said-otherwise',
    )
    expect(await read([found(CODES.lesion), site], [evaluation(concept, said)])).toBe(
      'said-otherwise',
    )
  })

  test.each<[Code, Code]>([
    [CODES.findingCategory, ['49755003', 'SCT', 'Morphologically altered structure']],
    [CODES.diagnosis, CODES.hcc],
    [
      ['X', '99SITE', 'Radiological diagnosis'],
      ['Y', '99SITE', 'HCC'],
    ],
    [
      ['X', '99SITE', 'LI-RADS'],
      ['Y', '99SITE', 'LR-5'],
    ],
    [['X', '99SITE', 'Portal venous phase washout'], present],
    [['X', '99SITE', 'Arterial phase hyperenhancement'], present],
    [['X', '99SITE', 'Capsule'], absent],
    [['X', '99SITE', 'Necrosis'], absent],
    [
      ['X', '99SITE', 'Margin'],
      ['Y', '99SITE', 'Smooth'],
    ],
    [
      ['X', '99SITE', 'Signal'],
      ['Y', '99SITE', 'Abnormal'],
    ],
    [
      ['121402', 'DCM', 'Normality'],
      ['263654008', 'SCT', 'Abnormal'],
    ],
  ])('%s is %s: still the tumour', async (concept, said) => {
    expect(await read([found(CODES.lesion), site, evaluation(concept, said)])).toBe(1.1)
  })

  test.each([
    'Simple cyst.',
    'no lesion seen',
    '肝血管瘤',
    'ROI in the spleen',
    'background liver',
  ])('in a comment, "%s": not the tumour', async (text) => {
    const comment = textItem(CODES.comment, text)
    expect(await read([found(CODES.lesion), site, comment])).toBe('said-otherwise')
  })

  test('in a comment without such words: still the tumour', async () => {
    const comment = textItem(CODES.comment, 'Good image quality, three slices.')
    expect(await read([found(CODES.lesion), site, comment])).toBe(1.1)
  })

  test('by a code that nobody can read: not known', async () => {
    const blank = item('CONTAINS', 'CODE', CODES.comment, {})
    expect(await read([found(CODES.lesion), site, blank])).toBe('unread-text')
  })
})

describe('the name of a region', () => {
  const OTHER = [
    'Liver parenchyma (reference)',
    'Normal liver',
    'background',
    'Reference ROI 2',
    'ref_liver',
    'healthyTissue',
    'Spleen',
    'psoas muscle',
    'Zyste S4',
    'Leberzyste',
    'Leberhämangiom',
    'Milz',
    'кисты печени',
    'hémangiome 1',
    'Necrotic part of lesion 1',
    'non-tumour',
    'peritumoral rim',
    'portal vein thrombus',
    '正常肝实质',
    'whole liver',
    'Ganze Leber',
    '全肝 ADC',
    '背景肝',
    '参考区',
    '肝囊肿1',
    '脾脏',
  ]
  test.each(OTHER)('"%s" is not that of the tumour, whatever its finding', async (name) => {
    expect(await named(name)).toBe('said-otherwise')
    expect(await named(name, [found(CODES.lesion)])).toBe('said-otherwise')
  })

  test.each([
    'Lesion 1',
    'HCC S6',
    'tumor_2',
    'Läsion A',
    '病灶1',
    '肝右叶肿瘤',
    'liver lesion 2',
    'whole tumour',
    'ROI 3',
    'R1',
    'VIII',
  ])('"%s" may be that of the tumour', async (name) => {
    expect(await named(name)).toBeUndefined()
  })

  test.each([
    'Gewebe',
    'Kontur Referat',
    'tissue sample',
    'xyz',
    'Liver',
    'Right lobe',
    'ADC Leber 1',
  ])('"%s" says nothing that is known: only a finding can', async (name) => {
    expect(await named(name)).toBe('unnamed-region')
    expect(await named(name, [found(CODES.lesion)])).toBeUndefined()
  })
})

describe('the tracking of a measurement', () => {
  const own = (name: string, n: number) => tracked(name, uid(n))
  const lesion = [found(CODES.lesion), site]

  test('by another UID or name than its group has is of another lesion', async () => {
    expect(await read(lesion, own('Lesion 2', 2))).toBe('other-tracking')
    expect(await read(lesion, own('Lesion 1', 2))).toBe('other-tracking')
    expect(await read(lesion, own('Lesion 2', 2).slice(0, 1))).toBe('other-tracking')
    expect(await read(lesion, own('Lesion 2', 2).slice(1))).toBe('other-tracking')
    expect(await read(lesion, [...own('', 1).slice(1), ...own('', 2).slice(1)])).toBe(
      'other-tracking',
    )
  })

  test('by the UID and name of its group says nothing new', async () => {
    expect(await read(lesion, own('Lesion 1', 1))).toBe(1.1)
  })

  test('stands for that of a group without one, and keeps two lesions apart', async () => {
    const group = container(CODES.group, [
      ...lesion,
      value(own('Lesion 7', 7)),
      value(own('Lesion 8', 8)),
    ])
    const imported = await importGroups([group])
    expect(resourcesOf(imported, 'BodyStructure')).toHaveLength(2)
    const focuses = observationsOf(imported).map(({ focus }) => JSON.stringify(focus))
    expect(new Set(focuses).size).toBe(2)
  })
})

describe('a site', () => {
  const SEGMENTS: readonly Code[] = [
    ['71133005', 'SCT', 'Couinaud hepatic segment I'],
    ['277956007', 'SCT', 'Couinaud hepatic segment II'],
    ['277957003', 'SCT', 'Couinaud hepatic segment III'],
    ['277958008', 'SCT', 'Couinaud hepatic segment IV'],
    ['277959000', 'SCT', 'Couinaud hepatic segment V'],
    ['277960005', 'SCT', 'Couinaud hepatic segment VI'],
    ['277961009', 'SCT', 'Couinaud hepatic segment VII'],
    ['277962002', 'SCT', 'Couinaud hepatic segment VIII'],
    ['48521005', 'SCT', 'Right lobe of liver'],
    ['69842003', 'SCT', 'Left lobe of liver'],
    ['T-D056C', 'SRT', 'Couinaud hepatic segment VI'],
  ]

  const siteOf = async (...sites: readonly Code[]) => {
    const context = [found(CODES.lesion), ...sites.map((code) => mod(code))]
    const imported = await importGroups([lesionGroup(1, [value()], context)])
    const [observation] = observationsOf(imported)
    const body = observation?.['bodySite'] as { coding: { code: string }[] } | undefined
    return body?.coding[0]?.code ?? reasonsOf(imported)[0]
  }

  test.each(SEGMENTS)('%s (%s, %s) is of the liver, and stays what it is', async (...code) => {
    expect(await siteOf(code)).toBe(code[1] === 'SCT' ? code[0] : '277960005')
    expect(await siteOf(liver, code)).toBe(code[1] === 'SCT' ? code[0] : '277960005')
  })

  test('of two parts is the liver', async () => {
    expect(await siteOf(SEGMENTS[5]!, SEGMENTS[6]!)).toBe('10200004')
  })

  test('that is another organ, beside the liver or not, is not known', async () => {
    expect(await siteOf(CODES.spleen)).toBe('unknown-site')
    expect(await siteOf(liver, CODES.spleen)).toBe('unknown-site')
    expect(await siteOf(SEGMENTS[0]!, ['X', '99SITE', 'Liver'])).toBe('unknown-site')
  })
})

describe('an equivalent code', () => {
  const withEquivalents = (code: Code, ...equivalents: readonly Code[]) => [
    { ...toItem(code), EquivalentCodeSequence: equivalents.map(toItem) },
  ]
  const privateLesion: Code = ['L', '99SITE', 'Läsion']
  const foundAs = (code: Code, ...equivalents: readonly Code[]) => ({
    ...found(code),
    ConceptCodeSequence: withEquivalents(code, ...equivalents),
  })

  test('says what a private one means', async () => {
    expect(await read([foundAs(privateLesion, CODES.hcc), site])).toBe(1.1)
    const quantity = {
      ...value(),
      ConceptNameCodeSequence: withEquivalents(['ADC', '99SITE', 'private'], adc),
    }
    const imported = await importGroups([lesionGroup(1, [quantity])])
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.1)
  })

  test('does not make another of a code that speaks for itself', async () => {
    expect(await read([foundAs(CODES.cyst, CODES.lesion), site])).toBe('not-a-lesion')
  })

  test('does not choose between two', async () => {
    expect(await read([foundAs(privateLesion, CODES.hcc, CODES.cyst), site])).toBe('not-a-lesion')
    expect(await read([foundAs(privateLesion, CODES.cyst, CODES.hcc), site])).toBe('not-a-lesion')
  })
})
