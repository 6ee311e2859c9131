import { spawnSync } from 'node:child_process'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from '@jest/globals'
import { type Exchange, toSender } from '../../src/pages/cds/exchange.ts'
import { failureText } from '../../src/pages/cds/failure-text.ts'
import { asCurl, asHar } from '../../src/pages/cds/save-exchange.ts'
import { en } from '../../src/pages/ehr/words/en.ts'
import { zhCn } from '../../src/pages/ehr/words/zh-cn.ts'

const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close().closeAllConnections()))

async function open(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

const answering = (status: number, body: string, type = 'application/json') =>
  open((_, response) => response.writeHead(status, { 'content-type': type }).end(body))

async function exchangeWith(
  url: string,
  {
    patienceMs = 60_000,
    secret,
    body,
  }: { patienceMs?: number; secret?: string; body?: unknown } = {},
): Promise<Exchange> {
  const recorded: Exchange[] = []
  const send = toSender({
    record: (one) => recorded.push(one),
    newId: () => 'id',
    patienceMs,
    secret,
  })
  const headers = { authorization: 'Bearer token-of-a-sign-in', accept: 'application/json' }
  await send({
    what: 'hook',
    method: body === undefined ? 'GET' : 'POST',
    url,
    headers,
    body,
    isOfService: true,
  })
  return recorded[0]!
}

describe('a service that fails is told by what it did', () => {
  const outcome = JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'invalid', diagnostics: 'context.userId: required' }],
  })
  test.each<[string, number, string, string]>([
    ['an OperationOutcome', 400, outcome, 'it answered 400: context.userId: required'],
    [
      'JSON of its own',
      422,
      '{"message":"no patient"}',
      'it answered 422: {"message":"no patient"}',
    ],
    ['a page', 500, '<h1>Internal\n\n error</h1>', 'it answered 500: <h1>Internal error</h1>'],
    ['nothing', 503, '', 'it answered 503 and nothing else.'],
    ['no JSON', 200, 'OK', 'it answered 200 with something that is no JSON: OK'],
    [
      'other JSON',
      200,
      '{"ok":true}',
      'it answered 200, but not with what was asked for: {"ok":true}',
    ],
  ])('%s', async (_, status, body, said) => {
    const answer = await exchangeWith(await answering(status, body, 'text/plain'))
    expect(failureText(en.failures, answer)).toBe(said)
    expect(failureText(zhCn.failures, answer)).toContain(String(status))
  })

  test('nobody at the address', async () => {
    const url = await answering(200, '')
    const gone = servers.at(-1)!
    await new Promise((resolve) => gone.close(resolve))
    const answer = await exchangeWith(url)
    expect(answer).toMatchObject({ status: undefined, silence: 'unreachable' })
    expect(failureText(en.failures, answer)).toBe(en.failures.silences.unreachable)
  })

  test('no answer in time', async () => {
    const answer = await exchangeWith(await open(() => undefined), { patienceMs: 1 })
    expect(failureText(en.failures, answer)).toBe(en.failures.silences.timeout)
  })

  test('a long text is cut', async () => {
    const answer = await exchangeWith(await answering(500, 'x'.repeat(10_000), 'text/plain'))
    expect(failureText(en.failures, answer).length).toBeLessThan(350)
  })
})

describe('a request', () => {
  test('shows, copies and saves no token of a sign-in', async () => {
    const secret = 'token-of-a-sign-in'
    const url = await answering(200, '{"cards":[]}')
    const exchange = await exchangeWith(url, {
      secret,
      body: { fhirAuthorization: { access_token: secret } },
    })
    const shown = [JSON.stringify(exchange), asCurl(exchange), JSON.stringify(asHar([exchange]))]
    for (const text of shown) expect(text).not.toContain(secret)
    expect(exchange.requestBody).toEqual({ fhirAuthorization: { access_token: '$TOKEN' } })
  })

  test.each([
    { text: 'it\'s $HOME `id` "quoted" \\ and\nnew line' },
    { text: "''" },
    { 'key with "': ['中文', null, 1.5] },
  ])('as curl sends the very body again: %j', async (body) => {
    const bodies: string[] = []
    const url = await open((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString('utf8'))
        response.end('{}')
      })
    })
    const command = asCurl(await exchangeWith(`${url}/a?b='c'`, { body }))
    const words = spawnSync('sh', ['-c', command.replace(/^curl/, "printf '%s\\0'")], {
      encoding: 'utf8',
      env: {},
    })
    const [first, ...rest] = words.stdout.split('\0')
    expect(first).toBe('-sS')
    const given = rest[rest.indexOf('--data-raw') + 1]
    expect(JSON.parse(given ?? '')).toEqual(body)
    expect(JSON.parse(bodies[0] ?? '')).toEqual(body)
    // Without a token in the shell no header of one is sent.
    expect(words.stdout).not.toContain('authorization')
  })

  test('is an entry of an HTTP Archive, the oldest first', async () => {
    const url = await answering(200, '{"cards":[]}')
    const exchange = await exchangeWith(`${url}/x?a=1&a=2`, { body: { hook: 'order-select' } })
    const earlier = { ...exchange, what: 'earlier', startedAt: '2020-01-01T00:00:00.000Z' }
    const { log } = asHar([exchange, earlier])
    expect(log.entries.map(({ comment }) => comment)).toEqual(['earlier', 'hook'])
    expect(log.entries[1]).toMatchObject({
      request: {
        method: 'POST',
        queryString: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
        postData: { mimeType: 'application/json', text: '{"hook":"order-select"}' },
      },
      response: { status: 200, content: { text: '{"cards":[]}', size: 12 } },
    })
  })
})
