import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { sendJson, startFhirStub } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { prefetched, serviceFor, unprefetched } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { cardsOf } from '../../support/cards.ts'
import { timed } from '../../support/until.ts'
import { goodToken, ISSUER, newKey, toJwk } from '../../support/tokens.ts'

const opened: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function open(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<TestService> {
  const service = await startTestService(environment, args)
  opened.push(service.stop)
  return service
}

/** The value of a sample whose line holds all these words; 0 when there is none. */
async function sampleOf(service: TestService, ...words: readonly string[]): Promise<number> {
  const { text } = await service.http.get('/metrics').expect(200)
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#') && words.every((word) => line.includes(word)))
  return Number(lines[0]?.split(' ').at(-1) ?? 0)
}

const call = (service: TestService, body: object) => service.http.post(serviceFor()).send(body)

describe('what the metrics count', () => {
  test('requests by service, hook, client and status', async () => {
    const service = await open()
    await call(service, prefetched('high-risk')).expect(200)
    await call(service, {}).expect(400)
    const answered = ['cds_requests_total', 'order-select', 'client="anonymous"', 'status="200"']
    expect(await sampleOf(service, ...answered)).toBe(1)
    expect(await sampleOf(service, 'cds_requests_total', 'status="400"')).toBe(1)
    expect(await sampleOf(service, 'cds_faults_total', 'malformed-request')).toBe(1)
  })

  test('the time of each stage, in seconds', async () => {
    const service = await open()
    const { elapsedMs } = await timed(() => call(service, prefetched('high-risk')).expect(200))
    for (const stage of ['receive', 'parse', 'guidance', 'fetch']) {
      const named = `stage="${stage}"`
      expect(await sampleOf(service, 'cds_stage_duration_seconds_count', named)).toBe(1)
      expect(await sampleOf(service, 'cds_stage_duration_seconds_sum', named)).toBeLessThan(
        elapsedMs / 1_000,
      )
    }
  })

  test('assessments by situation, cards by indicator, gaps by predictor and reason', async () => {
    const service = await open()
    await call(service, prefetched('high-risk')).expect(200)
    expect(await sampleOf(service, 'cds_assessments_total', 'category-high')).toBe(1)
    expect(await sampleOf(service, 'cds_cards_total', 'indicator="warning"')).toBe(1)
    const { prefetch, ...rest } = prefetched('high-risk')
    await call(service, { ...rest, prefetch: { ...prefetch, bloodCounts: null } }).expect(200)
    expect(await sampleOf(service, 'cds_gaps_total', 'reason="missing"')).toBe(1)
  })

  test('silences by reason', async () => {
    const service = await open()
    const body = prefetched('high-risk')
    const draftOrders = { resourceType: 'Bundle', entry: [] }
    const context = { ...body.context, draftOrders, selections: [] }
    await call(service, { ...body, context }).expect(200)
    expect(await sampleOf(service, 'cds_silences_total', 'no-order-concerned')).toBe(1)
  })

  test('calls to a registered FHIR server by its host, to any other by no name', async () => {
    const stub = await startFhirStub((_request, response) => sendJson(response, searchset([])))
    opened.push(stub.close)
    const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
    opened.push(() => rmSync(folder, { recursive: true }))
    const CLIENTS_FILE = join(folder, 'clients.json')
    writeFileSync(
      CLIENTS_FILE,
      JSON.stringify({ clients: [], anonymous: { fhirServers: [stub.url] } }),
    )
    const known = await open({ CLIENTS_FILE })
    const unknown = await open()
    for (const service of [known, unknown])
      await call(service, unprefetched('high-risk', stub.url)).expect(200)
    const { host } = new URL(stub.url)
    expect(
      await sampleOf(known, 'cds_fhir_calls_total', host, 'Observation', '"ok"'),
    ).toBeGreaterThan(0)
    expect(await sampleOf(unknown, 'cds_fhir_calls_total', 'server="other"')).toBeGreaterThan(0)
    expect(await sampleOf(known, 'cds_fhir_breakers', host, '"closed"')).toBe(1)
  })

  test('a server that is left alone as an open breaker', async () => {
    const stub = await startFhirStub((_request, response) => response.writeHead(500).end())
    opened.push(stub.close)
    const service = await open()
    for (let i = 0; i < 3; i += 1) await call(service, unprefetched('high-risk', stub.url))
    expect(await sampleOf(service, 'cds_fhir_breakers', 'state="open"')).toBe(1)
    expect(await sampleOf(service, 'cds_fhir_calls_total', 'server-error')).toBeGreaterThan(0)
  })

  test('refused tokens by reason, and feedback by outcome', async () => {
    const service = await open()
    await service.http.get('/cds-services').set('Authorization', 'Bearer x').expect(401)
    expect(await sampleOf(service, 'cds_token_refusals_total', 'malformed-token')).toBe(1)
    const [card] = cardsOf(await call(service, prefetched('high-risk')))
    const outcomeTimestamp = '2026-11-20T09:00:00Z'
    const feedback = [{ card: card?.uuid, outcome: 'overridden', outcomeTimestamp }]
    await service.http.post(`${serviceFor()}/feedback`).send({ feedback }).expect(200)
    expect(await sampleOf(service, 'cds_feedback_total', 'overridden')).toBe(1)
  })

  test('what runs here, and how long its model is to be relied on', async () => {
    const service = await open()
    expect(await sampleOf(service, 'cds_build_info', `node="${process.version}"`)).toBe(1)
    expect(await sampleOf(service, 'cds_model_info{', 'he-2026')).toBe(1)
    expect(await sampleOf(service, 'cds_model_review_days{')).toBeGreaterThan(90)
    expect(await sampleOf(service, 'cds_health{', 'catalog')).toBe(0)
    expect(await sampleOf(service, 'nodejs_eventloop_lag_seconds{', '0.99')).toBeGreaterThanOrEqual(
      0,
    )
  })
})

describe('what the metrics never hold', () => {
  test('nothing that a caller wrote becomes a label', async () => {
    const service = await open()
    const marker = 'Zhang-Wei-4711'
    const body = prefetched('high-risk')
    const marked = JSON.parse(JSON.stringify(body).replaceAll('high-risk', marker)) as object
    await call(service, marked)
    await call(service, { ...body, hook: marker, hookInstance: marker })
    await call(service, { ...body, context: { ...body.context, userId: `Practitioner/${marker}` } })
    await service.http.post(`/cds-services/${marker}`).send(body)
    await service.http.get(`/${marker}?patient=${marker}`)
    await service.http.get('/cds-services').set('Authorization', `Bearer ${marker}`)
    await service.http.get('/cds-services').set('X-Request-ID', marker).set('User-Agent', marker)
    await service.http.post(`${serviceFor()}/feedback`).send({ feedback: [{ card: marker }] })
    const { text } = await service.http.get('/metrics').expect(200)
    expect(text).not.toContain(marker)
    expect(text).toContain('status="404"')
  })

  test('a client is named by its registered id alone, whatever its token says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
    opened.push(() => rmSync(folder, { recursive: true }))
    const CLIENTS_FILE = join(folder, 'clients.json')
    const key = newKey('k', 'ES384')
    const keys = { jwks: { keys: [toJwk(key)] } }
    writeFileSync(CLIENTS_FILE, JSON.stringify({ clients: [{ id: 'ward-7', iss: ISSUER, keys }] }))
    const service = await open({ CLIENTS_FILE })
    const token = goodToken(key, `${service.publicUrl}${serviceFor()}`, {
      tenant: 'secret-tenant',
      sub: 'Dr-Li',
    })
    await call(service, prefetched('high-risk')).set('Authorization', `Bearer ${token}`).expect(200)
    const { text } = await service.http.get('/metrics')
    expect(text).toContain('client="ward-7"')
    expect(text).not.toMatch(/secret-tenant|Dr-Li|ehr\.example/)
  })
})

describe('who may read the metrics', () => {
  test('outside the sandbox nobody, unless a token or a port of its own is set', async () => {
    const { http } = await open({}, ['--no-sandbox'])
    await http.get('/metrics').expect(404)
  })

  test('with a token, who has it', async () => {
    const METRICS_TOKEN = 'a token of the scraper'
    const { http } = await open({ METRICS_TOKEN }, ['--no-sandbox'])
    await http.get('/metrics').expect(401)
    await http.get('/metrics').set('Authorization', 'Bearer wrong').expect(401)
    await http.get('/metrics').set('Authorization', `Bearer ${METRICS_TOKEN}`).expect(200)
  })

  test('with a port of their own, who reaches it: the main port has none then', async () => {
    const service = await open({ METRICS_PORT: '0' }, ['--no-sandbox'])
    await service.http.get('/metrics').expect(404)
    const { url } = service.log
      .map((line) => JSON.parse(line) as { msg: string; url: string })
      .find(({ msg }) => msg === 'metrics')!
    const metrics = await fetch(`${url}/metrics`)
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await metrics.text()).toContain('cds_build_info')
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    expect((await fetch(`${url}/cds-services`)).status).toBe(404)
  })
})
