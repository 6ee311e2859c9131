/**
 * Calls of the service, most of them nearly right: each is plain data, so that one that failed can
 * be kept.
 */
import { readdirSync } from 'node:fs'
import { fc } from '../support/property.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { serviceFor } from '../support/requests.ts'
import { type Json, mutated, mutations } from './mutations.ts'

/** One HTTP call; the body in base64, since it need not be text. */
export interface FuzzCase {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A right request, and to what it is posted. */
interface Request {
  readonly hook: string
  readonly isFeedback: boolean
  readonly body: Record<string, Json>
}

const HOOKS = ['order-select', 'order-sign']

const CALLS: readonly Request[] = HOOKS.flatMap((hook) =>
  readdirSync(repositoryPath(`fixtures/hook-requests/${hook}`)).map((file) => ({
    hook,
    isFeedback: false,
    body: readRepositoryJson(`fixtures/hook-requests/${hook}/${file}`) as Record<string, Json>,
  })),
)

const outcomeTimestamp = '2026-11-20T09:00:00.000Z'

const FEEDBACK: readonly Request[] = [
  {
    card: '7c4d1a52-6e0f-4f5b-9a53-0d8ad4a2b0c1',
    outcome: 'accepted',
    acceptedSuggestions: [{ id: '0a3d2f0e-93c4-4d7b-8c55-3a6dfbd3f8b2' }],
    outcomeTimestamp,
  },
  {
    card: '1f3f7c6d-5b57-4f2e-8f43-54a1f4a4f6a3',
    outcome: 'overridden',
    overrideReason: { reason: { code: 'other', system: 'http://x.example' }, userComment: 'x' },
    outcomeTimestamp,
  },
].map((item, i) => ({ hook: HOOKS[i] ?? '', isFeedback: true, body: { feedback: [item] } }))

/** A body may name the FHIR server of the run, and leave out what to read there. */
const FHIR_SERVER = 'http://fhir-server-of-the-run'

function fetching(body: Record<string, Json>, keep: number): Record<string, Json> {
  const prefetch = Object.entries(body['prefetch'] ?? {}).slice(0, keep)
  return { ...body, fhirServer: FHIR_SERVER, prefetch: Object.fromEntries(prefetch) }
}

interface Searchset {
  readonly [member: string]: Json
  readonly entry: Json[]
}

/** The first entry of a Bundle as often as asked, each under an id of its own. */
function manyOf(bundle: Json | undefined, count: number): Json {
  const { entry, ...rest } = bundle as unknown as Searchset
  const [first] = entry as { resource: Record<string, Json> }[]
  const further = Array.from({ length: count }, (_, i) => ({
    resource: { ...first?.resource, id: `copy-${String(i)}` },
  }))
  return { ...rest, entry: [...entry, ...further] }
}

/** The same call with many orders and many Observations: the work of one is that of both. */
function grown(body: Record<string, Json>, orders: number, counts: number): Record<string, Json> {
  const { context, prefetch } = body as Record<'context' | 'prefetch', Record<string, Json>>
  const { draftOrders } = context
  const { bloodCounts } = prefetch
  return {
    ...body,
    context: { ...context, draftOrders: manyOf(draftOrders, orders) },
    prefetch: { ...prefetch, bloodCounts: manyOf(bloodCounts, counts) },
  }
}

const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/fhir+json',
  'application/json+fhir',
  'text/plain',
  'application/json; charset=utf-16',
  'multipart/form-data',
]

const bytesOf = (json: Json) => Buffer.from(JSON.stringify(json))

/** Damage below the level of JSON. */
const damages = fc.oneof(
  { weight: 8, arbitrary: fc.constant((bytes: Buffer) => bytes) },
  {
    weight: 1,
    arbitrary: fc
      .double({ min: 0, max: 1, noNaN: true })
      .map((share) => (bytes: Buffer) => bytes.subarray(0, Math.floor(share * bytes.length))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(), fc.nat(255)).map(([place, byte]) => (bytes: Buffer) => {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[place % copy.length] = byte
      return copy
    }),
  },
)

const growth = fc.oneof(
  { weight: 480, arbitrary: fc.constant(undefined) },
  {
    weight: 15,
    arbitrary: fc.record({
      orders: fc.constantFrom(0, 1, 9, 10, 11, 50, 200),
      counts: fc.constantFrom(0, 1, 20, 50, 200),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      orders: fc.constantFrom(0, 1_000, 5_000),
      counts: fc.constantFrom(0, 1_200, 5_000),
    }),
  },
)

const requests = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...CALLS) },
  { weight: 1, arbitrary: fc.constantFrom(...FEEDBACK) },
)

const bodies = fc
  .record({
    request: requests,
    keep: fc.option(fc.nat(6), { nil: undefined, freq: 11 }),
    growth,
    changes: mutations,
    damage: damages,
  })
  .map(({ request, keep, growth, changes, damage }) => {
    const { body, isFeedback } = request
    const large =
      growth === undefined || isFeedback ? body : grown(body, growth.orders, growth.counts)
    const sent = keep === undefined || isFeedback ? large : fetching(large, keep)
    return { request, bytes: damage(bytesOf(mutated(sent, changes))) }
  })

/** Where a call goes that does not go where it belongs. */
const elsewhere = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      serviceFor('order-select'),
      `${serviceFor('order-sign')}/feedback`,
      '/cds-services',
      '/cds-services/%00',
      '/cds-services/%E0%A4%A',
      '/cds-services/..%2f..%2fetc',
      '/cds-services/__proto__',
      '/cds-services/constructor/feedback',
    ),
  },
  { weight: 1, arbitrary: fc.webPath().map((path) => `/cds-services/${path}`) },
)

const paths = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: elsewhere },
)

const pathOf = ({ hook, isFeedback }: Request) =>
  isFeedback ? `${serviceFor(hook)}/feedback` : serviceFor(hook)

const headers = fc.record(
  {
    'content-type': fc.oneof(
      { weight: 8, arbitrary: fc.constant('application/json') },
      { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
    ),
    'content-encoding': fc.constantFrom('identity', 'gzip', 'br', 'x'),
    'accept-language': fc.constantFrom('zh-CN', '*', ';;q=x'),
    'x-request-id': fc.constantFrom('7', '../..', 'x'.repeat(500)),
    traceparent: fc.constantFrom('00-0-0-0', 'x'),
    origin: fc.constantFrom('null', 'https://evil.example'),
  },
  { requiredKeys: ['content-type'] },
)

/** Extra headers in one call of eight, so that most calls get to the body. */
const mostlyPlain = fc.oneof(
  { weight: 7, arbitrary: fc.constant({ 'content-type': 'application/json' }) },
  { weight: 1, arbitrary: headers },
)

const methods = fc.oneof(
  { weight: 20, arbitrary: fc.constant('POST') },
  { weight: 1, arbitrary: fc.constantFrom('PUT', 'DELETE', 'PATCH', 'GET', 'HEAD', 'OPTIONS') },
)

/** A call. */
export const fuzzCases: fc.Arbitrary<FuzzCase> = fc
  .record({ sent: bodies, method: methods, path: paths, headers: mostlyPlain })
  .map(({ sent: { request, bytes }, method, path, headers }) => ({
    method,
    path: path ?? pathOf(request),
    headers,
    body: bytes.toString('base64'),
  }))

/** The bytes of a case's body, with the FHIR server of this run. */
export const bodyOf = ({ body }: FuzzCase, fhirServer: string): Buffer =>
  Buffer.from(
    Buffer.from(body, 'base64').toString('latin1').replaceAll(FHIR_SERVER, fhirServer),
    'latin1',
  )
