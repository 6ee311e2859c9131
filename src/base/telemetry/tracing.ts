import { AsyncLocalStorage } from 'node:async_hooks'
import type * as OpenTelemetry from '@opentelemetry/api'
import type { Context, Span, SpanKind, Tracer } from '@opentelemetry/api'

/** Values that say something of a span; nothing of a patient, no id, no value of a query. */
type SpanFacts = Readonly<Record<string, string | number>>

interface OpenSpan {
  /** The header that continues the trace at another service. https://www.w3.org/TR/trace-context */
  readonly traceparent: string
  readonly end: (facts: SpanFacts, hasFailed: boolean) => void
}

/** What happened between two moments of `performance.now()`. */
interface PastSpan {
  readonly name: string
  readonly from: number
  readonly to: number
}

export interface Tracing {
  /**
   * Begins the span of a request, within the trace that its `traceparent` names, and runs it: what
   * is opened meanwhile belongs to it.
   */
  readonly request: (traceparent: string | undefined, run: () => void) => OpenRequestSpan
  /** Begins a span of a call to another service; nothing outside a request. */
  readonly outgoing: (name: string) => OpenSpan | undefined
  /** Hands over what is still kept, and ends. */
  readonly close: () => Promise<void>
}

interface OpenRequestSpan extends OpenSpan {
  /** Adds a part of it that is over. */
  readonly stage: (stage: PastSpan) => void
  readonly rename: (name: string) => void
}

interface TracingOptions {
  /** Base URL of the collector. */
  readonly endpoint: string
  /** `name=value`, separated by commas. */
  readonly headers: string | undefined
  readonly serviceName: string
  readonly version: string
  /** Share of the traces begun here that are kept. */
  readonly share: number
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

type Api = typeof OpenTelemetry

/** The caller's span as the parent. */
function parentOf(api: Api, traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return api.ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags, 16) & api.TraceFlags.SAMPLED
  return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function headerOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

function readHeaders(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').map((pair) => pair.split('='))
  return Object.fromEntries(
    pairs.flatMap(([name = '', ...value]) =>
      name.trim() === '' ? [] : [[name.trim(), decodeURIComponent(value.join('=').trim())]],
    ),
  )
}

/** `performance.now()` as the wall clock's milliseconds. */
const wallTime = (ms: number) => performance.timeOrigin + ms

function toTracing(api: Api, tracer: Tracer, close: () => Promise<void>): Tracing {
  const current = new AsyncLocalStorage<Context>()

  function open(name: string, kind: SpanKind, parent: Context) {
    const span = tracer.startSpan(name, { kind }, parent)
    const end: OpenSpan['end'] = (facts, hasFailed) => {
      span.setAttributes(facts)
      if (hasFailed) span.setStatus({ code: api.SpanStatusCode.ERROR })
      span.end()
    }
    return { span, context: api.trace.setSpan(parent, span), traceparent: headerOf(span), end }
  }

  return {
    close,
    request: (traceparent, run) => {
      const parent = parentOf(api, traceparent)
      const { span, context, ...opened } = open('request', api.SpanKind.SERVER, parent)
      current.run(context, run)
      return {
        ...opened,
        rename: (name) => void span.updateName(name),
        stage: ({ name, from, to }) =>
          tracer.startSpan(name, { startTime: wallTime(from) }, context).end(wallTime(to)),
      }
    },
    outgoing: (name) => {
      const parent = current.getStore()
      if (parent === undefined) return undefined
      const { traceparent, end } = open(name, api.SpanKind.CLIENT, parent)
      return { traceparent, end }
    },
  }
}

/** A collector that takes longer loses spans: it must not hold up the end of the process. */
const EXPORT_MS = 2_000

/** The libraries are loaded only here: a service without a collector needs none of them. */
export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const { endpoint, headers, serviceName, version, share } = options
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: readHeaders(headers),
    timeoutMillis: EXPORT_MS,
  })
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  })
  const close = () => provider.shutdown().catch(() => undefined)
  return toTracing(api, provider.getTracer(serviceName), close)
}
