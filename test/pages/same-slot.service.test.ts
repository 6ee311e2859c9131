import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { toInstant } from '../../src/base/time.ts'
import { sendJson, type StubHandler } from '../support/fhir-stub.ts'
import { searchset } from '../support/searchset.ts'
import { smartAppAt } from '../support/smart-app.ts'
import { ANSWER_CASES, pageOf } from '../hook/fetch/answers.ts'
import {
  AUTHORIZATION,
  closeAll,
  healthy,
  keep,
  observation,
  search,
  stub,
} from '../hook/fetch/support.ts'

afterEach(closeAll)

const SEARCH = 'Observation?patient=high-risk&code=x'

/** The app signed in to a server. */
const appAt = (url: string, scope: unknown = AUTHORIZATION.scope) =>
  smartAppAt(url, 'high-risk', scope)

/** The slot that both make of a server's answers, and how often each asked. */
async function bothFrom(handler: (base: string) => StubHandler) {
  let answer: StubHandler = healthy
  const server = await stub((request, response) => answer(request, response))
  answer = handler(server.url)
  const inService = await search(server.url)
  const asked = server.seen.length
  const inApp = await appAt(server.url).read(SEARCH)
  expect(inApp).toEqual(inService)
  expect(server.seen.slice(asked)).toEqual(server.seen.slice(0, asked))
  return { slot: inApp, asked }
}

const text =
  (body: string, status: number, headers: Readonly<Record<string, string>>): StubHandler =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body)

const BODY = JSON.stringify(searchset([observation('a')]))
const supplied = { kind: 'supplied', unread: [] }
const failed = (why: string) => ({ kind: 'failed', why })

describe('service and app make the same slot, by the same requests, of', () => {
  test.each(ANSWER_CASES)('$name', async ({ pages, slot, asked }) => {
    const found = await bothFrom((base) => (request, response) => {
      sendJson(response, pages(base)[pageOf(request.url ?? '')])
    })
    expect(found).toEqual({ slot, asked })
  })

  const headers = { 'content-type': 'application/fhir+json' }
  const cases: readonly (readonly [string, StubHandler, object])[] = [
    ['JSON without a type', text(BODY, 200, {}), supplied],
    [
      'JSON of the STU3 type',
      text(BODY, 200, { 'content-type': 'application/json+fhir' }),
      supplied,
    ],
    ['JSON as plain text', text(BODY, 200, { 'content-type': 'text/plain' }), failed('unreadable')],
    ['a page', text('<p>', 200, { 'content-type': 'text/html' }), failed('unreadable')],
    [
      'XML',
      text('<Bundle/>', 200, { 'content-type': 'application/fhir+xml' }),
      failed('unreadable'),
    ],
    ['broken JSON', text(BODY.slice(1), 200, headers), failed('unreadable')],
    ['no body', text('', 200, headers), failed('unreadable')],
    ['no content', text('', 204, {}), failed('unreadable')],
    ...([400, 403, 404, 408, 410, 412, 422, 429, 451, 500, 501, 504] as const).map(
      (status) =>
        [`status ${String(status)}`, text(BODY, status, headers), { kind: 'failed' }] as const,
    ),
  ]
  test.each(cases)('%s', async (_name, handler, slot) => {
    expect((await bothFrom(() => handler)).slot).toMatchObject(slot)
  })

  test('a connection that is reset, though the browser cannot tell it from others and asks once', async () => {
    const server = await stub(({ socket }) => void socket.resetAndDestroy())
    expect(await search(server.url)).toEqual(failed('unreachable'))
    expect(await appAt(server.url).read(SEARCH)).toEqual(failed('unreachable'))
  })

  test('a redirect, which is not followed: the token stays', async () => {
    const thief = await stub(healthy)
    const { slot } = await bothFrom(() => text('', 302, { location: `${thief.url}/Observation` }))
    expect(slot).toEqual(failed('redirected'))
    expect(thief.seen).toEqual([])
  })

  test('a second page that fails, and one that passes when it is asked for again', async () => {
    const secondAs =
      (status: number) =>
      (base: string): StubHandler => {
        let asked = 0
        return (request, response) => {
          const isFirst = pageOf(request.url ?? '') === 0
          asked = isFirst ? 0 : asked + 1
          const page = isFirst
            ? searchset([observation('a')], `${base}/Observation?page=2`)
            : searchset([observation('b')])
          sendJson(response, page, asked === 1 ? status : 200)
        }
      }
    expect((await bothFrom(secondAs(500))).slot).toMatchObject({ unread: [expect.any(String)] })
    expect((await bothFrom(secondAs(503))).slot).toMatchObject({ unread: [] })
  })
})

