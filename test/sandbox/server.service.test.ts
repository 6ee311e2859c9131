import { beforeAll, describe, expect, test } from '@jest/globals'
import type { BundleEntry, CapabilityStatement, Observation, Patient } from '@medplum/fhirtypes'
import { addDays } from '../../src/base/time.ts'
import { SANDBOX_TOKEN } from '../../src/sandbox/access.ts'
import {
  BASE_URL,
  bundleOf,
  type Client,
  idsOf,
  issueOf,
  NOMINAL_NOON,
  nextOf,
  openClient,
} from './support.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const ada: Patient = { resourceType: 'Patient', name: [{ family: 'Synthetic-Written' }] }

describe('the sandbox', () => {
  test('lists its patients with the reason they exist for', () => {
    const { patients } = client.sandbox
    expect(patients).toContainEqual(
      expect.objectContaining({
        id: 'high-risk',
        why: 'All five predictors are known and unfavourable.',
      }),
    )
  })

  test('moves its patients to today and leaves their age', async () => {
    const later = await openClient(addDays(NOMINAL_NOON, 100))
    const response = await later.get('/Observation/low-risk-neutrophils')
    expect((response.body as Observation).effectiveDateTime).toBe('2027-02-23T07:30:00+08:00')
    const born = (from: Client) =>
      from.get('/Patient/low-risk').then((response) => (response.body as Patient).birthDate)
    expect(await born(later)).toBe(await born(client))
  })

  test('keeps what was written to it from every other sandbox', async () => {
    await client.put('/Patient/mine', { ...ada, id: 'mine' })
    expect((await client.get('/Patient/mine')).status).toBe(200)
    expect((await (await openClient()).get('/Patient/mine')).status).toBe(404)
  })

  test('tells in its CapabilityStatement that it speaks FHIR R4, and by what it searches', async () => {
    const response = await client.get('/metadata')
    const body = response.body as CapabilityStatement
    expect(response.type).toBe('application/fhir+json')
    expect(body).toMatchObject({ fhirVersion: '4.0.1', implementation: { url: BASE_URL } })
    const observation = body.rest?.[0]?.resource?.find(({ type }) => type === 'Observation')
    expect(observation?.searchParam).toContainEqual({ name: 'code', type: 'token' })
    expect(observation?.searchParam?.map(({ name }) => name)).not.toContain('value-quantity')
  })
})

describe('a resource', () => {
  test('that is created gets an id from the server and can be read where Location says', async () => {
    const response = await client.post('/Patient', { ...ada, id: 'wished-for' })
    expect(response.status).toBe(201)
    const { id = '', meta } = response.body as Patient
    expect(id).not.toBe('wished-for')
    expect(response.headers['etag']).toBe(`W/"${meta?.versionId ?? ''}"`)
    const location = String(response.headers['location'])
    expect(location).toBe(`${BASE_URL}/Patient/${id}/_history/${meta?.versionId ?? ''}`)
    expect((await client.get(location.replace(BASE_URL, ''))).body).toEqual(response.body)
  })

  test('that is put is created the first time and updated from then on', async () => {
    const put = () => client.put('/Patient/twice', { ...ada, id: 'twice' })
    expect((await put()).status).toBe(201)
    expect((await put()).status).toBe(200)
  })

  test('is not overwritten by a client that has seen an older version', async () => {
    await client.put('/Patient/locked', { ...ada, id: 'locked' })
    const stale = client.put('/Patient/locked', { ...ada, id: 'locked' }).set('If-Match', 'W/"0"')
    const response = await stale
    expect(response.status).toBe(412)
    expect(issueOf(response)).not.toBe('')
  })

  test('that is deleted is gone, and may be deleted again', async () => {
    await client.put('/Patient/brief', { ...ada, id: 'brief' })
    expect((await client.remove('/Patient/brief')).status).toBe(204)
    expect((await client.remove('/Patient/brief')).status).toBe(204)
    expect((await client.get('/Patient/brief')).status).toBe(404)
  })

  test('that R4 does not allow is not stored', async () => {
    const response = await client.put('/Patient/odd', { ...ada, id: 'odd', shoeSize: 41 })
    expect(response.status).toBe(400)
    expect(issueOf(response)).toContain('shoeSize')
    expect((await client.get('/Patient/odd')).status).toBe(404)
  })
})

