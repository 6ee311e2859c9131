import { beforeAll, describe, expect, test } from '@jest/globals'
import type { CapabilityStatement, OperationOutcome, Patient } from '@medplum/fhirtypes'
import { bundleOf, type Client, openClient } from './support.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const subject = { reference: 'Patient/low-risk' }
const code = { text: 'Synthetic' }

const WRONG: readonly (readonly [string, { readonly resourceType: string }])[] = [
  ['a status that FHIR does not have', { resourceType: 'Observation', status: 'done', code }],
  ['no code', { resourceType: 'Observation', status: 'final', subject }],
  [
    'an intent that FHIR does not have',
    { resourceType: 'ServiceRequest', status: 'draft', intent: 'orders', subject },
  ],
  ['a gender of a local list', { resourceType: 'Patient', gender: 'M' }],
  [
    'a status without its system',
    { resourceType: 'Condition', subject, clinicalStatus: { coding: [{ code: 'active' }] } },
  ],
  [
    'a status in words alone',
    { resourceType: 'Condition', subject, verificationStatus: { text: 'sure' } },
  ],
  ['an empty text', { resourceType: 'Observation', status: 'final', code: { text: '' } }],
  [
    'an empty list',
    { resourceType: 'Observation', status: 'final', code: { coding: [], text: 'x' } },
  ],
  ['an empty object', { resourceType: 'Observation', status: 'final', code, subject: {} }],
  [
    'a reference to a type that it does not take',
    {
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'order',
      subject: { reference: 'Medication/1' },
    },
  ],
  [
    'a probability above all percent',
    {
      resourceType: 'RiskAssessment',
      status: 'final',
      subject,
      prediction: [{ probabilityDecimal: 101 }],
    },
  ],
  [
    'a code of an identifier that FHIR does not have',
    { resourceType: 'Patient', identifier: [{ use: 'mine', value: '1' }] },
  ],
  [
    'a contained resource of that kind',
    {
      resourceType: 'Observation',
      status: 'final',
      code,
      contained: [{ resourceType: 'Patient', id: 'p', gender: 'q' }],
    },
  ],
] as never

describe('a resource is not stored with', () => {
  test.each(WRONG)('%s', async (_what, resource) => {
    const { resourceType } = resource
    const created = await client.post(`/${resourceType}`, resource)
    const put = await client.put(`/${resourceType}/wrong`, { ...resource, id: 'wrong' })
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [{ resource, request: { method: 'POST', url: resourceType } }],
    }
    const transaction = await client.post('/', bundle)
    for (const answer of [created, put, transaction]) {
      expect(answer.status).toBe(400)
      expect((answer.body as OperationOutcome).issue[0]?.severity).toBe('error')
    }
    expect((await client.get(`/${resourceType}/wrong`)).status).toBe(404)
  })

  test('nothing wrong, it is stored: codes of open lists are free', async () => {
    const status = {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
      ],
    }
    const condition = {
      resourceType: 'Condition',
      subject,
      clinicalStatus: status,
      code: { coding: [{ system: 'urn:oid:1.2.3', code: 'own' }] },
    }
    expect((await client.post('/Condition', condition)).status).toBe(201)
  })
})

