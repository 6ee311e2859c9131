import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import { sendJson, type StubHandler } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { timed } from '../../support/until.ts'
import {
  acquireFrom,
  closeAll,
  GRANT,
  healthy,
  idsOf,
  keep,
  newPatientData,
  observation,
  search,
  stub,
} from './support.ts'

afterEach(closeAll)

const failed = (why: string) => ({ kind: 'failed', why })

/** Fails as it is told, for so many requests; then answers. */
function failing(times: number, fail: StubHandler): StubHandler {
  let left = times
  return (request, response) => {
    left -= 1
    if (left >= 0) fail(request, response)
    else healthy(request, response)
  }
}

const withStatus =
  (status: number, headers: Readonly<Record<string, string>> = {}): StubHandler =>
  (_request, response) => {
    response.writeHead(status, headers).end('{"resourceType":"OperationOutcome"}')
  }

const withText =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): StubHandler =>
  (_request, response) => {
    response.writeHead(200, headers).end(body)
  }

/** In a process of its own: in the test runner's, `fetch` does not know the errors of its sockets. */
function searchElsewhere(urls: readonly string[]): Promise<readonly unknown[]> {
  const script = repositoryPath('test/hook/fetch/search-elsewhere.ts')
  const child = spawn(process.execPath, [script, ...urls], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return text(child.stdout).then((printed) => JSON.parse(printed) as readonly unknown[])
}

describe('what a server says by its status is told apart', () => {
  test.each([
    [400, 'request-refused'],
    [401, 'not-permitted'],
    [403, 'not-permitted'],
    [404, 'not-found'],
    [406, 'request-refused'],
    [408, 'timed-out'],
    [410, 'not-found'],
    [429, 'too-many-requests'],
    [500, 'server-error'],
    [501, 'server-error'],
  ])('%i is %s, and is not asked again', async (status, why) => {
    const server = await stub(withStatus(status))
    expect(await search(server.url)).toEqual(failed(why))
    expect(server.seen).toHaveLength(1)
  })

  test.each([
    [502, 'server-error'],
    [503, 'server-error'],
    [504, 'timed-out'],
  ])('%i that stays is %s, asked twice', async (status, why) => {
    const server = await stub(withStatus(status))
    expect(await search(server.url)).toEqual(failed(why))
    expect(server.seen).toHaveLength(2)
  })

  test('a text for each reason stands on the card', () => {
    const { reasons } = readRepositoryJson(
      'cds-services/models/tace-resistance/text/en/messages.json',
    ) as { readonly reasons: Readonly<Record<string, string>> }
    expect(Object.keys(reasons)).toEqual(
      expect.arrayContaining([
        'client-reported-error',
        'token-expired',
        'token-of-another-patient',
        'not-permitted',
        'not-found',
        'request-refused',
        'too-many-requests',
        'server-error',
        'unreadable',
        'too-large',
        'timed-out',
        'unreachable',
        'untrusted-address',
        'suspended',
      ]),
    )
  })
})

describe('a read is asked once more where that may help and time allows', () => {
  test.each([502, 503, 504])('after %i', async (status) => {
    const server = await stub(failing(1, withStatus(status)))
    expect(idsOf(await search(server.url))).toEqual(['a'])
    expect(server.seen).toHaveLength(2)
  })

  test.each([429, 503])('after %i when Retry-After fits in the budget', async (status) => {
    const server = await stub(failing(1, withStatus(status, { 'Retry-After': '1' })))
    const { result, elapsedMs } = await timed(() => search(server.url))
    expect(idsOf(result)).toEqual(['a'])
    expect(elapsedMs).toBeGreaterThan(950)
  })

  test('after 429 with a date, by the clock of the server', async () => {
    const headers = {
      Date: 'Thu, 01 Jan 1998 00:00:00 GMT',
      'Retry-After': 'Thu, 01 Jan 1998 00:00:01 GMT',
    }
    const server = await stub(failing(1, withStatus(429, headers)))
    const { result, elapsedMs } = await timed(() => search(server.url))
    expect(idsOf(result)).toEqual(['a'])
    expect(elapsedMs).toBeGreaterThan(950)
  })

  test.each([
    [429, '60', 'too-many-requests'],
    [503, '60', 'server-error'],
    [429, 'soon', 'too-many-requests'],
    [429, '', 'too-many-requests'],
  ])('not after %i with Retry-After "%s": the answer comes at once', async (status, wait, why) => {
    const server = await stub(withStatus(status, { 'Retry-After': wait }))
    const { result, ranMs } = await timed(() => search(server.url))
    expect(result).toEqual(failed(why))
    expect(ranMs).toBeLessThan(500)
    expect(server.seen).toHaveLength(1)
  })

  test('after a reset connection', async () => {
    const server = await stub(failing(1, (request) => request.socket.resetAndDestroy()))
    expect(idsOf(await search(server.url))).toEqual(['a'])
  })

  test('after a connection that ended within the answer', async () => {
    const cut = failing(1, (request, response) => {
      const end = () => request.socket.destroy()
      response.writeHead(200, { 'Content-Length': '100' }).write('{"resourceType":', end)
    })
    const server = await stub(cut)
    const [slot] = await searchElsewhere([server.url])
    expect(idsOf(slot)).toEqual(['a'])
    expect(server.seen).toHaveLength(2)
  })

  test('and never more than once', async () => {
    const server = await stub(failing(9, (request) => request.socket.resetAndDestroy()))
    expect(await search(server.url)).toEqual(failed('unreachable'))
    expect(server.seen).toHaveLength(2)
  })
})

describe('an answer that is no FHIR JSON is unreadable', () => {
  const page = '<html><body>Please log in</body></html>'
  test.each([
    ['a page of HTML', page, 'text/html'],
    ['a page of HTML that calls itself FHIR', page, 'application/fhir+json'],
    ['FHIR in XML', '<Bundle xmlns="http://hl7.org/fhir"/>', 'application/fhir+xml'],
    ['JSON that calls itself HTML', JSON.stringify(searchset([])), 'text/html'],
    ['half a JSON', '{"resourceType":', 'application/fhir+json'],
    ['null', 'null', 'application/fhir+json'],
    ['a number', '5', 'application/fhir+json'],
    ['an array', '[]', 'application/fhir+json'],
    ['JSON without a resourceType', '{"entry":[]}', 'application/fhir+json'],
    ['an empty body', '', 'application/fhir+json'],
    ['one resource where a search was asked', '{"resourceType":"Observation"}', 'application/json'],
  ])('%s', async (_name, body, type) => {
    const server = await stub(withText(body, { 'Content-Type': type }))
    expect(await search(server.url)).toEqual(failed('unreadable'))
  })

  test('204 without a body', async () => {
    const server = await stub((_request, response) => response.writeHead(204).end())
    expect(await search(server.url)).toEqual(failed('unreadable'))
  })
})

describe('FHIR JSON is read', () => {
  const json = JSON.stringify(searchset([{ ...observation('a'), note: 'Ⅲa 期' }]))

  test.each([
    'application/fhir+json',
    'application/fhir+json; charset=utf-8',
    'application/fhir+json;fhirVersion=4.0',
    'application/json+fhir',
    'application/json;charset=UTF-8',
    'text/json;charset=utf-8',
    'Application/FHIR+JSON',
  ])('as %s', async (type) => {
    const server = await stub(withText(json, { 'Content-Type': type }))
    expect(await search(server.url)).toMatchObject({ resources: [{ id: 'a', note: 'Ⅲa 期' }] })
  })

  test('without a content type', async () => {
    const server = await stub(withText(json))
    expect(idsOf(await search(server.url))).toEqual(['a'])
  })

  test('after a byte order mark', async () => {
    const server = await stub(withText(`\uFEFF${json}`, { 'Content-Type': 'application/json' }))
    expect(idsOf(await search(server.url))).toEqual(['a'])
  })

  test.each([
    ['gzip', gzipSync(json)],
    ['deflate', deflateSync(json)],
    ['br', brotliCompressSync(json)],
  ])('compressed with %s', async (encoding, bytes) => {
    const server = await stub(withText(bytes, { 'Content-Encoding': encoding }))
    expect(idsOf(await search(server.url))).toEqual(['a'])
  })

  test('compressed, and refused', async () => {
    const server = await stub((_request, response) =>
      response.writeHead(403, { 'Content-Encoding': 'gzip' }).end(gzipSync('{}')),
    )
    expect(await search(server.url)).toEqual(failed('not-permitted'))
  })

  test('but not what calls itself compressed and is not', async () => {
    const server = await stub(withText(json, { 'Content-Encoding': 'gzip' }))
    expect(await search(server.url)).toEqual(failed('unreadable'))
  })
})

describe('an OperationOutcome with 200 is a failure of its own kind', () => {
  test.each([
    ['forbidden', 'not-permitted'],
    ['login', 'not-permitted'],
    ['not-found', 'not-found'],
    ['throttled', 'too-many-requests'],
    ['timeout', 'timed-out'],
    ['not-supported', 'request-refused'],
    ['exception', 'server-error'],
    ['a code of the future', 'server-error'],
  ])('%s is %s', async (code, why) => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }
    const server = await stub((_request, response) => sendJson(response, outcome))
    expect(await search(server.url)).toEqual(failed(why))
  })

  const said = (severity: string) => ({
    resourceType: 'OperationOutcome',
    issue: [{ severity, code: 'processing' }],
  })

  test('among the entries of a search, as an error, it makes what is there partial', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, searchset([observation('a'), said('error')])),
    )
    const slot = await search(server.url)
    expect(idsOf(slot)).toEqual(['a'])
    expect(slot).toMatchObject({ unread: [expect.any(String)] })
  })

  test('alone in a search, as an error, it is the failure of the search', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, searchset([said('fatal')])),
    )
    expect(await search(server.url)).toEqual(failed('server-error'))
  })

  test('as a warning it leaves an empty search empty', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, searchset([said('warning')])),
    )
    expect(await search(server.url)).toMatchObject({ resources: [], unread: [] })
  })

  test('in the place that R5 has for it, it is heard too', async () => {
    const server = await stub((_request, response) =>
      sendJson(response, { ...searchset([]), issues: said('error') }),
    )
    expect(await search(server.url)).toEqual(failed('server-error'))
  })
})