/** So many counts, the newest first, one a day, in pages of a hundred. */
const historyOf =
  (base: string, days: number): StubHandler =>
  (request, response) => {
    const page = pageOf(request.url ?? '')
    const counts = Array.from({ length: 100 }, (_, i) => ({
      ...observation(`c${String(page * 100 + i)}`),
      effectiveDateTime: new Date(Date.UTC(2026, 10, 20) - (page * 100 + i) * 86_400_000)
        .toISOString()
        .slice(0, 10),
    }))
    const next = `${base}/${SORTED}&page=${String(page + 2)}`
    const hasNext = (page + 1) * 100 < days
    sendJson(response, searchset(counts, hasNext ? next : undefined))
  }
const SORTED = 'Observation?patient=high-risk&code=x&_sort=-date'

const statementWith = (more: object) => ({
  resourceType: 'CapabilityStatement',
  fhirVersion: '4.0.1',
  ...more,
})
const FINDS_COMPONENTS = {
  rest: [{ resource: [{ type: 'Observation', searchParam: [{ name: 'combo-code' }] }] }],
}

describe('the app reads as the service does', () => {
  test.each([
    ['150 days', 150, 2],
    ['250 days', 250, 3],
    ['30 days', 30, 1],
    ['no look-back', undefined, 10],
  ])('and stops behind what is of use: %s', async (_what, days, pages) => {
    let answer: StubHandler = healthy
    const server = await stub((request, response) => answer(request, response))
    answer = historyOf(server.url, 1_000)
    const since =
      days === undefined ? undefined : toInstant(Date.UTC(2026, 10, 20) - days * 86_400_000)
    const slot = await appAt(server.url).read(SORTED, since)
    expect(slot).toMatchObject({ kind: 'supplied', unread: [] })
    expect(server.seen.length).toBe(days === undefined ? pages : pages + 1)
  })

  test.each([
    ['finds components', FINDS_COMPONENTS, 'combo-code=x'],
    ['says nothing of them', {}, '&code=x'],
  ])('a server that %s is asked by %s', async (_what, more, parameter) => {
    const server = await stub(healthy, statementWith(more))
    expect(await appAt(server.url).read(SEARCH)).toMatchObject(supplied)
    expect(server.seen.map(({ url }) => url)).toEqual([expect.stringContaining(parameter)])
  })

  test.each(['3.0.2', '1.0.2', '6.0.0'])('a server of FHIR %s is not read', async (fhirVersion) => {
    const server = await stub(healthy, statementWith({ fhirVersion }))
    expect(await appAt(server.url).read(SEARCH)).toEqual(failed('other-fhir-version'))
    expect(server.seen).toEqual([])
  })

  test.each([
    ['5.0.0', [], 'R5'],
    ['4.0.1', [], 'R4'],
    ['4.3.0', ['R5'], 'R4'],
    [undefined, ['R5'], 'R5'],
    [undefined, [], 'R4'],
  ] as const)(
    'and writes as a server of FHIR %s does, beside orders of %j: as %s',
    async (fhirVersion, shapes, release) => {
      const server = await stub(healthy, statementWith({ fhirVersion }))
      const [code, reason] = [{ text: 'MRI' }, { text: 'TACE' }]
      const suggested = { resourceType: 'ServiceRequest', code, reasonCode: [reason] }
      const written = await appAt(server.url).asWritten(suggested, shapes)
      expect(written).toEqual(
        release === 'R4'
          ? suggested
          : {
              resourceType: 'ServiceRequest',
              code: { concept: code },
              reason: [{ concept: reason }],
            },
      )
    },
  )

  test('an answer in another release is none', async () => {
    const type = 'application/fhir+json; fhirVersion=3.0'
    const server = await stub(text(BODY, 200, { 'content-type': type }))
    expect(await appAt(server.url).read(SEARCH)).toEqual(failed('other-fhir-version'))
    expect(await search(server.url)).toEqual(failed('other-fhir-version'))
  })

  test('what the server says of itself is asked without the token', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer(({ url, headers }, response) => {
      if (url?.endsWith('/metadata') === true) asked.push(headers.authorization)
      response.writeHead(401).end()
    })
    keep(() => new Promise((resolve) => server.close(() => resolve())))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const app = appAt(`http://127.0.0.1:${String(port)}/fhir`)
    await expect(app.read(SEARCH)).rejects.toMatchObject({ failure: { kind: 'expired' } })
    expect(asked).toEqual([undefined])
    server.closeAllConnections()
  })
})