describe('the form of a request', () => {
  const REFUSED_ACCEPT = [
    'application/fhir+xml',
    'application/xml',
    'text/turtle',
    'application/fhir+json; fhirVersion=5.0',
    'application/fhir+json;fhirVersion="3.0"',
    'application/fhir+json;q=0',
    'text/html',
  ]
  test.each(REFUSED_ACCEPT)('an answer as %s is refused', async (accept) => {
    const answer = await client.get('/Patient/low-risk', { accept })
    expect(answer.status).toBe(406)
    expect((answer.body as OperationOutcome).resourceType).toBe('OperationOutcome')
  })

  const TAKEN_ACCEPT = [
    'application/fhir+json',
    'application/json',
    '*/*',
    'application/*;q=0.1',
    'application/fhir+json; fhirVersion=4.0',
    'application/fhir+xml, application/fhir+json;q=0.5',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  ]
  test.each(TAKEN_ACCEPT)('an answer as %s is given', async (accept) => {
    expect((await client.get('/Patient/low-risk', { accept })).status).toBe(200)
  })

  test('_format goes before Accept', async () => {
    const xml = { accept: 'application/fhir+xml' }
    expect((await client.get('/Patient/low-risk?_format=json', xml)).status).toBe(200)
    expect((await client.get('/Patient/low-risk?_format=application/fhir+json', xml)).status).toBe(
      200,
    )
    expect((await client.get('/Patient/low-risk?_format=xml')).status).toBe(406)
    expect((await client.get('/metadata?_format=xml')).status).toBe(406)
  })

  test.each(['application/fhir+xml', 'text/plain', 'application/fhir+json; fhirVersion=5.0'])(
    'a body as %s is refused',
    async (type) => {
      const patient = JSON.stringify({ resourceType: 'Patient' })
      const answer = await client.agent
        .post('/sandbox/fhir/Patient')
        .set('content-type', type)
        .send(patient)
      expect(answer.status).toBe(415)
    },
  )

  test('a body that says version 4.0 is taken', async () => {
    const answer = await client.agent
      .post('/sandbox/fhir/Patient')
      .set('content-type', 'application/fhir+json; fhirVersion=4.0')
      .send(JSON.stringify({ resourceType: 'Patient' }))
    expect(answer.status).toBe(201)
  })
})

test('the CapabilityStatement names types of R4 alone', async () => {
  const answer = await client.get('/metadata')
  const { rest } = answer.body as CapabilityStatement
  const types = rest?.[0]?.resource?.map(({ type }) => type) ?? []
  expect(types.length).toBe(146)
  expect(types).not.toContain('SubscriptionStatus')
})

describe('_elements', () => {
  const TAG = {
    code: 'SUBSETTED',
    system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  }

  test('a read holds what is named and what is mandatory, and says that it is a part', async () => {
    const answer = await client.get('/Patient/low-risk?_elements=gender')
    const patient = answer.body as Patient
    expect(Object.keys(patient).toSorted()).toEqual(['gender', 'id', 'meta', 'resourceType'])
    expect(patient.meta?.tag).toMatchObject([TAG])
  })

  test('a search holds the same of each match', async () => {
    const answer = await client.get(
      '/Observation?patient=low-risk&_elements=valueQuantity,Observation.effective,Patient.name',
    )
    const resources = bundleOf(answer).entry?.map(({ resource }) => resource) ?? []
    expect(resources.length).toBeGreaterThan(5)
    const members = [...new Set(resources.flatMap((resource) => Object.keys(resource ?? {})))]
    expect(members.toSorted()).toEqual([
      'code',
      'effectiveDateTime',
      'id',
      'meta',
      'resourceType',
      'status',
      'valueQuantity',
    ])
    for (const resource of resources) expect(resource?.meta?.tag).toMatchObject([TAG])
  })

  test('every page holds the same', async () => {
    const path = '/Observation?patient=low-risk&_count=2&_elements=status,code'
    const first = bundleOf(await client.get(path))
    const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? ''
    const second = bundleOf(await client.get(next.slice(next.indexOf('/Observation?'))))
    const members = second.entry?.flatMap(({ resource }) => Object.keys(resource ?? {})) ?? []
    expect(new Set(members)).toEqual(new Set(['code', 'id', 'meta', 'resourceType', 'status']))
  })

  test('what is stored stays whole, and an error stays one', async () => {
    expect((await client.get('/Patient/low-risk')).body).not.toHaveProperty('meta.tag')
    const missing = await client.get('/Patient/nobody?_elements=gender')
    expect(missing.status).toBe(404)
    expect((missing.body as OperationOutcome).issue).toHaveLength(1)
  })
})
