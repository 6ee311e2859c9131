import { afterEach, describe, expect, test } from '@jest/globals'
import { type FhirStub, sendJson, type StubHandler } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import {
  acquireFrom,
  closeAll,
  countOf,
  healthy,
  idsOf,
  newPatientData,
  observation,
  search,
  stub,
} from './support.ts'

afterEach(closeAll)

/** One Observation a page, up to a last page; the link to the next is made by the test. */
const paged =
  (last: number, linkTo: (page: number) => string): StubHandler =>
  (request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? '1')
    const next = page < last ? linkTo(page + 1) : undefined
    sendJson(response, searchset([observation(String(page))], next))
  }

describe('what the client prefetched is used, what it omitted is fetched', () => {
  test('only the omitted key is asked for, with the token', async () => {
    const server = await stub(healthy)
    const slots = await acquireFrom(newPatientData(), server.url, {
      prefetch: { patient: { resourceType: 'Patient', id: 'high-risk' } },
    })
    expect(slots['patient']).toMatchObject({ kind: 'supplied', by: 'client' })
    expect(slots['counts']).toMatchObject({ kind: 'supplied', by: 'fhir-server', unread: [] })
    expect(server.seen).toEqual([
      { url: '/fhir/Observation?patient=high-risk&code=x', authorization: 'Bearer secret' },
    ])
  })

  test('a request with everything in it asks nobody, whatever server it names', async () => {
    const server = await stub(healthy)
    const prefetch = { patient: null, counts: searchset([observation('a')]) }
    const slots = await acquireFrom(newPatientData(), server.url, { prefetch })
    expect(idsOf(slots['counts'])).toEqual(['a'])
    expect(server.seen).toEqual([])
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
      { kind: 'failed', why: 'client-reported-error' },
    ],
    ['a bare resource', observation('a'), { kind: 'supplied', by: 'client' }],
  ])('%s is not asked again', async (_name, value, expected) => {
    const server = await stub((_request, response) =>
      sendJson(response, { resourceType: 'Patient', id: 'x' }),
    )
    const slots = await acquireFrom(newPatientData(), server.url, { prefetch: { counts: value } })
    expect(slots['counts']).toMatchObject(expected)
    expect(server.seen.map(({ url }) => url)).toEqual(['/fhir/Patient/high-risk'])
  })

  test('a prefetched Bundle that counts more matches than it holds is partial', async () => {
    const prefetch = { patient: null, counts: { ...searchset([observation('a')]), total: 60 } }
    const slots = await acquireFrom(newPatientData(), undefined, { prefetch })
    expect(slots['counts']).toMatchObject({
      kind: 'supplied',
      by: 'client',
      unread: [expect.any(String)],
    })
  })

  test('without a FHIR server an omitted key is unavailable, a first page is partial', async () => {
    const prefetch = { counts: searchset([observation('a')], 'https://ehr.example/fhir?page=2') }
    const slots = await acquireFrom(newPatientData(), undefined, { prefetch })
    expect(slots['patient']).toEqual({ kind: 'omitted' })
    expect(slots['counts']).toMatchObject({ kind: 'supplied', unread: [expect.any(String)] })
  })

  test('a template whose token the context lacks is not asked', async () => {
    const server = await stub(healthy)
    const templates = { visit: 'Encounter/{{context.noSuchField}}' }
    const slots = await acquireFrom(newPatientData(), server.url, {}, templates)
    expect(slots['visit']).toEqual({ kind: 'omitted' })
    expect(server.seen).toEqual([])
  })
})

