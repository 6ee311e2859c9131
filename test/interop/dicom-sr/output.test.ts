import { beforeAll, describe, expect, test } from '@jest/globals'
import { validateResource } from '@medplum/core'
import type { OperationOutcomeIssue, Resource } from '@medplum/fhirtypes'
import { loadDefinitions } from '../../../src/sandbox/definitions.ts'
import { CODES, item, lesionGroup, measurement, modifier, textItem, uid } from './sr-file.ts'
import { importGroups, numberRead, observationsOf, resourcesOf } from './support.ts'

const { adc, derivation, mean, mm2PerS } = CODES
const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const LESION = `urn:oid:${uid(1)}`

const person = (name: string) =>
  item('HAS OBS CONTEXT', 'PNAME', ['121008', 'DCM', 'Person Observer Name'], { PersonName: name })

const algorithm = [
  textItem(CODES.algorithmName, 'ivimfit', 'HAS CONCEPT MOD'),
  textItem(['111003', 'DCM', 'Algorithm Version'], '2.1', 'HAS CONCEPT MOD'),
  textItem(['111002', 'DCM', 'Algorithm Parameters'], 'D* < 0.1', 'HAS CONCEPT MOD'),
]

const header = {
  AccessionNumber: 'ACC-7',
  Manufacturer: 'Synthetic Imaging',
  ManufacturerModelName: 'Workstation',
  DeviceSerialNumber: 'SN-1',
  SoftwareVersions: '4.2',
}

const group = (...more: Parameters<typeof lesionGroup>[1]) =>
  lesionGroup(1, [
    {
      ...measurement(adc, 0.00118, mm2PerS, [modifier(derivation, mean), ...algorithm]),
      ObservationUID: uid(77),
    },
    ...more,
  ])

const imported = (more = {}, options = {}) =>
  importGroups([group()], { ...header, ...more }, options)
const observationOf = async (...args: Parameters<typeof imported>) =>
  observationsOf(await imported(...args))[0]

describe("what HL7's DICOM SR guide has and R4 has an element for is written", () => {
  test('the study and the request, as typed identifiers', async () => {
    expect(await observationOf()).toMatchObject({
      partOf: [
        {
          type: 'ImagingStudy',
          identifier: {
            type: { coding: [{ system: DCM, code: '110180' }] },
            system: 'urn:dicom:uid',
            value: `urn:oid:${uid(9002)}`,
          },
        },
      ],
      basedOn: [
        {
          type: 'ServiceRequest',
          identifier: { type: { coding: [{ code: 'ACSN' }] }, value: 'ACC-7' },
        },
      ],
    })
  })

  test('the Observation UID', async () => {
    expect(await observationOf()).toMatchObject({
      identifier: [
        {},
        {
          type: { coding: [{ code: 'observation-uid' }] },
          system: 'urn:dicom:uid',
          value: `urn:oid:${uid(77)}`,
        },
      ],
    })
  })

  test('the algorithm and its equipment, in the Observation itself', async () => {
    expect(await observationOf()).toMatchObject({
      contained: [
        {
          resourceType: 'Device',
          id: 'equipment',
          manufacturer: 'Synthetic Imaging',
          serialNumber: 'SN-1',
          deviceName: [{ name: 'Workstation', type: 'model-name' }],
          version: [{ value: '4.2' }],
        },
        {
          resourceType: 'Device',
          id: 'algorithm',
          deviceName: [{ name: 'ivimfit', type: 'other' }],
          version: [{ value: '2.1' }],
          property: [{ valueCode: [{ text: 'D* < 0.1' }] }],
          parent: { reference: '#equipment' },
        },
      ],
      device: { reference: '#algorithm' },
    })
  })

  test('the tracking of the lesion, as typed identifiers', async () => {
    expect(resourcesOf(await imported(), 'BodyStructure')).toMatchObject([
      {
        identifier: [
          {
            type: { coding: [{ system: DCM, code: '112040' }] },
            system: 'urn:dicom:uid',
            value: LESION,
          },
          { type: { coding: [{ system: DCM, code: '112039' }] }, value: 'Lesion 1' },
        ],
      },
    ])
  })

  test.each([
    ['who verified it, where nobody else is named', {}, ['Reader Synthetic']],
    [
      'who took part',
      {
        ParticipantSequence: [
          { ObserverType: 'DEV', StationName: 'WS' },
          { ObserverType: 'PSN', PersonName: 'Wang^Li' },
        ],
      },
      ['Li Wang'],
    ],
    [
      'who wrote it',
      { AuthorObserverSequence: [{ ObserverType: 'PSN', PersonName: 'Wang^Li^^Dr' }] },
      ['Dr Li Wang'],
    ],
  ])('%s', async (_name, more, names) => {
    const { performer } = (await observationOf(more)) as unknown as {
      readonly performer: readonly { readonly display: string }[]
    }
    expect(performer.map(({ display }) => display)).toEqual(names)
  })

  test('the observer of the group before that of the report', async () => {
    const [observation] = observationsOf(await importGroups([group(person('王^丽'))]))
    expect(observation).toMatchObject({ performer: [{ display: '丽 王' }] })
  })

  test('nobody, where nobody is named', async () => {
    expect(await observationOf({ VerifyingObserverSequence: [] })).not.toHaveProperty('performer')
  })

  test('and the service reads it as before', async () => {
    expect(numberRead(observationsOf(await imported()), 'adc')).toBe(1.18)
  })

  test('as valid FHIR R4', async () => {
    const { bundle, ...rest } = await imported({}, { patientId: 'p1' })
    const resources = ['BodyStructure', 'Observation'].flatMap((type) =>
      resourcesOf({ bundle, ...rest }, type),
    )
    const issues: OperationOutcomeIssue[] = []
    for (const resource of [bundle, ...resources])
      issues.push(...validateResource(resource as unknown as Resource))
    expect(resources).toHaveLength(2)
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([])
  })
  beforeAll(loadDefinitions)
})

describe('a BodyStructure of the hospital', () => {
  const entriesOf = async (options = {}) =>
    (
      (await imported({}, options)).bundle as unknown as {
        readonly entry: readonly {
          readonly resource: { readonly resourceType: string; readonly focus?: unknown }
          readonly request: {
            readonly method: string
            readonly url: string
            readonly ifNoneExist?: string
          }
        }[]
      }
    ).entry

  test('is created where there is none, and otherwise left alone', async () => {
    const [lesion] = await entriesOf()
    expect(lesion).toMatchObject({ request: { method: 'POST', url: 'BodyStructure' } })
    expect(decodeURIComponent(lesion?.request.ifNoneExist ?? '')).toBe(
      `identifier=urn:dicom:uid|${LESION}`,
    )
  })

  test('of another patient is never found, and neither is an Observation', async () => {
    const [lesion, observation] = await entriesOf({ patientId: 'p1' })
    expect(lesion?.request.ifNoneExist).toMatch(/&patient=Patient\/p1$/)
    expect(observation?.request.url).toMatch(/^Observation\?identifier=[^&]+&patient=Patient\/p1$/)
  })

  test('is named where it is said to be the lesion, and none is written', async () => {
    const bodyStructures = new Map([[LESION, 'own-7']])
    const entries = await entriesOf({ patientId: 'p1', bodyStructures })
    expect(entries.map(({ resource }) => resource.resourceType)).toEqual(['Observation'])
    expect(entries[0]?.resource.focus).toEqual([
      { reference: 'BodyStructure/own-7', type: 'BodyStructure' },
    ])
  })
})
