import { afterEach, describe, expect, test } from '@jest/globals'
import { toRecordSource } from '../../src/acquisition/index.ts'
import { parseHookRequest } from '../../src/cds-hooks/index.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../src/guidance/index.ts'
import {
  type FhirStub,
  searchset,
  sendJson,
  startFhirStub,
  type StubHandler,
} from '../support/fhir-stub.ts'
import { prefetched } from '../support/requests.ts'

const TEMPLATES = {
  patient: 'Patient/{{context.patientId}}',
  counts: 'Observation?patient={{context.patientId}}&code=x',
}
const observation = (id: string) => ({ resourceType: 'Observation', id })

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()))
})

async function stub(handler: StubHandler): Promise<FhirStub> {
  const server = await startFhirStub(handler)
  opened.push(server.close)
  return server
}

async function acquire(
  fhirServer: string | undefined,
  prefetch: Record<string, unknown> = {},
  budgetMs = 2_000,
) {
  const source = toRecordSource(() => ({ budgetMs }))
  opened.push(source.close)
  const { prefetch: _prefetch, ...body } = prefetched('high-risk')
  const authorization = {
    access_token: 'secret',
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.rs',
    subject: 'cds',
  }
  const server = fhirServer === undefined ? {} : { fhirServer, fhirAuthorization: authorization }
  const request = parseHookRequest(
    { ...body, ...server, prefetch },
    'order-select',
    Object.keys(TEMPLATES),
  )
  return source.acquire(request, TEMPLATES, DEFAULT_CLIENT_SETTINGS)
}

const countOf = (slot: unknown) => (slot as { resources: readonly unknown[] }).resources.length

describe('what the client prefetched is used, what it omitted is fetched', () => {
  test('only the omitted key is asked for, with the token', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, searchset([observation('a')])),
    )
    const slots = await acquire(server.url, {
      patient: { resourceType: 'Patient', id: 'high-risk' },
    })
    expect(slots['patient']).toMatchObject({ kind: 'supplied', by: 'client' })
    expect(slots['counts']).toMatchObject({ kind: 'supplied', by: 'fhir-server', isPartial: false })
    expect(server.seen).toEqual([
      { url: '/fhir/Observation?patient=high-risk&code=x', authorization: 'Bearer secret' },
    ])
  })

  test.each([
    ['null', null, { kind: 'supplied', resources: [] }],
    ['an empty Bundle', searchset([]), { kind: 'supplied', resources: [] }],
    [
      'an OperationOutcome',
      { resourceType: 'OperationOutcome' },
      { kind: 'failed', why: 'client-reported-error' },
    ],
    [
      'a Bundle with an OperationOutcome',
      searchset([{ resourceType: 'OperationOutcome' }]),
      { kind: 'failed' },
    ],
    ['a bare resource', observation('a'), { kind: 'supplied', by: 'client' }],
  ])('%s is not asked again', async (_name, value, expected) => {
    const server = await stub((_request, response) =>
      sendJson(response, { resourceType: 'Patient', id: 'x' }),
    )
    const slots = await acquire(server.url, { counts: value })
    expect(slots['counts']).toMatchObject(expected)
    expect(server.seen.map(({ url }) => url)).toEqual(['/fhir/Patient/high-risk'])
  })

  test('without a FHIR server an omitted key is unavailable', async () => {
    const slots = await acquire(undefined, { counts: null })
    expect(slots['patient']).toEqual({ kind: 'unavailable' })
  })
})