describe('pages', () => {
  test.each([
    ['absolute', (page: number, base: string) => `${base}/Observation?page=${String(page)}`],
    ['relative to the base', (page: number) => `Observation?page=${String(page)}`],
    ['relative to the host', (page: number) => `/fhir/Observation?page=${String(page)}`],
    ['relative to the page', (page: number) => `?page=${String(page)}`],
  ])('are followed to the last by links that are %s', async (_name, linkTo) => {
    const server: FhirStub = await stub(paged(3, (page) => linkTo(page, server.url)))
    const slot = await search(server.url)
    expect(idsOf(slot)).toEqual(['1', '2', '3'])
    expect(slot).toMatchObject({ unread: [] })
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(
      Array(3).fill('Bearer secret'),
    )
  })

  test('of a prefetched Bundle are followed too', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, searchset([observation('b')])),
    )
    const counts = searchset([observation('a')], `${server.url}/Observation?page=2`)
    const slots = await acquireFrom(newPatientData(), server.url, {
      prefetch: { patient: null, counts },
    })
    expect(idsOf(slots['counts'])).toEqual(['a', 'b'])
  })

  test('on another server are never asked for: the token stays', async () => {
    const thief = await stub(healthy)
    const server = await stub(paged(2, () => `${thief.url}/Observation?page=2`))
    expect(await search(server.url)).toMatchObject({
      kind: 'supplied',
      unread: [expect.any(String)],
    })
    expect(thief.seen).toEqual([])
  })

  test('on another server are never asked for, when the client sends such a first page', async () => {
    const thief = await stub(healthy)
    const server = await stub(healthy)
    const counts = searchset([observation('a')], `${thief.url}/Observation?page=2`)
    const slots = await acquireFrom(newPatientData(), server.url, {
      prefetch: { patient: null, counts },
    })
    expect(slots['counts']).toMatchObject({ kind: 'supplied', unread: [expect.any(String)] })
    expect([...thief.seen, ...server.seen]).toEqual([])
  })

  test.each([
    ['above the base path', (base: string) => `${base}/../other/Observation`],
    ['above the base path in disguise', (base: string) => `${base}/%2e%2e/other/Observation`],
    ['beside the base path', (base: string) => `${base}-other/Observation`],
    ['with credentials', (base: string) => `${base.replace('//', '//user:pass@')}/Observation`],
    ['of another scheme', () => 'file:///etc/passwd'],
    ['that are no URL', () => 'http://['],
  ])('%s are never asked for', async (_name, linkTo) => {
    const server: FhirStub = await stub(paged(2, () => linkTo(server.url)))
    expect(await search(server.url)).toMatchObject({
      kind: 'supplied',
      unread: [expect.any(String)],
    })
    expect(server.seen).toHaveLength(1)
  })

  test('that loop end, and the slot is partial', async () => {
    const server: FhirStub = await stub((_request, response) =>
      sendJson(response, searchset([observation('a')], `${server.url}/Observation?again=1`)),
    )
    expect(await search(server.url)).toMatchObject({ unread: [expect.any(String)] })
    expect(server.seen).toHaveLength(2)
  })

  test('whose next is the page itself are not asked again', async () => {
    const server: FhirStub = await stub((request, response) =>
      sendJson(response, searchset([observation('a')], request.url)),
    )
    expect(await search(server.url)).toMatchObject({ unread: [expect.any(String)] })
    expect(server.seen).toHaveLength(1)
  })

  test('of 10 000 matches are read up to a bound, and the slot is partial', async () => {
    const hundred = Array.from({ length: 100 }, (_, i) => observation(String(i)))
    const server: FhirStub = await stub((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? '1')
      const next = page < 100 ? `${server.url}/Observation?page=${String(page + 1)}` : undefined
      sendJson(response, { ...searchset(hundred, next), total: 10_000 })
    })
    const slot = await search(server.url)
    expect(slot).toMatchObject({ kind: 'supplied', unread: [expect.any(String)] })
    expect(countOf(slot)).toBe(2_000)
    expect(server.seen).toHaveLength(20)
  })

  test('of which a later one fails leave what was read, as partial', async () => {
    const server: FhirStub = await stub((request, response) => {
      if (request.url?.includes('page=2') === true) response.writeHead(500).end()
      else sendJson(response, searchset([observation('a')], `${server.url}/Observation?page=2`))
    })
    const slot = await search(server.url)
    expect(idsOf(slot)).toEqual(['a'])
    expect(slot).toMatchObject({ unread: [expect.any(String)] })
  })

  test('that are fewer than the matches the server counts are partial', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, { ...searchset([observation('a')]), total: 3 }),
    )
    expect(await search(server.url)).toMatchObject({
      kind: 'supplied',
      unread: [expect.any(String)],
    })
  })
})
