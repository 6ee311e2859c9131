import { beforeAll, describe, expect, test } from '@jest/globals'
import { validateResource } from '@medplum/core'
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router'
import type { Bundle, OperationOutcomeIssue, Resource } from '@medplum/fhirtypes'
import { outcome } from '../../support/readings.ts'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { loadDefinitions } from '../../../src/sandbox/definitions.ts'
import {
  CODES,
  container,
  lesionGroup,
  measurement,
  modifier,
  tracked,
  uid,
  reportBytes,
} from './sr-file.ts'
import {
  importBytes,
  importGroups,
  numberRead,
  observationsOf,
  readByTheService,
  reasonsOf,
  resourcesOf,
} from './support.ts'

const { adc, dStar, mean, minimum, derivation, mm2PerS, um2PerS } = CODES

/** The OIDs 2.25.1001 and 2.25.1002 as UUIDs of version 5 (by another implementation). */
const LESION_1 = 'urn:uuid:8777490b-ef4f-5163-9524-d867daa9cea1'
const LESION_2 = 'urn:uuid:e6d07641-ab12-534f-ae8b-8e9c7e519aca'

const adcOf = (value: number) => measurement(adc, value, mm2PerS)
const dStarOf = (value: number) => measurement(dStar, value, mm2PerS)

describe('a report of one lesion', () => {
  const oneLesion = () => importGroups([lesionGroup(1, [adcOf(0.00118), dStarOf(0.045)])])

  test('gives the ADC and D* that the service reads', async () => {
    const observations = observationsOf(await oneLesion())
    expect(numberRead(observations, 'adc')).toBe(1.18)
    expect(numberRead(observations, 'dStar')).toBe(45)
  })

  test('says of every value its study, its day and its lesion', async () => {
    const imported = await oneLesion()
    const [observation] = observationsOf(imported)
    expect(observation).toMatchObject({
      status: 'final',
      effectiveDateTime: '2026-11-08T10:15:00+08:00',
      issued: '2026-11-09T08:15:00+08:00',
      valueQuantity: {
        value: 0.00118,
        system: 'http://unitsofmeasure.org',
        code: 'mm2/s',
      },
      derivedFrom: [
        {
          type: 'ImagingStudy',
          identifier: { system: 'urn:dicom:uid', value: `urn:oid:${uid(9002)}` },
        },
      ],
      focus: [{ reference: LESION_1 }],
      bodySite: { coding: [{ system: 'http://snomed.info/sct', code: '10200004' }] },
    })
    expect(imported.bundle).toMatchObject({
      type: 'transaction',
      entry: [{ fullUrl: LESION_1, resource: { resourceType: 'BodyStructure' } }, {}, {}],
    })
    expect(resourcesOf(imported, 'BodyStructure')).toMatchObject([
      {
        identifier: [
          { system: 'urn:dicom:uid', value: `urn:oid:${uid(1)}` },
          { value: 'Lesion 1' },
        ],
      },
    ])
  })

  test('is the same whatever unit of CID 7277 the values are in', async () => {
    const units = [
      [mm2PerS, 0.00118],
      [['um2/ms', 'UCUM', 'um2/ms'], 1.18],
      [CODES.cid7277, 1180],
      [um2PerS, 1180],
    ] as const
    for (const [unit, value] of units) {
      const imported = await importGroups([lesionGroup(1, [measurement(adc, value, unit)])])
      expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
    }
  })

  test('written by older software in SNOMED RT is read alike', async () => {
    const context = [modifier(CODES.findingSiteRt, CODES.liverRt)]
    const values = [measurement(adc, 0.00118, mm2PerS, [modifier(derivation, CODES.meanRt)])]
    const imported = await importGroups([lesionGroup(1, values, context)])
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
  })

  test('keeps the method, so that one sees of which diffusion model D* is', async () => {
    const said = [modifier(derivation, mean), modifier(CODES.method, CODES.ivim)]
    const [observation] = observationsOf(
      await importGroups([lesionGroup(1, [measurement(dStar, 0.045, mm2PerS, said)])]),
    )
    expect(observation).toMatchObject({
      method: {
        coding: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: '113251' }],
      },
    })
  })

  test('names a lesion in any script', async () => {
    const group = container(CODES.group, [
      ...tracked('肝右叶病灶 Läsion', uid(1)),
      modifier(CODES.findingSite, CODES.liver),
      adcOf(0.00118),
    ])
    const [lesion] = resourcesOf(await importGroups([group]), 'BodyStructure')
    expect(lesion?.['description']).toBe('肝右叶病灶 Läsion')
  })
})