describe('a batch', () => {
  const send = (type: 'batch' | 'transaction', entry: readonly BundleEntry[]) =>
    client.post('/', { resourceType: 'Bundle', type, entry })

  test('answers each entry on its own, searches with all that a page owes', async () => {
    const response = await send('batch', [
      { request: { method: 'GET', url: 'Observation?patient=low-risk&_count=2&nonsense=1' } },
      { request: { method: 'GET', url: 'Nonsense/1' } },
      { request: { method: 'GET', url: 'Patient/low-risk' } },
    ])
    const { type, entry = [] } = bundleOf(response)
    expect(type).toBe('batch-response')
    expect(entry.map((each) => each.response?.status)).toEqual(['200', '404', '200'])
    const page = { body: entry[0]?.resource, text: '' }
    expect(bundleOf(page).total).toBe(9)
    expect(idsOf(page)).toHaveLength(2)
    expect(nextOf(page)).toContain('_offset=2')
  })

  test('as a transaction leaves no trace when one entry fails', async () => {
    await client.put('/Patient/before', { ...ada, id: 'before' })
    const response = await send('transaction', [
      { request: { method: 'DELETE', url: 'Patient/before' } },
      { resource: { ...ada, id: 'first' }, request: { method: 'PUT', url: 'Patient/first' } },
      {
        resource: { ...ada, id: 'second', gender: 'none' } as unknown as Patient,
        request: { method: 'PUT', url: 'Patient/not-second' },
      },
    ])
    expect(response.status).toBe(400)
    expect(issueOf(response)).not.toBe('')
    expect((await client.get('/Patient/first')).status).toBe(404)
    expect((await client.get('/Patient/before')).status).toBe(200)
    expect((await client.get('/Patient/low-risk')).headers['etag']).toBe('W/"1"')
  })

  test('as a transaction links what it creates', async () => {
    const patient = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a'
    const condition = {
      resourceType: 'Condition' as const,
      subject: { reference: patient },
      code: { text: 'Hepatocellular carcinoma' },
    }
    const response = await send('transaction', [
      { fullUrl: patient, resource: ada, request: { method: 'POST', url: 'Patient' } },
      { resource: condition, request: { method: 'POST', url: 'Condition' } },
    ])
    const [created, linked] = bundleOf(response).entry ?? []
    expect(linked?.resource).toMatchObject({
      subject: { reference: `Patient/${created?.resource?.id ?? ''}` },
    })
  })
})

describe('a request that fails', () => {
  test.each([
    ['/Nonsense', 404],
    ['/Nonsense/1', 404],
    ['/Project', 404],
    ['/Patient/nobody', 404],
    ['/Patient/low-risk/_history', 404],
    ['/Patient/low-risk/$everything', 404],
    ['/$graphql', 404],
    ['/', 400],
    ['/%zz', 404],
  ])('such as GET %s is answered %i with an OperationOutcome', async (path, status) => {
    const response = await client.get(path)
    expect(response.status).toBe(status)
    expect(response.type).toBe('application/fhir+json')
    expect(issueOf(response)).not.toBe('')
  })

  test('because its body is not JSON is answered 400, without the parser’s words', async () => {
    const post = client.agent.post('/sandbox/fhir/Patient').type('application/fhir+json')
    const response = await post.send('{"resourceType":')
    expect(response.status).toBe(400)
    expect(issueOf(response)).toContain('valid JSON')
    expect(response.text).not.toMatch(/\bat |SyntaxError|position/)
  })

  test('because it has no body is answered 400', async () => {
    const response = await client.agent.post('/sandbox/fhir/Patient')
    expect(response.status).toBe(400)
    expect(issueOf(response)).toContain('JSON body')
  })

  test('because its body is too large is answered 413', async () => {
    const response = await client.post('/Patient', { ...ada, text: 'x'.repeat(6_000_000) })
    expect(response.status).toBe(413)
    expect(issueOf(response)).not.toBe('')
  })
})

describe('access', () => {
  const read = (headers: Record<string, string>) => client.get('/Patient/low-risk', headers)

  test('is free without a token, and with that of the sandbox', async () => {
    expect((await read({})).status).toBe(200)
    expect((await read({ Authorization: `Bearer ${SANDBOX_TOKEN}` })).status).toBe(200)
  })

  test.each(['Bearer other', 'Bearer', 'Basic c2FuZGJveA==', SANDBOX_TOKEN])(
    'is refused with %s',
    async (authorization) => {
      const response = await read({ Authorization: authorization })
      expect(response.status).toBe(401)
      expect(response.headers['www-authenticate']).toBe('Bearer')
      expect(issueOf(response)).not.toContain('c2FuZGJveA')
    },
  )
})
