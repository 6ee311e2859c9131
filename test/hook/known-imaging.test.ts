import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { assessRecord } from '../../src/clinical/assessment/assess-record.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { toCardValues } from '../../src/hook/cards/card-values.ts'
import { suggestionsOf } from '../../src/hook/cards/suggestions-outside.ts'
import type { PrefetchSlots } from '../../src/clinical/assessment/slots.ts'
import { NOW } from '../support/clock.ts'
import { repositoryPath } from '../support/paths.ts'
import { coded, count, diffusion, observation, on, type Resource } from '../support/readings.ts'

const catalog = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const definition = catalog.definitions[0]!
const chinese = { ...definition, cards: definition.translations['zh-CN']! }
const KEYS = Object.keys(catalog.services[0]!.entry.prefetch)

const subject = { reference: 'Patient/p' }
const BASIS: readonly Resource[] = [
  { resourceType: 'Patient', id: 'p', birthDate: '1960-01-01' },
  {
    resourceType: 'Condition',
    id: 'hcc',
    subject,
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C22.0' }] },
  },
  observation('neutrophils', count(4.2)),
  observation('lymphocytes', count(1.5)),
]

const STAGE = observation('stage', coded('cnlc-stage', 'IIb'))

/** What the keys of the service ask for. */
const isOfService = ({ resourceType }: Resource) =>
  !['DiagnosticReport', 'ImagingStudy'].includes(String(resourceType))

/** The card of a record whose resources come under a key of their own beside those of the service. */
function cardOf(
  resources: readonly Resource[],
  key = 'imaging',
  service = definition,
  basis: readonly Resource[] = [...BASIS, STAGE],
) {
  const own = [...basis, ...resources].map((one) =>
    one['resourceType'] === 'Patient' ? one : { subject, ...one },
  )
  const slot = (all: readonly Resource[]) => ({
    kind: 'supplied' as const,
    by: 'client' as const,
    resources: all.filter(isFhirResource),
    unread: [],
  })
  const slots: PrefetchSlots = {
    ...Object.fromEntries(KEYS.map((name) => [name, slot(own.filter(isOfService))])),
    [key]: slot(own),
  }
  const assessment = assessRecord(service, { slots, patientId: 'p', order: undefined, now: NOW })
  if (assessment.kind === 'not-relevant') throw new TypeError('not relevant')
  const suggestions = suggestionsOf(service, assessment, {
    patientId: 'p',
    order: undefined,
    requester: undefined,
    now: NOW,
    newUuid: () => 'uuid',
  })
  const values = toCardValues(service, assessment, NOW)
  return {
    kind: assessment.kind,
    because: 'because' in assessment ? assessment.because : [],
    gaps: 'gaps' in values ? values.gaps : [],
    scenarios: 'scenarios' in values ? values.scenarios : [],
    orders: suggestions.flatMap(({ actions = [] }) =>
      actions.map((action) => ('resource' in action ? action.resource : undefined)),
    ),
  }
}

const codesOf = ({ orders }: ReturnType<typeof cardOf>) =>
  orders.map((order) => {
    const { coding } = order!['code'] as { readonly coding: readonly { readonly code: string }[] }
    return coding[0]!.code
  })

const report = (text: string, date = '2026-11-17', more: Resource = {}): Resource => ({
  resourceType: 'DiagnosticReport',
  id: 'r',
  status: 'final',
  code: { text },
  effectiveDateTime: date,
  ...more,
})

const study = (more: Resource, started = '2026-11-17T09:00:00+08:00'): Resource => ({
  resourceType: 'ImagingStudy',
  id: 's',
  status: 'available',
  started,
  ...more,
})

const MR = { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }
const CT = { ...MR, code: 'CT' }
const LIVER = { system: 'http://snomed.info/sct', code: '10200004' }

describe('where a liver MRI is known to exist, no new one is suggested but an addendum', () => {
  test.each<[string, Resource]>([
    ['a report in English', report('MRI liver with contrast')],
    ['a report in Chinese', report('上腹部磁共振增强')],
    ['a report of the abdomen', report('MR Abdomen W and WO contrast IV')],
    ['a preliminary report', report('MRI liver', '2026-11-17', { status: 'preliminary' })],
    ['a study by its modality and words', study({ modality: [MR], description: 'Liver' })],
    ['a study by modality and site', study({ modality: [MR], series: [{ bodySite: LIVER }] })],
    ['a study by its series', study({ series: [{ modality: MR, bodySite: LIVER }] })],
    [
      'a study in R5',
      study({
        modality: [{ coding: [MR] }],
        series: [{ bodySite: { concept: { coding: [LIVER] } } }],
      }),
    ],
    ['a study in Chinese', study({ description: '肝脏核磁共振平扫+增强' })],
    ['the oldest day of the look-back', report('MRI liver', '2026-10-07')],
    ['a value of the study itself', observation('adc', diffusion(1.1))],
  ])('%s', (_law, resource) => {
    for (const key of ['imaging', 'reports', 'studies', 'anything']) {
      const card = cardOf([resource], key)
      expect(card.kind).toBe('insufficient-data')
      expect(codesOf(card)).toEqual(['mri-report-addendum'])
      const dated = card.gaps.filter(({ why }) => /liver MRI of 2026-1[01]-\d\d/.test(why))
      expect(dated.map(({ label }) => label)).toContain('Tumour capsule')
    }
  })

  test('the addendum names the study or the report of which it is asked', () => {
    const { orders } = cardOf([report('MRI liver')])
    expect(orders[0]!['supportingInfo']).toEqual([{ reference: 'DiagnosticReport/r' }])
  })

  test('the newest that is eligible is named, in both languages', () => {
    const two = [report('MRI liver', '2026-11-01', { id: 'old' }), report('MRI liver')]
    const words = [definition, chinese].map(
      (service) => cardOf(two, 'reports', service).gaps[0]!.why,
    )
    expect(words[0]).toContain('liver MRI of 2026-11-17')
    expect(words[1]).toContain('2026-11-17 的肝脏 MRI')
  })
})

