import { afterEach, describe, expect, test } from '@jest/globals'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { sendJson } from '../../support/fhir-stub.ts'
import { acquireFrom, closeAll, newPatientData, stub, TEMPLATES } from './support.ts'

afterEach(closeAll)

const match = (id: string): FhirResource => ({ resourceType: 'Observation', id })

const FOUND = ['a', 'b', 'c', 'd', 'e'].map(match)
const GONE = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'processing' }],
}

interface Paging {
  /** The base URL that links are made of; the server's own if not said. */
  readonly base?: (own: string) => string
  /** Whether a kept search is not known any more when a page of it is asked for so many times. */
  readonly isExpired?: (asked: number) => boolean
}

/**
 * A server with the habits of HAPI FHIR JPA: two matches a page, no `total`, pages by the id of a
 * search that it keeps for a while, under the base URL of a tenant.
 */
async function hapi(tenant: string, { base = (own) => own, isExpired = () => false }: Paging = {}) {
  let asked = 0
  let searches = 0
  const server = await stub((request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    const own = `http://${request.headers.host ?? ''}/fhir${tenant}`
    const kept = url.searchParams.get('_getpages')
    if (kept !== null) asked += 1
    else searches += 1
    if (kept !== null && isExpired(asked)) {
      sendJson(response, GONE, 410)
      return
    }
    const offset = Number(url.searchParams.get('_getpagesoffset') ?? '0')
    const next = `${base(own)}?_getpages=search-${String(searches)}&_getpagesoffset=${String(offset + 2)}&_count=2&_bundletype=searchset`
    const link = [
      { relation: 'self', url: kept === null ? `${own}/Observation?patient=p&code=x` : next },
      ...(offset + 2 < FOUND.length ? [{ relation: 'next', url: next }] : []),
    ]
    const entry = FOUND.slice(offset, offset + 2).map((resource) => ({
      fullUrl: `${own}/Observation/${String(resource['id'])}`,
      resource,
      search: { mode: 'match' },
    }))
    sendJson(response, { resourceType: 'Bundle', type: 'searchset', link, entry })
  })
  return { url: `${server.url}${tenant}`, seen: server.seen }
}

async function countsOf(url: string, prefetch: Record<string, unknown> = {}) {
  const slots = await acquireFrom(newPatientData(), url, {
    prefetch: { patient: null, ...prefetch },
  })
  const { counts } = slots
  if (counts?.kind !== 'supplied') return counts
  return { ids: counts.resources.map(({ id }) => id), unread: counts.unread }
}

const WHOLE = { ids: ['a', 'b', 'c', 'd', 'e'], unread: [] }

describe('pages without a total, by the id of a kept search', () => {
  test.each(['', '/DEFAULT', '/tenant-a'])(
    'under the base URL %s are read whole',
    async (tenant) => {
      const { url, seen } = await hapi(tenant)
      expect(await countsOf(url)).toEqual(WHOLE)
      expect(seen).toHaveLength(3)
    },
  )

  test.each([
    ['a neighbour whose name begins alike', (own: string) => `${own}2`],
    ['a neighbour', (own: string) => own.replace('DEFAULT', 'OTHER')],
    ['the server without its tenant', (own: string) => own.replace('/DEFAULT', '')],
    ['a neighbour in disguise', (own: string) => `${own}/../OTHER`],
    ['a neighbour in more disguise', (own: string) => `${own}/%2e%2e/OTHER`],
    ['another host', () => 'http://localhost:9/fhir/DEFAULT'],
    ['another scheme', (own: string) => own.replace('http:', 'https:')],
  ])('that lead from a tenant to %s are not followed', async (_where, base) => {
    const { url, seen } = await hapi('/DEFAULT', { base })
    expect(await countsOf(url)).toEqual({ ids: ['a', 'b'], unread: ['link-left-server'] })
    expect(seen.map((request) => request.url)).toEqual([
      '/fhir/DEFAULT/Observation?patient=high-risk&code=x',
    ])
  })
})

describe('a link to a further page that has expired', () => {
  test('has the search asked anew, once', async () => {
    const { url, seen } = await hapi('', { isExpired: (asked) => asked === 1 })
    expect(await countsOf(url)).toEqual(WHOLE)
    expect(seen.filter((request) => request.url.includes('patient='))).toHaveLength(2)
  })

  test('again and again leaves what was read, and is not passed for the end', async () => {
    const { url, seen } = await hapi('', { isExpired: () => true })
    expect(await countsOf(url)).toEqual({ ids: ['a', 'b'], unread: ['page-failed'] })
    expect(seen).toHaveLength(4)
  })

  test('in the middle has the search asked anew, and nothing is there twice', async () => {
    const { url } = await hapi('', { isExpired: (asked) => asked === 2 })
    expect(await countsOf(url)).toEqual(WHOLE)
  })

  test('on a page that the client prefetched has its search asked of the server', async () => {
    const { url } = await hapi('', { isExpired: (asked) => asked === 1 })
    const bundle = {
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'next', url: `${url}?_getpages=of-yesterday&_getpagesoffset=2` }],
      entry: [{ resource: match('a') }],
    }
    expect(await countsOf(url, { counts: bundle })).toEqual(WHOLE)
  })
})

describe('a server that asks to come back later', () => {
  test.each([
    [429, '120', 'too-many-requests'],
    [503, '120', 'server-error'],
  ])('(%i, Retry-After: %s) is believed: the call ends with %s', async (status, after, why) => {
    const server = await stub((_request, response) => {
      response.writeHead(status, { 'Retry-After': after, 'Content-Type': 'application/fhir+json' })
      response.end(JSON.stringify(GONE))
    })
    expect(await countsOf(server.url)).toEqual({ kind: 'failed', why })
    expect(server.seen).toHaveLength(1)
  })

  test('sooner than the budget ends is asked once more', async () => {
    let asked = 0
    const server = await stub((_request, response) => {
      asked += 1
      if (asked > 1) {
        sendJson(response, { resourceType: 'Bundle', entry: [{ resource: match('a') }] })
        return
      }
      response.writeHead(429, { 'Retry-After': '0' }).end()
    })
    expect(await countsOf(server.url)).toEqual({ ids: ['a'], unread: [] })
  })
})

describe('a server that validates what it is asked', () => {
  test('(422) is asked more simply, and what it still refuses is told', async () => {
    const server = await stub((_request, response) => sendJson(response, GONE, 422))
    expect(await countsOf(server.url)).toEqual({ kind: 'failed', why: 'request-refused' })
    expect(Object.keys(TEMPLATES)).toContain('counts')
  })
})