describe('several lesions', () => {
  const two = () =>
    importGroups([
      lesionGroup(1, [adcOf(0.00118), dStarOf(0.045)]),
      lesionGroup(2, [adcOf(0.00095), dStarOf(0.062)]),
    ])

  test('are two BodyStructures, and every value is of its own', async () => {
    const imported = await two()
    expect(resourcesOf(imported, 'BodyStructure')).toHaveLength(2)
    for (const [n, expected] of [
      [1, [1.18, 45]],
      [2, [0.95, 62]],
    ] as const) {
      const own = observationsOf(imported).filter(({ focus }) =>
        JSON.stringify(focus).includes(n === 1 ? LESION_1 : LESION_2),
      )
      expect([numberRead(own, 'adc'), numberRead(own, 'dStar')]).toEqual(expected)
    }
  })

  test('are not mixed by the service', async () => {
    const readings = readByTheService(observationsOf(await two()))
    expect([outcome(readings['adc']), outcome(readings['dStar'])]).toEqual([
      'several-lesions',
      'several-lesions',
    ])
  })

  test('a lesion that two reports track is one', async () => {
    const later = { SOPInstanceUID: uid(9101), StudyDate: '20261115' }
    const imported = await importBytes([
      reportBytes([lesionGroup(1, [adcOf(0.00118)])]),
      reportBytes([lesionGroup(1, [adcOf(0.00125)])], later),
    ])
    expect(resourcesOf(imported, 'BodyStructure')).toHaveLength(1)
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.25)
  })
})

describe('a statistic of the region', () => {
  const minimumOf = (value: number) =>
    measurement(adc, value, mm2PerS, [modifier(derivation, minimum)])

  test('that is not the mean is kept, and not taken for the ADC', async () => {
    const imported = await importGroups([lesionGroup(1, [minimumOf(0.0007)])])
    expect(observationsOf(imported)).toMatchObject([
      {
        code: { coding: [{ code: 'adc-minimum' }] },
        valueQuantity: { value: 0.0007 },
      },
    ])
    expect(JSON.stringify(observationsOf(imported))).not.toContain('"113041"')
    expect(numberRead(observationsOf(imported), 'adc')).toBe('missing')
  })

  test('the mean is the ADC, whichever comes first', async () => {
    for (const values of [
      [minimumOf(0.0007), adcOf(0.00118)],
      [adcOf(0.00118), minimumOf(0.0007)],
    ]) {
      const imported = await importGroups([lesionGroup(1, values)])
      expect(observationsOf(imported)).toHaveLength(2)
      expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
    }
  })
})