describe('a new MRI is suggested only where no eligible study exists', () => {
  test.each<[string, readonly Resource[]]>([
    ['nothing is known', []],
    ['a CT', [report('CT abdomen')]],
    ['a CT study', [study({ modality: [CT], description: 'Liver' })]],
    ['an MRI of the head', [report('MRI head')]],
    ['an MRI of the prostate', [study({ modality: [MR], description: 'Prostate' })]],
    ['an MRI before the look-back', [report('MRI liver', '2026-10-01')]],
    ['an MRI to come', [report('MRI liver', '2026-12-24')]],
    ['an MRI without a date', [report('MRI liver', undefined, { effectiveDateTime: undefined })]],
    ['a report in error', [report('MRI liver', '2026-11-17', { status: 'entered-in-error' })]],
    ['a cancelled study', [study({ modality: [MR], description: 'Liver', status: 'cancelled' })]],
    [
      'a report of somebody else',
      [report('MRI liver', '2026-11-17', { subject: { reference: 'Patient/q' } })],
    ],
  ])('%s', (_law, resources) => {
    expect(codesOf(cardOf(resources, 'reports'))).toEqual(['liver-mri-ivim'])
  })
})

test('nothing is ordered for a stage that is missing', () => {
  const whole = [
    observation('adc', diffusion(1.1)),
    observation('dStar', diffusion(44)),
    observation('capsule', coded('tumour-capsule', 'complete')),
    observation('stage', coded('cnlc-stage', 'IIb'), { status: 'cancelled' }),
  ]
  const { orders } = cardOf(whole)
  expect(orders.filter((order) => order!.resourceType === 'ServiceRequest')).toEqual([])
})

test('without a capsule the model does not apply: nothing is to be recorded', () => {
  const absent = observation('capsule', coded('tumour-capsule', 'absent'))
  expect(cardOf([absent])).toMatchObject({
    kind: 'not-applicable',
    because: ['no-capsule'],
    orders: [],
  })
})

test('what is too old says how old it is, and how old it may be', () => {
  const old = observation('adc', diffusion(1.1), on('2026-09-01T08:00:00Z'))
  const whyOf = (service: typeof definition) =>
    cardOf([old], 'imaging', service).gaps.find(({ label }) => label === 'ADC')!.why
  expect(whyOf(definition)).toBe('too old: 80 d, limit 45 d')
  expect(whyOf(chinese)).toContain('80 天，上限 45 天')
})

describe('where the capsule alone decides, the card says the risk with each of its values', () => {
  const measured = [observation('adc', diffusion(1.1)), observation('dStar', diffusion(44))]

  test.each([
    ['English', definition, ['complete', 'incomplete'], / \(.+ to .+\)$/],
    ['Chinese', chinese, ['完整', '不完整'], /（.+～.+）$/],
  ] as const)('each with its range, in %s', (_name, service, values, ranged) => {
    const { scenarios, orders } = cardOf(measured, 'imaging', service)
    expect(scenarios.map(({ value }) => value)).toEqual(values)
    for (const { risk } of scenarios) expect(risk).toMatch(ranged)
    expect(new Set(scenarios.map(({ risk }) => risk)).size).toBe(2)
    expect(orders).toHaveLength(1)
  })

  test('and says none where more is missing', () => {
    expect(cardOf(measured.slice(1)).scenarios).toEqual([])
  })
})

describe('a stage of another scheme is said as it is recorded, and is none of CNLC', () => {
  const tnm = { system: 'http://snomed.info/sct', code: '399390009' }
  const staged = (code: Resource, value: string, date = '2026-11-17'): Resource => ({
    resourceType: 'Observation',
    id: `staged-${date}`,
    status: 'final',
    code,
    subject,
    effectiveDateTime: date,
    valueString: value,
  })
  const condition = (stage: Resource): Resource => ({
    resourceType: 'Condition',
    id: 'staged',
    subject,
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C22.0' }] },
    stage: [stage],
  })
  const gapOf = (resource: Resource, service = definition) => {
    const { gaps } = cardOf([resource], 'imaging', service, BASIS)
    return gaps.find(({ name }) => name === service.cards.texts.predictors['cnlcStageIIIa']!.short)
  }

  test.each([
    ['BCLC in a stage', condition({ summary: { text: 'BCLC B' } }), 'BCLC B'],
    [
      'TNM by its type',
      condition({ type: { text: 'TNM' }, summary: { text: 'IIIA' } }),
      'TNM IIIA',
    ],
    ['T, N and M', condition({ summary: { text: 'cT3N0M0' } }), 'TNM cT3N0M0'],
    ['BCLC in Chinese', condition({ summary: { text: 'BCLC分期：C期' } }), 'BCLC分期：C期'],
    ['an Observation in words', staged({ text: 'BCLC stage' }, 'B'), 'BCLC B'],
    ['an Observation by code', staged({ coding: [tnm] }, 'IIIA'), 'TNM stage grouping IIIA'],
  ])('%s', (_law, resource, asSent) => {
    for (const service of [definition, chinese])
      expect(gapOf(resource, service)).toMatchObject({
        why: service.cards.texts.reasons['another-scheme'],
        asSent,
      })
  })
})