describe('the app', () => {
  test('never sends its token to another server that a reference names', async () => {
    const [server, thief] = [await stub(healthy), await stub(healthy)]
    const slot = await appAt(server.url).read(`${thief.url}/Observation/1`)
    expect(slot).toEqual(failed('unreadable'))
    expect([...server.seen, ...thief.seen]).toEqual([])
  })

  test('takes a search that its token opens in part for incomplete, and asks for nothing else', async () => {
    const server = await stub(healthy)
    const slotWith = (scope: unknown) => appAt(server.url, scope).read(SEARCH)
    expect(await slotWith('patient/Observation.rs?category=laboratory')).toMatchObject({
      unread: [expect.any(String)],
    })
    expect(await slotWith('launch patient/Observation.read')).toMatchObject({ unread: [] })
    expect(await slotWith('patient/Patient.rs')).toEqual(failed('not-permitted'))
    expect(server.seen).toHaveLength(2)
  })

  test.each([null, '', ['patient/Observation.rs']])(
    'asks when the server does not say in text what its token opens: %j',
    async (scope) => {
      const server = await stub(healthy)
      const client = appAt(server.url, scope)
      expect(await client.read(SEARCH)).toMatchObject({ kind: 'supplied', unread: [] })
    },
  )

  test('ends when its token is refused, on whatever page', async () => {
    const server = await stub((request, response) => {
      if (pageOf(request.url ?? '') === 0)
        sendJson(response, searchset([observation('a')], '?page=2'))
      else response.writeHead(401).end()
    })
    await expect(appAt(server.url).read(SEARCH)).rejects.toMatchObject({
      failure: { kind: 'expired' },
    })
  })

  const resource = { resourceType: 'ServiceRequest', status: 'draft' }
  const outcome = { resourceType: 'OperationOutcome', issue: [{ details: { text: 'no code' } }] }
  const location = '/fhir/ServiceRequest/7/_history/1'
  const writes: readonly (readonly [string, StubHandler, object])[] = [
    [
      'stored and sent back',
      (_request, response) => sendJson(response, { ...resource, id: '7' }, 201),
      { status: 201, text: 'ServiceRequest/7', isStored: true, stored: { ...resource, id: '7' } },
    ],
    [
      'stored and named in Location alone',
      text('', 201, { location }),
      { status: 201, text: 'ServiceRequest/7', isStored: true, stored: resource },
    ],
    [
      'stored without a word',
      text('', 200, {}),
      { status: 200, text: 'ServiceRequest', isStored: true, stored: resource },
    ],
    [
      'refused with a reason',
      (_request, response) => sendJson(response, outcome, 422),
      { status: 422, text: 'no code', isStored: false },
    ],
    ['refused without one', text('', 403, {}), { status: 403, text: 'Forbidden', isStored: false }],
  ]
  const isOver = (result: unknown) => {
    const over = { isStored: false, text: '', failure: { kind: 'expired', what: '' } }
    expect(result).toEqual({ status: undefined, ...over })
  }

  test('writes nothing after a read that was answered 401', async () => {
    const server = await stub(text('', 401, {}))
    const app = appAt(server.url)
    await expect(app.read(SEARCH)).rejects.toMatchObject({ failure: { kind: 'expired' } })
    isOver(await app.create(resource))
    expect(server.seen).toHaveLength(1)
  })

  test('writes and reads nothing after a write that was answered 401', async () => {
    const server = await stub(text('', 401, {}))
    const app = appAt(server.url)
    isOver(await app.create(resource))
    isOver(await app.create(resource))
    await expect(app.read(SEARCH)).rejects.toMatchObject({ failure: { kind: 'expired' } })
    expect(server.seen).toHaveLength(1)
  })

  test('sends nothing without a token', async () => {
    const server = await stub(healthy)
    const app = smartAppAt(server.url, 'high-risk', AUTHORIZATION.scope, null)
    isOver(await app.create(resource))
    await expect(app.read(SEARCH)).rejects.toMatchObject({ failure: { kind: 'expired' } })
    expect(server.seen).toEqual([])
  })

  test.each(writes)('says that a resource was %s', async (_name, handler, result) => {
    const server = await stub(handler)
    expect(await appAt(server.url).create(resource)).toEqual(result)
    expect(server.seen).toEqual([{ url: '/fhir/ServiceRequest', authorization: 'Bearer secret' }])
  })
})
