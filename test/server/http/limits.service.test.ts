import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { startFhirStub } from '../../support/fhir-stub.ts'
import { prefetched, serviceFor, unprefetched } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { until } from '../../support/until.ts'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** The bare service; with the sandbox's rules where it must read a FHIR server on this machine. */
async function open(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = ['--no-sandbox'],
): Promise<TestService> {
  const service = await startTestService({ AUTH_MODE: 'optional', ...environment }, args)
  opened.push(service.stop)
  return service
}

const post = (service: TestService, body: object | string) =>
  service.http.post(serviceFor()).set('Content-Type', 'application/json').send(body)

const metricsOf = async ({ http }: TestService) => (await http.get('/metrics').expect(200)).text

const nested = (depth: number) => `${'{"x":'.repeat(depth)}1${'}'.repeat(depth)}`

/** A good request with one more member. */
const withMember = (json: string) =>
  JSON.stringify(prefetched('high-risk')).replace(/\}$/, `,"extension":${json}}`)

describe('what a body may be', () => {
  test('a body up to the limit is read, a larger one is 413', async () => {
    const service = await open({ BODY_LIMIT_BYTES: '20000' })
    await post(service, prefetched('high-risk')).expect(200)
    await post(service, withMember(`"${'x'.repeat(20_000)}"`)).expect(413)
  })

  test('a small body that unpacks to a large one is 413', async () => {
    const service = await open({ BODY_LIMIT_BYTES: '20000' })
    const bomb = gzipSync(withMember(`"${'x'.repeat(1_000_000)}"`))
    expect(bomb.length).toBeLessThan(10_000)
    const response = await fetch(`${service.socketUrl}${serviceFor()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(bomb),
    })
    expect(response.status).toBe(413)
  })

  test('a body nested up to the limit is read, a deeper one is refused, however deep', async () => {
    const service = await open()
    await post(service, withMember(nested(62))).expect(200)
    await post(service, withMember(nested(65))).expect(400)
    // So many lists are too many before they are too deep.
    await post(service, withMember(nested(500_000))).expect(413)
    await post(service, '['.repeat(1_000_000)).expect(413)
  })

  test('more than 12 000 Bundle entries, contained resources, components and stages are 413, wherever they are', async () => {
    const service = await open()
    const bundle = (count: number) =>
      `{"resourceType":"Bundle","entry":[${Array.from({ length: count }, () => '{}').join()}]}`
    await post(service, withMember(bundle(11_900))).expect(200)
    await post(service, withMember(bundle(12_001))).expect(413)
    await post(service, withMember(`[${bundle(7_000)},${bundle(7_000)}]`)).expect(413)
    const panel = `{"resourceType":"Observation","component":[${Array(7_000).fill('{}').join()}]}`
    await post(service, withMember(panel)).expect(200)
    for (const member of ['component', 'contained', 'stage'])
      await post(
        service,
        withMember(`[${bundle(7_000)},${panel.replace('component', member)}]`),
      ).expect(413)
  })
})

describe('how often and how much at once', () => {
  test('above its rate a caller gets 429 with Retry-After, and is told the limit', async () => {
    const service = await open({ RATE_PER_MINUTE: '3' })
    for (let i = 0; i < 3; i += 1) await service.http.get('/cds-services').expect(200)
    const response = await service.http.get('/cds-services').expect(429)
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0)
    expect(response.headers['ratelimit-policy']).toBe('3;w=60')
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' })
  })

  test('work beyond the capacity waits, what does not fit into the queue gets 503 with Retry-After', async () => {
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<undefined>()
    const fhir = await startFhirStub((_request, response) => {
      void mayAnswer.then(() => response.writeHead(404).end())
    })
    const service = await open({ CONCURRENT_REQUESTS: '1', QUEUED_REQUESTS: '1' }, [])
    opened.push(fhir.close)
    const body = unprefetched('high-risk', fhir.url)
    const first = post(service, body).then(({ status }) => status)
    await until(() => fhir.seen.length > 0)
    // One of two more waits, whichever comes first; there is no room for the other.
    const others = [1, 2].map(async () => post(service, prefetched('high-risk')))
    const refused = await Promise.race(others)
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1'])
    answer(undefined)
    expect(await first).toBe(412)
    expect((await Promise.all(others)).map(({ status }) => status).toSorted()).toEqual([200, 503])
    await post(service, prefetched('high-risk')).expect(200)
  })

  test('a caller that goes away gives its place back', async () => {
    const fhir = await startFhirStub(() => undefined)
    const service = await open({ CONCURRENT_REQUESTS: '1', QUEUED_REQUESTS: '0' }, [])
    opened.push(fhir.close)
    const impatience = new AbortController()
    const gone = fetch(`${service.socketUrl}${serviceFor()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(unprefetched('high-risk', fhir.url)),
      signal: impatience.signal,
    }).catch(() => 'gone')
    await until(() => fhir.seen.length > 0)
    await post(service, prefetched('high-risk')).expect(503)
    impatience.abort()
    expect(await gone).toBe('gone')
    await until(async () => (await metricsOf(service)).includes('cds_requests_working 0'))
    await post(service, prefetched('high-risk')).expect(200)
  })
})

describe('a slow client loses its connection', () => {
  /** What a connection brought until it was closed. */
  function converse(service: TestService, text: string): Promise<string> {
    const { hostname, port } = new URL(service.socketUrl)
    return new Promise((resolve, reject) => {
      let received = ''
      const socket = connect(Number(port), hostname, () => void socket.write(text))
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
      socket.on('close', () => resolve(received))
      socket.on('error', reject)
    })
  }
  const head = `POST ${serviceFor()} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`

  test.each([
    ['headers', head],
    ['body', `${head}Content-Length: 1000\r\n\r\n{"hook":`],
  ])('that does not finish its %s', async (_what, text) => {
    const service = await open({ REQUEST_TIMEOUT_MS: '500' })
    expect(await converse(service, text)).toMatch(/^(HTTP\/1\.1 (408|400)|$)/)
  })

  test('while others are served', async () => {
    const service = await open({ REQUEST_TIMEOUT_MS: '500' })
    const slow = converse(service, `${head}Content-Length: 1000\r\n\r\n{`)
    await post(service, prefetched('high-risk')).expect(200)
    await slow
  })
})

describe('every answer', () => {
  test('carries the headers that keep browsers from guessing', async () => {
    const service = await open()
    for (const path of ['/cds-services', '/nothing', '/cds-services/tace-resistance/model-card']) {
      const { headers } = await service.http.get(path)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['strict-transport-security']).toMatch(/max-age=\d{7,}/)
      expect(headers['x-powered-by']).toBeUndefined()
      expect(headers['cache-control']).toBe('no-store')
    }
  })
})
