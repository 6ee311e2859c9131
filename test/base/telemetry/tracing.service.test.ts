import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { sendJson, startFhirStub } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { prefetched, serviceFor, unprefetched } from '../../support/requests.ts'
import { startTestService } from '../../support/service.ts'

/** A span as OTLP/HTTP writes it. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
  readonly status?: { readonly code?: number }
}

interface ReceivedExport {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly object[] }
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[]
  }[]
}

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** A collector on loopback. */
async function startCollector() {
  const [texts, paths]: [string[], string[]] = [[], []]
  const headers: unknown[] = []
  const server: Server = createServer((request, response) => {
    let text = ''
    paths.push(request.url ?? '')
    headers.push(request.headers['x-collector-key'])
    request.on('data', (chunk: Buffer) => (text += String(chunk)))
    request.on('end', () => {
      texts.push(text)
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const exports = () => texts.map((text) => JSON.parse(text) as ReceivedExport)
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    text: () => texts.join('\n'),
    paths,
    headers,
    resources: () => exports().flatMap(({ resourceSpans }) => resourceSpans.map((r) => r.resource)),
    spans: () =>
      exports().flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
  }
}

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const CALLER_SPAN = 'b7ad6b7169203331'
const SAMPLED = `00-${TRACE_ID}-${CALLER_SPAN}-01`

async function startBoth(environment: Readonly<Record<string, string>> = {}) {
  const collector = await startCollector()
  const seen: (string | undefined)[] = []
  const stub = await startFhirStub((request, response) => {
    seen.push(request.headers['traceparent'] as string | undefined)
    sendJson(response, searchset([]))
  })
  opened.push(stub.close)
  const service = await startTestService({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=s3cr3t',
    ...environment,
  })
  let isStopped = false
  const stop = async () => {
    if (!isStopped) await service.stop()
    isStopped = true
  }
  opened.push(stop)
  return { collector, stub, service, seen, stop }
}

describe('traces', () => {
  test('a request continues the trace of its caller, with a span for each stage and each read', async () => {
    const { collector, stub, service, seen, stop } = await startBoth()
    await service.http
      .post(serviceFor())
      .set('traceparent', SAMPLED)
      .send(unprefetched('high-risk', stub.url))
      .expect(200)
    await stop()
    const spans = collector.spans()
    const [request] = spans.filter(({ parentSpanId }) => parentSpanId === CALLER_SPAN)
    expect(request?.name).toBe(serviceFor().split('/').at(-1))
    expect(spans.every(({ traceId }) => traceId === TRACE_ID)).toBe(true)
    const children = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId)
    const names = children.map(({ name }) => name)
    for (const stage of ['receive', 'parse', 'fetch', 'guidance']) expect(names).toContain(stage)
    expect(names).toContain('read Patient')
    expect(names).toContain('search Observation')
    expect(children).toHaveLength(spans.length - 1)

    // Every read carries the trace on, each under a span of its own.
    const reads = children.filter(({ kind }) => kind === 3)
    expect(seen.toSorted()).toEqual(
      reads.map(({ spanId }) => `00-${TRACE_ID}-${spanId}-01`).toSorted(),
    )
    for (const { startTimeUnixNano, endTimeUnixNano } of spans)
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true)
  })

  test('go to /v1/traces of the collector, with its headers, under the name of the service', async () => {
    const { collector, service, stop } = await startBoth({ OTEL_SERVICE_NAME: 'ward-cds' })
    await service.http.get('/cds-services').expect(200)
    await stop()
    expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']))
    expect(new Set(collector.headers)).toEqual(new Set(['s3cr3t']))
    expect(JSON.stringify(collector.resources())).toContain('ward-cds')
  })

  test('hold nothing of the patient, no id of a resource, no token, no path or query', async () => {
    const { collector, stub, service, stop } = await startBoth()
    const marker = 'Zhang-Wei-4711'
    const body = JSON.parse(
      JSON.stringify(unprefetched('high-risk', stub.url)).replaceAll('high-risk', marker),
    ) as object
    const fhirAuthorization = {
      access_token: `token-${marker}`,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.rs',
      subject: marker,
    }
    await service.http.post(serviceFor()).send({ ...body, fhirAuthorization })
    await service.http.post(serviceFor()).set('X-Request-ID', marker).send({ hook: marker })
    await service.http.get(`/${marker}?patient=${marker}`)
    await service.http.get('/cds-services').set('Authorization', `Bearer ${marker}`)
    await stop()
    expect(stub.seen.some(({ url }) => url.includes(marker))).toBe(true)
    expect(collector.spans().length).toBeGreaterThan(8)
    expect(collector.text()).not.toContain(marker)
    expect(collector.text()).not.toMatch(/patient=|\/fhir\//)
  })

  test('a trace that its caller does not keep is not kept here, and says so to the FHIR server', async () => {
    const { collector, stub, service, seen, stop } = await startBoth()
    await service.http
      .post(serviceFor())
      .set('traceparent', SAMPLED.replace(/01$/, '00'))
      .send(unprefetched('high-risk', stub.url))
    await stop()
    expect(collector.spans()).toEqual([])
    expect(seen.length).toBeGreaterThan(0)
    for (const header of seen)
      expect(header).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`))
  })

  test('two requests at once do not mix', async () => {
    const { collector, stub, service, stop } = await startBoth()
    const ids = ['1', '2', '3', '4'].map((digit) => digit.repeat(32))
    await Promise.all(
      ids.map((id) =>
        service.http
          .post(serviceFor())
          .set('traceparent', `00-${id}-${CALLER_SPAN}-01`)
          .send(unprefetched('high-risk', stub.url)),
      ),
    )
    await stop()
    const counts = ids.map((id) => collector.spans().filter(({ traceId }) => traceId === id).length)
    expect(new Set(counts).size).toBe(1)
    expect(counts[0]).toBeGreaterThan(8)
  })

  test('a collector that is away costs no request its answer', async () => {
    const service = await startTestService({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:8' })
    await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
    await service.stop()
  })

  test('without a collector no header goes to the FHIR server', async () => {
    const { stub, seen, service } = await startBoth({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })
    await service.http
      .post(serviceFor())
      .set('traceparent', SAMPLED)
      .send(unprefetched('high-risk', stub.url))
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.every((header) => header === undefined)).toBe(true)
  })
})
