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

const REQUESTS = ['order-select', 'order-sign'].flatMap((hook) =>
  readdirSync(repositoryPath(`fixtures/hook-requests/${hook}`)).map((file) => ({
    hook,
    body: readRepositoryJson(`fixtures/hook-requests/${hook}/${file}`) as Record<string, Json>,
  })),
)

/** A body may name the FHIR server of the run, and leave out what to read there. */
const FHIR_SERVER = 'http://fhir-server-of-the-run'

function fetching(body: Record<string, Json>, keep: number): Record<string, Json> {
  const prefetch = Object.entries(body['prefetch'] ?? {}).slice(0, keep)
  return { ...body, fhirServer: FHIR_SERVER, prefetch: Object.fromEntries(prefetch) }
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

const bodies = fc
  .record({
    request: fc.constantFrom(...REQUESTS),
    keep: fc.option(fc.nat(6), { nil: undefined, freq: 3 }),
    changes: mutations,
    damage: damages,
  })
  .map(({ request, keep, changes, damage }) => {
    const body = keep === undefined ? request.body : fetching(request.body, keep)
    return { hook: request.hook, bytes: damage(bytesOf(mutated(body, changes))) }
  })

const paths = (hook: string) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(serviceFor(hook)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        serviceFor('order-select'),
        `${serviceFor(hook)}/feedback`,
        '/cds-services',
        '/cds-services/%00',
        '/cds-services/%E0%A4%A',
        '/cds-services/..%2f..%2fetc',
        '/cds-services/__proto__',
      ),
    },
    { weight: 1, arbitrary: fc.webPath().map((path) => `/cds-services/${path}`) },
  )

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
export const fuzzCases: fc.Arbitrary<FuzzCase> = bodies.chain(({ hook, bytes }) =>
  fc
    .record({
      method: methods,
      path: paths(hook),
      headers: mostlyPlain,
    })
    .map((call) => ({ ...call, body: bytes.toString('base64') })),
)

/** The bytes of a case's body, with the FHIR server of this run. */
export const bodyOf = ({ body }: FuzzCase, fhirServer: string): Buffer =>
  Buffer.from(
    Buffer.from(body, 'base64').toString('latin1').replaceAll(FHIR_SERVER, fhirServer),
    'latin1',
  )
