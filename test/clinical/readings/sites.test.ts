import { describe, expect, test } from '@jest/globals'
import { lesionNameOf } from '../../../src/clinical/readings/lesion-name.ts'
import { judgeSite } from '../../../src/clinical/readings/sites.ts'
import { readStatements, type Statement } from '../../../src/clinical/fhir/statements.ts'
import { isFhirResource } from '../../../src/clinical/fhir/resource.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { fc } from '../../support/property.ts'
import {
  coded,
  diffusion,
  gather,
  inputs,
  observation,
  of,
  on,
  outcome,
  read,
  type Resource,
  ucum,
} from '../../support/readings.ts'
import { NAMES, OTHER_SITES, PLACES_EN, PLACES_ZH } from './sites.cases.ts'

const rule = inputs.lesions!.sites
const SCT = 'http://snomed.info/sct'

const inWords = (text: string) => ({ bodySite: { text } })
const coding = (code: string, display?: string) => ({
  coding: [{ system: SCT, code, ...(display === undefined ? {} : { display }) }],
})
const inCode = (code: string, display?: string) => ({ bodySite: coding(code, display) })

function statementOf(...resources: readonly Resource[]): Statement {
  const [statement] = readStatements(resources.filter(isFhirResource)).statements
  return statement!
}
const adc = (...more: readonly Resource[]) => observation('adc', diffusion(1.2), ...more)
const verdictOf = (...more: readonly Resource[]) => judgeSite(statementOf(adc(...more)), rule)
const partsOf = (...more: readonly Resource[]) =>
  lesionNameOf(statementOf(adc(...more)), rule)?.parts.join(' ') ?? '*'

describe('a body site in words', () => {
  test.each([...PLACES_EN, ...PLACES_ZH])('"%s" is of the liver: segments %s', (text, parts) => {
    expect(verdictOf(inWords(text))).toBe('admitted')
    expect(lesionNameOf(statementOf(adc(inWords(text))), rule)?.label ?? '').toBe('')
    expect(partsOf(inWords(text))).toBe(parts)
  })

  test.each(OTHER_SITES)('"%s" is judged %s', (text, verdict) => {
    expect(verdictOf(inWords(text))).toBe(verdict)
    // A code that nobody knows does not hide what the words say.
    const system = 'http://hospital.example/sites'
    expect(verdictOf({ bodySite: { text, coding: [{ system, code: 'x' }] } })).toBe(verdict)
  })
})

describe('a name of a measurement', () => {
  test.each(NAMES)('"%s" is judged %s', (text, verdict) => {
    const { code } = adc()
    const named = { code: { ...(code as Resource), text } }
    expect(verdictOf(named)).toBe(verdict)
    expect(verdictOf({ method: { text } })).toBe(verdict)
    expect(verdictOf({ focus: [{ reference: 'BodyStructure/x', display: text }] })).toBe(verdict)
  })
})

describe('a body site by its code', () => {
  const codes = [
    ['10200004', '*'],
    ['181268008', '*'],
    ['48521005', '5 6 7 8'],
    ['69842003', '2 3 4a 4b'],
    ['71133005', '1'],
    ['277956007', '2'],
    ['277957003', '3'],
    ['277958008', '4a 4b'],
    ['871688003', '4a'],
    ['871689006', '4b'],
    ['277959000', '5'],
    ['277960005', '6'],
    ['277961009', '7'],
    ['277962002', '8'],
  ] as const
  test.each(codes)('%s is of the liver: segments %s', (code, parts) => {
    expect(verdictOf(inCode(code))).toBe('admitted')
    expect(partsOf(inCode(code))).toBe(parts)
  })

  const others = [
    '41216001',
    '78961009',
    '64033007',
    '15776009',
    '28231008',
    '32764006',
    '39607008',
    '12738006',
  ]
  test.each(others)('%s, which is none of the liver, is another organ', (code) => {
    expect(verdictOf(inCode(code))).toBe('other-organ')
  })

  test('a body region says nothing of the organ', () => {
    expect(verdictOf(inCode('818981001'))).toBe('unsaid')
  })

  test('a local code is read by its words, and without words is not known', () => {
    const local = (display?: string) => ({
      bodySite: { coding: [{ system: 'http://hospital.example/sites', code: '7', display }] },
    })
    expect(verdictOf(local('肝右叶'))).toBe('admitted')
    expect(verdictOf(local('Spleen'))).toBe('other-organ')
    expect(verdictOf(local())).toBe('unknown-site')
  })

  test('words against the code decide', () => {
    const site = { bodySite: { ...coding('10200004'), text: 'background liver' } }
    expect(verdictOf(site)).toBe('background')
    expect(verdictOf({ bodySite: { ...coding('10200004'), text: 'spleen' } })).toBe('other-organ')
  })
})