describe('an answer too large is not read', () => {
  const MEBIBYTE = 1024 * 1024
  const blank = (mebibytes: number) => Buffer.alloc(mebibytes * MEBIBYTE, ' ')
  const packed = gzipSync(blank(64))

  const ANSWERS: Readonly<Record<string, StubHandler>> = {
    'in plain': withText(blank(11)),
    'when its length is not said': (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/fhir+json' })
      for (let i = 0; i < 11; i += 1) response.write(blank(1))
      response.end()
    },
    'packed small': withText(packed, { 'Content-Encoding': 'gzip' }),
    'packed small, with 403': (_request, response) => {
      response.writeHead(403, { 'Content-Encoding': 'gzip' }).end(packed)
    },
  }

  test(Object.keys(ANSWERS).join('; '), async () => {
    expect(packed.length).toBeLessThan(MEBIBYTE)
    const servers = await Promise.all(Object.values(ANSWERS).map((answer) => stub(answer)))
    const slots = await searchElsewhere(servers.map(({ url }) => url))
    expect(slots).toEqual(servers.map(() => failed('too-large')))
  })
})

describe('a redirect is not followed', () => {
  test.each([301, 302, 303, 307, 308])('%i: the token goes nowhere else', async (status) => {
    const other = await stub(healthy)
    const server = await stub(withStatus(status, { Location: `${other.url}/Observation` }))
    expect(await search(server.url)).toEqual(failed('redirected'))
    expect(other.seen).toEqual([])
  })
})