describe('a number is passed over', () => {
  const site = modifier(CODES.findingSite, CODES.liver)
  const group = (...measurements: Parameters<typeof lesionGroup>[1]) => lesionGroup(1, measurements)
  test.each([
    [
      'of an unknown concept',
      group(measurement(['X', '99SYN', 'X'], 1, mm2PerS)),
      'other-quantity',
    ],
    ['of D, which is not ADC', group(measurement(CODES.slow, 0.001, mm2PerS)), 'other-quantity'],
    [
      'of the code of ADC in another coding scheme',
      group(measurement(['113041', '99SYN', 'ADC'], 0.001, mm2PerS)),
      'other-quantity',
    ],
    [
      'that does not say its statistic',
      group(measurement(adc, 0.001, mm2PerS, [])),
      'no-statistic',
    ],
    [
      'of a statistic that is not known',
      group(measurement(adc, 0.001, mm2PerS, [modifier(derivation, CODES.skewness)])),
      'other-statistic',
    ],
    [
      'of two statistics',
      group(
        measurement(adc, 0.001, mm2PerS, [
          modifier(derivation, mean),
          modifier(derivation, minimum),
        ]),
      ),
      'other-statistic',
    ],
    [
      'with a modifier that is not understood',
      group(
        measurement(adc, 0.001, mm2PerS, [
          modifier(derivation, mean),
          modifier(['X', '99SYN', 'X'], CODES.mass),
        ]),
      ),
      'unknown-modifier',
    ],
    ['without a value', group(measurement(adc, undefined, mm2PerS)), 'no-value'],
    ['in a unit of another dimension', group(measurement(adc, 1.2, CODES.mm)), 'unknown-unit'],
    [
      'in a unit of another system',
      group(measurement(adc, 1.2, ['um2/ms', '99SYN', 'um2/ms'])),
      'unknown-unit',
    ],
    [
      'in a text that looks like a unit',
      group(measurement(adc, 1.2, ['x10^-3 mm2/s', 'UCUM', 'x10^-3 mm2/s'])),
      'unknown-unit',
    ],
    [
      'of another organ',
      lesionGroup(1, [adcOf(0.001)], [modifier(CODES.findingSite, CODES.spleen)]),
      'unknown-site',
    ],
    ['of no stated site', lesionGroup(1, [adcOf(0.001)], []), 'no-site'],
    [
      'whose own site is another than its group says',
      group(
        measurement(adc, 0.001, mm2PerS, [
          modifier(derivation, mean),
          modifier(CODES.findingSite, CODES.spleen),
        ]),
      ),
      'unknown-site',
    ],
    [
      'of a metastasis',
      lesionGroup(1, [adcOf(0.001)], [modifier(CODES.finding, CODES.metastasis, 'CONTAINS'), site]),
      'not-a-lesion',
    ],
    ['of an untracked lesion', container(CODES.group, [site, adcOf(0.001)]), 'no-lesion'],
    [
      'of a lesion whose UID is none',
      container(CODES.group, [...tracked('Lesion', 'lesion-1'), site, adcOf(0.001)]),
      'no-lesion',
    ],
    [
      'of two tracked lesions in one group',
      container(CODES.group, [
        ...tracked('Lesion 1', uid(1)),
        ...tracked('Lesion 2', uid(2)),
        site,
        adcOf(0.001),
      ]),
      'no-lesion',
    ],
    ['outside a group', adcOf(0.001), 'not-in-a-group'],
    ['deeper in a group', lesionGroup(1, [group(adcOf(0.001))]), 'not-in-a-group'],
  ])('%s', async (_name, content, expected) => {
    const imported = await importGroups([content])
    expect(reasonsOf(imported)).toEqual([expected])
    expect(observationsOf(imported)).toEqual([])
  })

  test('while the others of its report are taken', async () => {
    const imported = await importGroups([
      group(adcOf(0.00118), measurement(CODES.slow, 0.001, mm2PerS)),
    ])
    expect(imported.outcomes).toMatchObject([
      { taken: 1, passedOver: [{ position: '1.1.1.6', why: 'other-quantity' }] },
    ])
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.18)
  })

  test('when it is derived from several regions', async () => {
    const imported = await importGroups([lesionGroup(1, [adcOf(0.00118)])], {
      ContentSequence: [container(CODES.derivedMeasurements, [adcOf(0.00118)])],
    })
    expect(reasonsOf(imported)).toEqual(['not-in-a-group'])
  })
})

describe('the status', () => {
  const groups = [lesionGroup(1, [adcOf(0.00118)])]
  const status = async (more: Record<string, unknown>, acceptUnverified = false) => {
    const imported = await importGroups(groups, more, { acceptUnverified })
    const [observation] = observationsOf(imported)
    return [observation?.['status'], numberRead(observationsOf(imported), 'adc')]
  }

  test.each([
    ['complete and verified is final', {}, ['final', 1.18]],
    [
      'partial is preliminary, and not used',
      { CompletionFlag: 'PARTIAL' },
      ['preliminary', 'not-final'],
    ],
    ['unsaid is preliminary', { CompletionFlag: '' }, ['preliminary', 'not-final']],
    ['unverified is preliminary', { VerificationFlag: 'UNVERIFIED' }, ['preliminary', 'not-final']],
    ['called preliminary is so', { PreliminaryFlag: 'PRELIMINARY' }, ['preliminary', 'not-final']],
  ])('%s', async (_name, more, expected) => {
    expect(await status(more)).toEqual(expected)
  })

  test('a complete report that nobody verified is final only for who says so', async () => {
    expect(await status({ VerificationFlag: 'UNVERIFIED' }, true)).toEqual(['final', 1.18])
    expect(await status({ CompletionFlag: 'PARTIAL' }, true)).toEqual(['preliminary', 'not-final'])
  })
})

describe('the time', () => {
  const effective = async (more: Record<string, unknown>) => {
    const imported = await importGroups([lesionGroup(1, [adcOf(0.00118)])], more)
    const [observation] = observationsOf(imported)
    return observation?.['effectiveDateTime']
  }

  test.each([
    ['with its zone', {}, '2026-11-08T10:15:00+08:00'],
    ['of hours alone is filled up', { StudyTime: '10' }, '2026-11-08T10:00:00+08:00'],
    ['without a zone is the day', { TimezoneOffsetFromUTC: '' }, '2026-11-08'],
    ['that is none is the day', { StudyTime: '991500' }, '2026-11-08'],
    ['without a date is none, whatever the day of the report', { StudyDate: '' }, undefined],
    ['of a day that is none is none', { StudyDate: '20261131' }, undefined],
  ])('%s', async (_name, more, expected) => {
    expect(await effective(more)).toBe(expected)
  })
})