const structure = (more: Resource, id = 'b'): Resource => ({
  resourceType: 'BodyStructure',
  id,
  patient: { reference: 'Patient/p' },
  ...more,
})
const judged = (value: Resource, ...others: readonly Resource[]) => {
  const { statements } = readStatements([value, ...others].filter(isFhirResource))
  return judgeSite(statements[0]!, rule)
}

describe('what an Observation refers to', () => {
  const prostate = { location: coding('41216001') }
  const segment = { location: coding('277960005') }
  test.each([
    ['a BodyStructure of the record', adc(of('b')), [structure(prostate)]],
    [
      'a contained one',
      adc({ focus: [{ reference: '#b' }], contained: [structure(prostate)] }),
      [],
    ],
    [
      'R5 by its own element',
      adc({ bodyStructure: { reference: 'BodyStructure/b' } }),
      [structure({ includedStructure: [{ structure: coding('41216001') }] })],
    ],
    [
      'the extension of R4',
      adc({
        bodySite: {
          ...coding('10200004'),
          extension: [
            {
              url: 'http://hl7.org/fhir/StructureDefinition/bodySite',
              valueReference: { reference: 'BodyStructure/b' },
            },
          ],
        },
      }),
      [structure(prostate)],
    ],
    [
      'an absolute reference',
      adc({ focus: [{ reference: 'https://ehr.example/fhir/BodyStructure/b' }] }),
      [structure(prostate)],
    ],
  ] as const)('%s is another organ', (_law, value, others) => {
    expect(judged(value, ...others)).toBe('other-organ')
  })

  test('a BodyStructure of the liver is admitted, one that looks like normal tissue is not', () => {
    expect(judged(adc(of('b')), structure(segment))).toBe('admitted')
    const normal = structure({ ...segment, morphology: coding('17621005') })
    expect(judged(adc(of('b')), normal)).toBe('background')
    const described = structure({ ...segment, description: 'ROI in background liver' })
    expect(judged(adc(of('b')), described)).toBe('background')
  })

  const condition = (code: Resource): Resource => ({ resourceType: 'Condition', id: 'c', code })
  const ofCondition = adc({ focus: [{ reference: 'Condition/c' }] })
  test.each([
    ['admitted', { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C22.0' }] }],
    ['admitted', { text: 'Hepatocellular carcinoma' }],
    ['admitted', { text: '肝细胞癌' }],
    ['other-organ', { text: 'Malignant neoplasm of prostate' }],
    ['other-organ', { text: '前列腺癌' }],
    ['other-organ', { text: 'Secondary malignant neoplasm of liver' }],
    ['unknown-site', { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C61' }] }],
    ['unsaid', { text: 'Neoplasm' }],
  ] as const)('%s: a value of the Condition %j', (verdict, code) => {
    expect(judged(ofCondition, condition(code))).toBe(verdict)
  })

  test('what is not in the record says nothing', () => {
    expect(judged(ofCondition)).toBe('unsaid')
    expect(judged(adc(of('b')))).toBe('unsaid')
  })
})

describe('what stands around a value', () => {
  const panel = (code: Resource, value: Resource, more: Resource = {}): Resource => ({
    resourceType: 'DiagnosticReport',
    id: 'r',
    status: 'final',
    code,
    result: [{ reference: `Observation/${String(value['id'])}` }],
    ...more,
  })
  const inReport = (text: string, ...more: readonly Resource[]) => {
    const value = adc(...more)
    return judged(value, panel({ text }, value))
  }

  test('a value that says nothing has the place of its report', () => {
    expect(inReport('MRI prostate')).toBe('other-organ')
    expect(inReport('前列腺磁共振')).toBe('other-organ')
    expect(inReport('Background liver ROI')).toBe('background')
    expect(inReport('MRI abdomen')).toBe('unsaid')
    expect(inReport('MRI abdomen and pelvis')).toBe('unsaid')
    expect(inReport('Liver MRI')).toBe('unsaid')
  })

  test('a report of several organs says nothing of each value', () => {
    expect(inReport('MRI of liver and pancreas')).toBe('unsaid')
    expect(inReport('肝胆胰脾磁共振')).toBe('unsaid')
  })

  test('its own place counts more', () => {
    expect(inReport('MRI prostate', inCode('10200004'))).toBe('admitted')
    expect(inReport('Liver MRI', inCode('41216001'))).toBe('other-organ')
  })

  const component = (code: Resource, value: Resource) => ({ code, ...value })
  const { code: adcCode } = adc()
  const measured = component(adcCode as Resource, diffusion(1.2))
  const withComponents = (...components: readonly Resource[]) => {
    const value = observation('adc', { code: { text: 'Diffusion' }, component: components })
    const { statements } = readStatements([value].filter(isFhirResource))
    return judgeSite(statements[1]!, rule)
  }

  test('a component has the place of its Observation', () => {
    const value = observation('adc', { code: { text: 'Spleen' }, component: [measured] })
    const { statements } = readStatements([value].filter(isFhirResource))
    expect(judgeSite(statements[1]!, rule)).toBe('other-organ')
  })

  test.each([
    [
      'other-organ',
      { coding: [{ system: SCT, code: '363698007' }] },
      { valueCodeableConcept: coding('41216001') },
    ],
    ['other-organ', { text: 'ROI location' }, { valueString: 'spleen' }],
    ['background', { text: 'Tissue' }, { valueString: 'normal liver' }],
    ['background', { text: '测量部位' }, { valueString: '背景肝' }],
    ['admitted', { text: 'ROI' }, { valueString: 'segment VI' }],
    ['unsaid', { text: 'ROI' }, { valueString: '3' }],
    ['unsaid', { text: 'Comparison' }, { valueString: 'spleen' }],
  ] as const)('%s: a component %j with %j', (verdict, code, value) => {
    expect(withComponents(measured, component(code, value))).toBe(verdict)
  })

  test.each([
    ['other-organ', 'ROI: spleen'],
    ['background', 'Measured in background liver.'],
    ['background', '感兴趣区：正常肝实质'],
    ['unsaid', 'No extension to the spleen.'],
    ['unsaid', 'ROI in the lesion, avoiding necrosis and bile ducts'],
    ['unsaid', 'For comparison, spleen 0.8'],
  ] as const)('%s: the note "%s"', (verdict, text) => {
    expect(verdictOf({ note: [{ text }] })).toBe(verdict)
  })
})

interface CaseFile {
  readonly prefetch: Readonly<
    Record<string, { readonly entry?: readonly { readonly resource: Resource }[] }>
  >
}
const recordOf = (name: string) =>
  Object.values((readRepositoryJson(`fixtures/cases/sites/${name}.json`) as CaseFile).prefetch)
    .flatMap(({ entry = [] }) => entry)
    .map(({ resource }) => resource)

describe('records that were read wrongly', () => {
  test('the ADC of a prostate is no ADC of the tumour', () => {
    expect(outcome(read(...recordOf('02-adc-of-prostate'))['adc'])).toBe('other-organ')
  })

  test('of a lesion and the background liver, which is newer, the lesion is read', () => {
    expect(outcome(read(...recordOf('02b-adc-of-background-liver-newer'))['adc'])).toBe(1.05)
  })

  test('one lesion by segment and by lobe is one', () => {
    const readings = read(...recordOf('16-one-lesion-two-sites'))
    expect(outcome(readings['adc'])).toBe(1.05)
    expect(outcome(readings['dStar'])).toBe(40)
    expect(outcome(readings['capsuleIncomplete'])).toBe(1)
  })
})

/** The imaging of a patient whose only lesion lies in segment VI. */
const imaging = (...place: readonly Resource[]) => [
  observation('adc', diffusion(1.05), ...place),
  observation('dStar', diffusion(40), ...place),
  observation('capsule', coded('tumour-capsule', 'incomplete'), ...place),
  observation('size', ucum(42, 'mm'), ...place),
]
const numbers = (resources: readonly Resource[]) =>
  ['adc', 'dStar', 'capsuleIncomplete'].map((id) => outcome(gather(resources).readings[id]))

/** Ways to write that one lesion's place. */
const WAYS: readonly Resource[] = [
  {},
  inCode('10200004'),
  inCode('48521005'),
  inCode('277960005'),
  inWords('segment VI'),
  inWords('S6'),
  inWords('right lobe'),
  inWords('肝右叶'),
  inWords('肝S6段'),
  inWords('肝右后叶'),
  of('lesion'),
  { ...of('lesion'), ...inWords('segment 6') },
  { focus: [{ reference: 'Condition/hcc' }] },
]

describe('laws', () => {
  test('one lesion stays one however each of its values names it', () => {
    // A value that names the organ alone is taken for the background where another names a lesion.
    const ways = WAYS.filter((way) => !JSON.stringify(way).includes('10200004'))
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ways), { minLength: 4, maxLength: 4 }), (chosen) => {
        const record = imaging().map((value, i) => ({ ...value, ...chosen[i] }))
        expect(numbers(record)).toEqual([1.05, 40, 1])
      }),
      { numRuns: 300 },
    )
  })

  test.each(WAYS.map((way) => [way]))('all values named %j are of one lesion', (way) => {
    expect(numbers(imaging(way))).toEqual([1.05, 40, 1])
  })

  const elsewhere = fc.constantFrom<Resource>(
    ...OTHER_SITES.filter(
      ([, verdict]) => verdict === 'other-organ' || verdict === 'background',
    ).map(([text]) => inWords(text)),
    inCode('41216001'),
    inCode('78961009', 'Spleen'),
    { method: { text: 'ROI in spleen' } },
    { focus: [{ reference: 'BodyStructure/s', display: 'Spleen' }] },
  )
  const another = fc.oneof(
    fc.record({ name: fc.constant('adc' as const), value: fc.integer({ min: 300, max: 3500 }) }),
    fc.record({
      name: fc.constant('dStar' as const),
      value: fc.integer({ min: 3000, max: 300000 }),
    }),
    fc.record({ name: fc.constant('size' as const), value: fc.integer({ min: 1, max: 400 }) }),
  )
  const days = fc.constantFrom('2026-11-19T08:00:00Z', '2026-11-15T08:30:00+08:00', '2026-11-02')

  test('what is of another organ or of the background changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...WAYS),
        fc.array(fc.tuple(another, elsewhere, days), { minLength: 1, maxLength: 4 }),
        (way, others) => {
          const record = imaging(way)
          const added = others.map(([{ name, value }, place, day]) =>
            observation(
              name,
              name === 'size' ? ucum(value, 'mm') : diffusion(value / 1000),
              place,
              on(day),
            ),
          )
          expect(gather([...added, ...record]).readings).toEqual(gather(record).readings)
        },
      ),
      { numRuns: 300 },
    )
  })

  const DISTINCT = [
    [of('a'), of('b')],
    [inWords('segment II'), inWords('segment VIII')],
    [inWords('S2'), inCode('277962002')],
    [inWords('肝左叶'), inWords('right lobe')],
    [inWords('肝S2段'), inWords('segment 8')],
    [inWords('lesion 1'), inWords('lesion 2')],
    [inWords('病灶1'), inWords('病灶2')],
    [inWords('病灶一'), inWords('病灶二')],
    [inWords('segment VIII lesion 1'), inWords('segment VIII lesion 2')],
    [inCode('871688003'), inCode('871689006')],
    [
      { focus: [{ identifier: { system: 'urn:dicom:uid', value: 'urn:oid:1.2' } }] },
      { focus: [{ identifier: { system: 'urn:dicom:uid', value: 'urn:oid:1.3' } }] },
    ],
    [{ focus: [{ display: 'Lesion 1' }] }, { focus: [{ display: 'Lesion 2' }] }],
    [
      {
        focus: [{ reference: '#l' }],
        contained: [structure({ location: coding('277956007') }, 'l')],
      },
      {
        focus: [{ reference: '#l' }],
        contained: [structure({ location: coding('277962002') }, 'l')],
      },
    ],
  ] as const
  test.each(DISTINCT)('two lesions never merge: %j and %j', (first, second) => {
    const record = [
      observation('adc', diffusion(1.05), first),
      observation('dStar', diffusion(40), second),
    ]
    const [adcOfTwo, dStarOfTwo] = numbers(record)
    expect([adcOfTwo, dStarOfTwo]).toEqual(['several-lesions', 'several-lesions'])
    const both = [
      observation('adc', diffusion(1.05), first),
      observation('adc', diffusion(1.3), second),
    ]
    expect(outcome(read(...both)['adc'])).toBe('several-lesions')
  })

  test('a segment and its lobe are two where the sizes name a second lesion there', () => {
    const record = [
      observation('adc', diffusion(1.05), inWords('segment VIII')),
      observation('dStar', diffusion(40), inWords('right lobe')),
      observation('size', ucum(30, 'mm'), inWords('segment VI')),
      observation('size', ucum(20, 'mm'), inWords('segment VIII')),
    ]
    expect(outcome(read(...record)['adc'])).toBe('several-lesions')
  })

  test('the same lesion in two BodyStructures is known by its tracking UID', () => {
    const identifier = [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }]
    const record = [
      observation('adc', diffusion(1.05), of('a')),
      observation('dStar', diffusion(40), of('b')),
      structure({ identifier }, 'a'),
      structure({ identifier }, 'b'),
    ]
    expect(numbers(record).slice(0, 2)).toEqual([1.05, 40])
  })

  test('of two lesions the largest is read by whatever name', () => {
    const record = [
      observation('adc', diffusion(1.05), inWords('segment VIII')),
      observation('adc', diffusion(1.3), inWords('肝S2段')),
      observation('size', ucum(50, 'mm'), inCode('277962002')),
      observation('size', ucum(20, 'mm'), inWords('S2')),
    ]
    expect(outcome(read(...record)['adc'])).toBe(1.05)
  })
})