/** A socket that takes connections and does with them what the test says. */
async function rawServer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  keep(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  )
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/fhir`
}

describe('a server that does not answer costs no more than the budget', () => {
  const BUDGET_MS = 300

  async function withinBudget(url: string): Promise<unknown> {
    const { result, ranMs } = await timed(() => search(url, { budgetMs: BUDGET_MS }))
    expect(ranMs).toBeLessThan(BUDGET_MS + 400)
    return result
  }

  test('when it is silent', async () => {
    const server = await stub(() => undefined)
    expect(await withinBudget(server.url)).toEqual(failed('timed-out'))
  })

  test('when it stops within a body', async () => {
    const server = await stub((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/fhir+json' }).write('{"resourceType":')
    })
    expect(await withinBudget(server.url)).toEqual(failed('timed-out'))
  })

  test('when its body drips', async () => {
    const server = await stub((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/fhir+json' })
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(drip))
    })
    expect(await withinBudget(server.url)).toEqual(failed('timed-out'))
  })

  test('when its headers drip', async () => {
    const url = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const drip = setInterval(() => socket.write('X-A: b\r\n'), 10)
      socket.on('close', () => clearInterval(drip))
    })
    expect(await withinBudget(url)).toEqual(failed('timed-out'))
  })

  test('when it takes the connection and reads nothing', async () => {
    const url = await rawServer((socket) => socket.pause())
    expect(await withinBudget(url)).toEqual(failed('timed-out'))
  })

  /** Time enough for what is answered at once. */
  const AMPLE_MS = 2_000

  test('when the next page does not come: what came is kept', async () => {
    const server = await stub((request, response) => {
      if (request.url?.includes('page=') === true) return
      sendJson(response, searchset([observation('0')], 'Observation?page=1'))
    })
    const slot = await search(server.url, { budgetMs: AMPLE_MS })
    expect(idsOf(slot)).toEqual(['0'])
    expect(slot).toMatchObject({ unread: [expect.any(String)] })
  })

  test('and what other reads brought is kept', async () => {
    const server = await stub((request, response) => {
      if (request.url?.includes('Patient') === true)
        sendJson(response, { resourceType: 'Patient', id: 'high-risk' })
    })
    const slots = await acquireFrom(newPatientData({ budgetMs: AMPLE_MS }), server.url)
    expect(slots['patient']).toMatchObject({ kind: 'supplied' })
    expect(slots['counts']).toEqual(failed('timed-out'))
  })
})

describe('a server that cannot be reached', () => {
  test('since nobody listens', async () => {
    expect(await search('http://127.0.0.1:8/fhir')).toEqual(failed('connection-refused'))
  })

  test('since its port is one that fetch does not call', async () => {
    expect(await search('http://127.0.0.1:9/fhir')).toEqual(failed('unreachable'))
  })

  test('since it does not speak HTTP', async () => {
    const url = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
    expect(await search(url)).toEqual(failed('unreachable'))
  })

  test('since it does not speak TLS', async () => {
    const server = await stub(healthy)
    expect(await search(server.url.replace('http:', 'https:'))).toEqual(failed('unreachable'))
  })

  test.each([
    ['ENOTFOUND', 'unknown-host'],
    ['EAI_AGAIN', 'unreachable'],
    ['ECONNREFUSED', 'connection-refused'],
    ['ECONNRESET', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'untrusted-certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted-certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted-certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted-certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'untrusted-certificate'],
  ])('since the connection ended with %s: %s', async (code, why) => {
    const patientData = newPatientData(
      {},
      { resolve: () => Promise.reject(Object.assign(new Error('no'), { code })) },
    )
    const slots = await acquireFrom(patientData, 'https://ehr.example/fhir')
    expect(slots['counts']).toEqual(failed(why))
  })
})

describe('a kept connection that went half-open', () => {
  test('costs one budget: the next call opens a new one', async () => {
    let isForgetful = false
    const forgotten = new Set<Socket>()
    const requests = new Map<Socket, number>()
    const url = await rawServer((socket) => {
      socket.on('data', () => {
        requests.set(socket, (requests.get(socket) ?? 0) + 1)
        // As dead as behind a firewall that forgot it.
        if (isForgetful) forgotten.add(socket)
        if (forgotten.has(socket)) return
        const body = JSON.stringify(searchset([observation('a')]))
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`,
        )
      })
    })
    let budgetMs = GRANT.budgetMs
    const patientData = newPatientData(() => ({ budgetMs }))
    const ask = async () =>
      (await acquireFrom(patientData, url, { prefetch: { patient: null } }))['counts']
    const isKept = () => Math.max(0, ...requests.values()) > 1
    while (!isKept()) expect(idsOf(await ask())).toEqual(['a'])
    ;[isForgetful, budgetMs] = [true, 300]
    expect(await ask()).toEqual(failed('timed-out'))
    ;[isForgetful, budgetMs] = [false, GRANT.budgetMs]
    expect(idsOf(await ask())).toEqual(['a'])
    expect(requests.size).toBeGreaterThan(forgotten.size)
  })
})