describe('the patient', () => {
  const subjectOf = async (more: Record<string, unknown>, patientId?: string) => {
    const imported = await importGroups([lesionGroup(1, [adcOf(0.00118)])], more, { patientId })
    return observationsOf(imported)[0]?.['subject']
  }

  test("is the hospital's number unless the FHIR id is given", async () => {
    expect(await subjectOf({})).toEqual({
      type: 'Patient',
      identifier: { value: 'SYN-1', assigner: { display: 'Synthetic Hospital' } },
    })
    expect(await subjectOf({}, 'p1')).toEqual({ reference: 'Patient/p1' })
  })

  test.each([
    ['ISO', '1.2.3.4', 'urn:oid:1.2.3.4'],
    ['URI', 'http://hospital.example/mrn', 'http://hospital.example/mrn'],
    ['DNS', 'hospital.example', undefined],
  ])('has the system of an issuer of type %s', async (type, id, system) => {
    const qualifiers = { UniversalEntityID: id, UniversalEntityIDType: type }
    const subject = await subjectOf({ IssuerOfPatientIDQualifiersSequence: [qualifiers] })
    expect((subject as { identifier: { system?: string } }).identifier.system).toBe(system)
  })
})

describe('what comes out', () => {
  beforeAll(loadDefinitions)

  const everything = () =>
    importGroups([
      lesionGroup(1, [
        adcOf(0.00118),
        measurement(adc, 0.0007, mm2PerS, [modifier(derivation, minimum)]),
        measurement(CODES.monoExponentialAdc, 0.0012, mm2PerS),
        measurement(dStar, 45000, um2PerS, [
          modifier(derivation, mean),
          modifier(CODES.method, CODES.ivim),
        ]),
      ]),
    ])

  test('is FHIR R4', async () => {
    const imported = await everything()
    const resources = ['BodyStructure', 'Observation'].flatMap((type) =>
      resourcesOf(imported, type),
    )
    expect(resources).toHaveLength(5)
    const issues: OperationOutcomeIssue[] = []
    for (const resource of [imported.bundle, ...resources])
      issues.push(...validateResource(resource as unknown as Resource))
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('is the same at every import, and replaces what was imported before', async () => {
    const [once, again] = [await everything(), await everything()]
    expect(again).toEqual(once)
    const entries = once.bundle?.['entry'] as readonly {
      fullUrl: string
      request: { method: string; url: string }
    }[]
    const urls = entries.map(({ request }) => request.url)
    expect(new Set(urls).size).toBe(5)
    expect(new Set(entries.map(({ fullUrl }) => fullUrl)).size).toBe(5)
    expect(entries.every(({ fullUrl }) => /^urn:uuid:[\da-f-]{36}$/.test(fullUrl))).toBe(true)
    const [lesion, ...observations] = entries
    expect(lesion?.request).toEqual({
      method: 'POST',
      url: 'BodyStructure',
      ifNoneExist: expect.stringMatching(/^identifier=[^|#?&]+$/),
    })
    expect(observations.every(({ request }) => request.method === 'PUT')).toBe(true)
    expect(urls.slice(1).every((url) => /^Observation\?identifier=[^|#?&]+$/.test(url))).toBe(true)
  })

  test('is taken by a FHIR server, whose lesion the Observations then name', async () => {
    const { bundle } = await everything()
    const [server, router] = [new MemoryRepository(), new FhirRouter()]
    const ask = async (method: 'GET' | 'POST', url: string, body?: unknown) => {
      const request = { method, url, body, pathname: '', params: {}, query: {}, config: {} }
      const [, answer] = await router.handleRequest(request, server)
      return (answer as Bundle).entry?.map(({ resource }) => resource) ?? []
    }
    await ask('POST', '/', bundle)
    await ask('POST', '/', bundle)
    const lesions = await ask('GET', '/BodyStructure')
    const observations = (await ask('GET', '/Observation')) as unknown as FhirResource[]
    expect([lesions.length, observations.length]).toEqual([1, 4])
    expect(observations.map(({ focus }) => focus)).toEqual(
      observations.map(() => [
        expect.objectContaining({ reference: `BodyStructure/${lesions[0]?.id ?? ''}` }),
      ]),
    )
    expect(numberRead(observations, 'dStar')).toBe(45)
  })

  test('is no Bundle when nothing was taken', async () => {
    const { bundle } = await importGroups([lesionGroup(1, [])])
    expect(bundle).toBeUndefined()
  })
})
