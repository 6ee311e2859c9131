import { describe, expect, test } from '@jest/globals'
import { outcome } from '../../support/readings.ts'
import {
  adc,
  bundleBytes,
  capsule,
  coded,
  DCM,
  dStar,
  group,
  type Json,
  lesion,
  longAxis,
  MEAN,
  type Member,
  SCT,
} from './guide-bundle.ts'
import {
  importBytes,
  numberRead,
  observationsOf,
  readByTheService,
  reasonsOf,
  refusalsOf,
  resourcesOf,
} from './support.ts'

const importResources = (resources: readonly Json[], options = {}) =>
  importBytes([bundleBytes(resources)], { patientId: 'p1', ...options })

const importOne = (members: readonly Member[], more = {}, structure = lesion(1)) =>
  importResources([structure, ...group(1, members, more)])

const reasons = async (...args: Parameters<typeof importOne>) => reasonsOf(await importOne(...args))

describe("a Bundle by HL7's DICOM SR guide", () => {
  test.each(['R5', 'R4'] as const)('in %s is read as the report itself', async (version) => {
    const members = [adc(0.00118), dStar(0.045), longAxis(42), capsule('Incomplete')]
    const imported = await importResources([lesion(1, version), ...group(1, members, { version })])
    const observations = observationsOf(imported)
    expect(observations).toHaveLength(4)
    expect([numberRead(observations, 'adc'), numberRead(observations, 'dStar')]).toEqual([1.18, 45])
    expect(outcome(readByTheService(observations)['capsuleIncomplete'])).toBe(1)
    expect(observations[0]).toMatchObject({
      status: 'final',
      subject: { reference: 'Patient/p1' },
      effectiveDateTime: '2026-11-08T10:15:00+08:00',
      issued: '2026-11-09T08:15:00+08:00',
      performer: [{ display: 'Li Wang' }],
      bodySite: { coding: [{ code: '10200004' }] },
      partOf: [{ identifier: { value: 'urn:oid:1.2.3.4' } }],
      device: { reference: '#algorithm' },
    })
    expect(resourcesOf(imported, 'BodyStructure')).toMatchObject([
      { identifier: [{ value: 'urn:oid:2.25.1001' }, { value: 'Lesion 1' }] },
    ])
  })

  test('of two lesions gives the values of the larger', async () => {
    const resources = [
      lesion(1),
      lesion(2),
      ...group(1, [adc(0.00118), longAxis(55)]),
      ...group(2, [adc(0.00095), longAxis(32)]),
    ]
    const observations = observationsOf(await importResources(resources))
    expect(numberRead(observations, 'adc')).toBe(1.18)
  })

  test('is the same at every import, whatever the order of its entries', async () => {
    const resources = [lesion(1), ...group(1, [adc(0.00118), dStar(0.045)])]
    const urls = async (list: readonly Json[]) =>
      ((await importResources(list)).bundle?.['entry'] as { request: { url: string } }[])
        .map(({ request }) => request.url)
        .toSorted()
    expect(await urls(resources.toReversed())).toEqual(await urls(resources))
  })

  test('without the number of the patient names the resource', async () => {
    const [first, ...rest] = group(1, [adc(0.00118)])
    const resources = [lesion(1), { ...first, subject: { reference: 'Patient/else' } }, ...rest]
    const imported = await importResources(resources, { patientId: undefined })
    expect(observationsOf(imported)[0]?.['subject']).toEqual({ reference: 'Patient/else' })
  })

  test('keeps method, fit and b-values', async () => {
    const component = [
      MEAN,
      { code: coded(DCM, '113241'), valueCodeableConcept: coded(DCM, '113269', 'Segmented') },
      {
        code: coded(DCM, '113240'),
        valueQuantity: { value: 800, code: 's/mm2', system: 'http://unitsofmeasure.org' },
      },
    ]
    const method = coded(DCM, '113251', 'Bi-exponential (IVIM) diffusion model')
    const imported = await importOne([dStar(0.045, { component, method })])
    expect(reasonsOf(imported)).toEqual([])
    expect(observationsOf(imported)).toMatchObject([
      {
        method: { coding: [{ code: '113251' }] },
        component: [
          { code: { coding: [{ code: '121401' }] } },
          { code: { coding: [{ code: '113241' }] } },
          { valueQuantity: { value: 800, code: 's/mm2' } },
        ],
      },
    ])
  })

  test('has a statistic only where a component says it, for the guide has no place for it', async () => {
    expect(await reasons([adc(0.00118, {})])).toEqual(['no-statistic'])
    const imported = await importResources([lesion(1), ...group(1, [adc(0.00118, {})])], {
      acceptUnstatedStatistic: true,
    })
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
  })

  test.each([
    ['preliminary', 'preliminary'],
    ['registered', 'preliminary'],
    ['amended', 'final'],
    ['corrected', 'final'],
  ])('that is %s is %s', async (status, expected) => {
    const [observation] = observationsOf(await importOne([adc(0.00118)], { status }))
    expect(observation?.['status']).toBe(expected)
  })

  test('a measurement that is in no group stands for itself', async () => {
    const [, alone] = group(1, [adc(0.00118)])
    const imported = await importResources([lesion(1), alone!])
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
  })
})