describe('pages', () => {
  test('are followed to the last', async () => {
    const server: FhirStub = await stub((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? '1')
      const next = page < 3 ? `${server.url}/Observation?page=${String(page + 1)}` : undefined
      sendJson(response, searchset([observation(String(page))], next))
    })
    const slots = await acquire(server.url, { patient: null })
    expect(countOf(slots['counts'])).toBe(3)
    expect(slots['counts']).toMatchObject({ isPartial: false })
  })

  test('of a prefetched Bundle are followed too', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, searchset([observation('b')])),
    )
    const slots = await acquire(server.url, {
      patient: null,
      counts: searchset([observation('a')], `${server.url}/Observation?page=2`),
    })
    expect(countOf(slots['counts'])).toBe(2)
  })

  test('on another server are never asked for: the token stays', async () => {
    const thief = await stub((_request, response) => sendJson(response, searchset([])))
    const server = await stub((_request, response) =>
      sendJson(response, searchset([observation('a')], `${thief.url}/Observation?page=2`)),
    )
    const slots = await acquire(server.url, { patient: null })
    expect(slots['counts']).toMatchObject({ kind: 'supplied', isPartial: true })
    expect(thief.seen).toEqual([])
  })

  test('above the base path of the server are never asked for', async () => {
    const server: FhirStub = await stub((_request, response) =>
      sendJson(response, searchset([observation('a')], `${server.url}/../other/Observation`)),
    )
    await acquire(server.url, { patient: null })
    expect(server.seen).toHaveLength(1)
  })

  test('that loop end', async () => {
    const server: FhirStub = await stub((_request, response) =>
      sendJson(response, searchset([observation('a')], `${server.url}/Observation?again=1`)),
    )
    const slots = await acquire(server.url, { patient: null })
    expect(slots['counts']).toMatchObject({ isPartial: true })
    expect(server.seen).toHaveLength(2)
  })

  test('are not followed beyond a bound', async () => {
    const server: FhirStub = await stub((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? '1')
      sendJson(
        response,
        searchset([observation('a')], `${server.url}/Observation?page=${String(page + 1)}`),
      )
    })
    await acquire(server.url, { patient: null })
    expect(server.seen.length).toBeLessThanOrEqual(20)
  })
})

describe('a server that fails', () => {
  test.each([
    [401, 'not-permitted'],
    [403, 'not-permitted'],
    [404, 'not-found'],
    [410, 'not-found'],
    [429, 'server-error'],
    [500, 'server-error'],
    [503, 'server-error'],
  ])('%i is told as %s', async (status, why) => {
    const server = await stub((_request, response) =>
      sendJson(response, { resourceType: 'OperationOutcome' }, status),
    )
    const slots = await acquire(server.url, { patient: null })
    expect(slots['counts']).toEqual({ kind: 'failed', why })
  })

  test.each([
    ['an OperationOutcome with 200', JSON.stringify({ resourceType: 'OperationOutcome' })],
    ['a page of HTML', '<html></html>'],
    ['half a JSON', '{"resourceType":'],
    ['null', 'null'],
    ['a number', '5'],
    ['nothing', ''],
  ])('%s is an error of the server', async (_name, text) => {
    const server = await stub((_request, response) => response.writeHead(200).end(text))
    const slots = await acquire(server.url, { patient: null })
    expect(slots['counts']).toEqual({ kind: 'failed', why: 'server-error' })
  })

  test('that redirects is not followed', async () => {
    const other = await stub((_request, response) => sendJson(response, searchset([])))
    const server = await stub((_request, response) =>
      response.writeHead(302, { Location: other.url }).end(),
    )
    const slots = await acquire(server.url, { patient: null })
    expect(slots['counts']).toEqual({ kind: 'failed', why: 'server-error' })
    expect(other.seen).toEqual([])
  })

  test('that never answers costs no more than the budget, and what came is kept', async () => {
    const server = await stub((request, response) => {
      if (request.url?.includes('Patient'))
        sendJson(response, { resourceType: 'Patient', id: 'high-risk' })
    })
    const slots = await acquire(server.url, {}, 150)
    expect(slots['patient']).toMatchObject({ kind: 'supplied' })
    expect(slots['counts']).toEqual({ kind: 'failed', why: 'timed-out' })
  })

  test('that stops in the middle of a body costs no more than the budget', async () => {
    const server = await stub((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/fhir+json' }).write('{"resourceType":')
    })
    const slots = await acquire(server.url, { patient: null }, 150)
    expect(slots['counts']).toEqual({ kind: 'failed', why: 'timed-out' })
  })

  test('that is not there at all', async () => {
    const slots = await acquire('http://127.0.0.1:9/fhir', { patient: null })
    expect(slots['counts']).toEqual({ kind: 'failed', why: 'server-error' })
  })
})