describe('what such a Bundle says otherwise is not taken', () => {
  const modifier = [{ url: 'https://example.org/not', valueBoolean: true }]
  test.each<[string, Parameters<typeof importOne>, string]>([
    [
      'a cyst',
      [[adc(0.001)], { valueCodeableConcept: coded(SCT, '367643001', 'Cyst') }],
      'not-a-lesion',
    ],
    [
      'a finding in words',
      [[adc(0.001)], { valueCodeableConcept: { text: 'something' } }],
      'not-a-lesion',
    ],
    [
      'a group called after another tissue',
      [[adc(0.001)], { code: { text: 'Reference tissue' } }],
      'said-otherwise',
    ],
    [
      'a note that denies it',
      [[adc(0.001)], { note: [{ text: 'simple cyst' }] }],
      'said-otherwise',
    ],
    ['another organ', [[adc(0.001)], {}, lesion(1, 'R5', '78961009')], 'unknown-site'],
    ['no lesion', [[adc(0.001)], {}, { ...lesion(1), identifier: [] }], 'no-lesion'],
    [
      'a qualifier of the site',
      [
        [adc(0.001)],
        {},
        {
          ...lesion(1),
          includedStructure: [{ structure: coded(SCT, '10200004'), qualifier: [{ text: 'rim' }] }],
        },
      ],
      'unknown-modifier',
    ],
    [
      'a morphology',
      [[adc(0.001)], {}, { ...lesion(1), morphology: coded(SCT, '367643001', 'Cyst') }],
      'said-otherwise',
    ],
    [
      'a component that is not known',
      [[adc(0.001, { component: [MEAN, { code: { text: 'x' }, valueString: 'y' }] })]],
      'unknown-modifier',
    ],
    [
      'a modifier extension',
      [[adc(0.001, { component: [MEAN], modifierExtension: modifier })]],
      'unknown-modifier',
    ],
    [
      'a withdrawn value',
      [[adc(0.001, { component: [MEAN], status: 'entered-in-error' })]],
      'qualified',
    ],
    [
      'a withdrawn finding',
      [[{ ...capsule('Complete'), more: { ...capsule('Complete').more, status: 'cancelled' } }]],
      'qualified',
    ],
    ['a withdrawn group', [[adc(0.001)], { status: 'entered-in-error' }], 'qualified'],
    [
      'a limit',
      [
        [
          adc(0.001, {
            component: [MEAN],
            valueQuantity: {
              value: 0.001,
              comparator: '<',
              system: 'http://unitsofmeasure.org',
              code: 'mm2/s',
            },
          }),
        ],
      ],
      'qualified',
    ],
    [
      'a value beside the reason for its absence',
      [[adc(0.001, { component: [MEAN], dataAbsentReason: { text: 'error' } })]],
      'qualified',
    ],
    [
      'a unit in words',
      [[adc(0.001, { component: [MEAN], valueQuantity: { value: 1.1, unit: 'mm2/s' } })]],
      'unknown-unit',
    ],
    [
      'another study',
      [
        [
          adc(0.001, {
            component: [MEAN],
            partOf: [
              {
                type: 'ImagingStudy',
                identifier: { system: 'urn:dicom:uid', value: 'urn:oid:9.9' },
              },
            ],
          }),
        ],
      ],
      'other-images',
    ],
    [
      'a side is understood',
      [
        [adc(0.001)],
        {},
        {
          ...lesion(1),
          includedStructure: [{ structure: coded(SCT, '10200004'), laterality: { text: 'right' } }],
        },
      ],
      '',
    ],
    [
      'another lesion',
      [
        [
          adc(0.001, {
            component: [MEAN],
            bodyStructure: {
              type: 'BodyStructure',
              identifier: { system: 'urn:dicom:uid', value: 'urn:oid:2.25.9' },
            },
          }),
        ],
      ],
      'other-tracking',
    ],
  ])('%s', async (_name, args, why) => {
    expect(await reasons(...args)).toEqual(why === '' ? [] : [why])
  })

  test('a group without its study', async () => {
    const [frame, member] = group(1, [adc(0.001)], { partOf: [] })
    expect(refusalsOf(await importResources([lesion(1), frame!, member!]))).toEqual(['no-uid'])
  })

  test('a member that is not there is passed over with the others told', async () => {
    const [frame, member] = group(1, [adc(0.00118)])
    const hasMember = [{ reference: 'Observation/gone' }, ...(frame!['hasMember'] as Json[])]
    const imported = await importResources([lesion(1), { ...frame, hasMember }, member!])
    expect(reasonsOf(imported)).toEqual(['other-quantity'])
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
  })

  test('groups of two patients', async () => {
    const other = { subject: { identifier: { value: 'SYN-2' } } }
    const resources = [
      lesion(1),
      ...group(1, [adc(0.001)]),
      lesion(2),
      ...group(2, [adc(0.002)], other),
    ]
    expect((await importResources(resources)).bundle).toBeUndefined()
  })
})
