import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../../support/requests.ts'
import type { TestService } from '../../support/service.ts'
import { cardsOf } from '../../support/cards.ts'
import {
  goodClaims,
  goodHeader,
  goodToken,
  hmacToken,
  ISSUER,
  newKey,
  NOW_SECONDS,
  signToken,
  type TestKey,
  toJwk,
  unsignedToken,
} from '../../support/tokens.ts'
import {
  type KeyServer,
  lastLine,
  PUBLIC_URL,
  type RegistryFile,
  registryFile,
  startGuardedService,
  startKeyServer,
} from './support.ts'

const es384 = newKey('es384', 'ES384')
const es256 = newKey('es256', 'ES256')
const rsa = newKey('rsa', 'RS384')
const weak = newKey('weak', 'RS256', 1024)
const stranger = newKey('es384', 'ES384')
const pinnedOnly = newKey('pinned', 'ES384')
const forEncryption = newKey('encryption', 'RS384')
const onlyRs256 = newKey('only-rs256', 'RS256')

const PINNED_ISSUER = 'https://pinned.example.org'
const TENANT_ISSUER = 'https://cloud.example.org'
const AUDIENCE = `${PUBLIC_URL}${serviceFor()}`

let keyServer: KeyServer
let strangersKeys: KeyServer
let registry: RegistryFile
let service: TestService

beforeAll(async () => {
  keyServer = await startKeyServer([
    toJwk(es384),
    toJwk(es256),
    toJwk(rsa),
    toJwk(weak),
    toJwk(forEncryption, { use: 'enc' }),
    toJwk(onlyRs256, { alg: 'RS256' }),
    toJwk(newKey('twice', 'ES256')),
    toJwk(newKey('twice', 'ES256')),
  ])
  strangersKeys = await startKeyServer([toJwk(stranger)])
  registry = registryFile({
    clients: [
      { id: 'main', iss: ISSUER, keys: { jwksUrl: keyServer.url } },
      { id: 'pinned', iss: PINNED_ISSUER, keys: { jwks: { keys: [toJwk(pinnedOnly)] } } },
      {
        id: 'cloud-a',
        iss: TENANT_ISSUER,
        keys: { jwksUrl: keyServer.url },
        tenants: ['a'],
        algorithms: ['RS384'],
      },
    ],
  })
  service = await startGuardedService(registry.path)
})
afterAll(async () => {
  await service.stop()
  await Promise.all([keyServer.close(), strangersKeys.close()])
  registry.remove()
})

const post = (authorization: string | undefined, body: object = prefetched('high-risk')) => {
  const call = service.http.post(serviceFor())
  return (authorization === undefined ? call : call.set('Authorization', authorization)).send(body)
}

const bearer = (header: object, claims: object, key: TestKey = es384) =>
  `Bearer ${signToken(header, claims, key)}`

/** A good token but for its claims, or its header. */
const withClaims = (claims: object) => () =>
  bearer(goodHeader(es384), { ...goodClaims(AUDIENCE), ...claims })
const withHeader = (header: object) => () =>
  bearer({ ...goodHeader(es384), ...header }, goodClaims(AUDIENCE))

function withAltered(part: 0 | 1 | 2, change: (text: string) => string): string {
  const parts = goodToken(es384, AUDIENCE).split('.')
  parts[part] = change(parts[part] ?? '')
  return `Bearer ${parts.join('.')}`
}

const publicPem = () => es384.publicKey.export({ format: 'pem', type: 'spki' })

/** One thing wrong in each; the code that the log must name. */
const REFUSED: readonly (readonly [string, string, () => string | undefined])[] = [
  ['no token', 'no-token', () => undefined],
  ['another scheme', 'not-a-bearer-token', () => 'Basic dXNlcjpwYXNz'],
  ['no scheme', 'not-a-bearer-token', () => goodToken(es384, AUDIENCE)],
  ['an empty token', 'not-a-bearer-token', () => 'Bearer'],
  ['an opaque token', 'malformed-token', () => 'Bearer 4f8a2c'],
  ['two parts', 'malformed-token', () => 'Bearer eyJhbGciOiJFUzM4NCJ9.e30'],
  ['four parts', 'malformed-token', () => `Bearer ${goodToken(es384, AUDIENCE)}.x`],
  ['two tokens', 'malformed-token', () => `Bearer ${goodToken(es384, AUDIENCE)} x.y.z`],
  ['padding in base64url', 'malformed-token', () => withAltered(2, (text) => `${text}=`)],
  ['a header that is no JSON', 'malformed-token', () => withAltered(0, () => 'bm90IGpzb24')],
  ['claims that are no JSON', 'malformed-token', () => withAltered(1, () => 'bm90IGpzb24')],
  ['claims that are an array', 'malformed-token', () => bearer(goodHeader(es384), [1])],
  ['claims that are a string', 'malformed-token', () => withAltered(1, () => 'ImFiYyI')],
  ['8 KiB and more', 'token-too-long', withClaims({ padding: 'x'.repeat(8 * 1024) })],
  [
    'alg none, no signature',
    'malformed-token',
    () => `Bearer ${unsignedToken({ ...goodHeader(es384), alg: 'none' }, goodClaims(AUDIENCE))}`,
  ],
  ['alg none, a signature', 'algorithm-not-allowed', withHeader({ alg: 'none' })],
  ['alg None', 'algorithm-not-allowed', withHeader({ alg: 'None' })],
  ['alg es384', 'algorithm-not-allowed', withHeader({ alg: 'es384' })],
  ['no alg', 'algorithm-not-allowed', withHeader({ alg: undefined })],
  ['alg of another type', 'algorithm-not-allowed', withHeader({ alg: ['ES384'] })],
  ['alg EdDSA', 'algorithm-not-allowed', withHeader({ alg: 'EdDSA' })],
  ['alg ES512', 'algorithm-not-allowed', withHeader({ alg: 'ES512' })],
  [
    'HS256 with the public key as its secret',
    'algorithm-not-allowed',
    () =>
      `Bearer ${hmacToken({ ...goodHeader(es384), alg: 'HS256' }, goodClaims(AUDIENCE), publicPem())}`,
  ],
  ['alg HS384', 'algorithm-not-allowed', withHeader({ alg: 'HS384' })],
  ['alg HS512', 'algorithm-not-allowed', withHeader({ alg: 'HS512' })],
  ['no typ', 'not-of-type-jwt', withHeader({ typ: undefined })],
  ['typ at+jwt', 'not-of-type-jwt', withHeader({ typ: 'at+jwt' })],
  ['a critical header', 'critical-header', withHeader({ crit: ['exp'] })],
  ['no kid', 'no-key-id', withHeader({ kid: undefined })],
  ['an empty kid', 'no-key-id', withHeader({ kid: '' })],
  ['a kid of another type', 'no-key-id', withHeader({ kid: {} })],
  ['a kid of 300 characters', 'no-key-id', withHeader({ kid: 'k'.repeat(300) })],
  ['an unknown kid', 'unknown-key', withHeader({ kid: 'other' })],
  ['the kid of two keys', 'unknown-key', withHeader({ kid: 'twice' })],
  ["another client's kid", 'unknown-key', withHeader({ kid: 'pinned' })],
  [
    'a jku, where keys are pinned',
    'key-url-not-registered',
    () =>
      bearer(
        { ...goodHeader(pinnedOnly), jku: keyServer.url },
        { ...goodClaims(AUDIENCE), iss: PINNED_ISSUER },
        pinnedOnly,
      ),
  ],
  [
    "a stranger's jku",
    'key-url-not-registered',
    () =>
      bearer({ ...goodHeader(stranger), jku: strangersKeys.url }, goodClaims(AUDIENCE), stranger),
  ],
  [
    'a jku that differs by a slash',
    'key-url-not-registered',
    () => bearer({ ...goodHeader(es384), jku: `${keyServer.url}/` }, goodClaims(AUDIENCE)),
  ],
  ['a jku of another type', 'key-url-not-registered', withHeader({ jku: [1] })],
  ['no iss', 'no-issuer', withClaims({ iss: undefined })],
  ['a list of iss', 'no-issuer', withClaims({ iss: [ISSUER] })],
  ['an unknown iss', 'unknown-issuer', withClaims({ iss: 'https://other.example.org' })],
  ['an iss that differs by a slash', 'unknown-issuer', withClaims({ iss: `${ISSUER}/` })],
  ["another client's iss", 'unknown-key', withClaims({ iss: PINNED_ISSUER })],
  [
    'a tenant that is not registered',
    'unknown-tenant',
    withClaims({ iss: TENANT_ISSUER, tenant: 'b' }),
  ],
  ['no tenant, where one must be', 'unknown-tenant', withClaims({ iss: TENANT_ISSUER })],
  [
    'an algorithm that this client may not use',
    'algorithm-not-allowed',
    withClaims({ iss: TENANT_ISSUER, tenant: 'a' }),
  ],
  ['no aud', 'wrong-audience', withClaims({ aud: undefined })],
  ['an empty aud', 'wrong-audience', withClaims({ aud: '' })],
  ['no aud in the list', 'wrong-audience', withClaims({ aud: [] })],
  [
    "another service's aud",
    'wrong-audience',
    withClaims({ aud: `${PUBLIC_URL}${serviceFor('order-sign')}` }),
  ],
  ['the base URL as aud', 'wrong-audience', withClaims({ aud: PUBLIC_URL })],
  ['the discovery as aud', 'wrong-audience', withClaims({ aud: `${PUBLIC_URL}/cds-services` })],
  [
    "another host's aud",
    'wrong-audience',
    withClaims({ aud: `https://evil.example.org/hooks${serviceFor()}` }),
  ],
  ['http as aud', 'wrong-audience', withClaims({ aud: AUDIENCE.replace('https', 'http') })],
  ['the path alone as aud', 'wrong-audience', withClaims({ aud: serviceFor() })],
  ['aud with a query', 'wrong-audience', withClaims({ aud: `${AUDIENCE}?x=1` })],
  [
    "the socket's URL as aud",
    'wrong-audience',
    withClaims({ aud: `http://127.0.0.1${serviceFor()}` }),
  ],
  ['no exp', 'no-expiry', withClaims({ exp: undefined })],
  ['exp as text', 'no-expiry', withClaims({ exp: String(NOW_SECONDS + 300) })],
  [
    'expired beyond the leeway',
    'expired',
    withClaims({ exp: NOW_SECONDS - 60, iat: NOW_SECONDS - 360 }),
  ],
  ['no iat', 'no-issue-time', withClaims({ iat: undefined })],
  ['iat as text', 'no-issue-time', withClaims({ iat: String(NOW_SECONDS) })],
  [
    'issued tomorrow',
    'issued-in-the-future',
    withClaims({ iat: NOW_SECONDS + 86_400, exp: NOW_SECONDS + 86_700 }),
  ],
  ['a life of a day', 'lives-too-long', withClaims({ exp: NOW_SECONDS + 86_400 })],
  ['exp in milliseconds', 'lives-too-long', withClaims({ exp: (NOW_SECONDS + 300) * 1_000 })],
  ['nbf to come', 'not-yet-valid', withClaims({ nbf: NOW_SECONDS + 120 })],
  ['nbf as text', 'not-yet-valid', withClaims({ nbf: 'now' })],
  ['no jti', 'no-token-id', withClaims({ jti: undefined })],
  ['an empty jti', 'no-token-id', withClaims({ jti: '' })],
  ['a jti of another type', 'no-token-id', withClaims({ jti: 7 })],
  ['a jti of 300 characters', 'no-token-id', withClaims({ jti: 'j'.repeat(300) })],
  [
    "a stranger's key under a known kid",
    'bad-signature',
    () => bearer(goodHeader(es384), goodClaims(AUDIENCE), stranger),
  ],
  [
    'claims changed after signing',
    'bad-signature',
    () =>
      withAltered(1, () => Buffer.from(JSON.stringify(goodClaims(AUDIENCE))).toString('base64url')),
  ],
  ['a signature cut short', 'bad-signature', () => withAltered(2, (text) => text.slice(0, -8))],
  ['a signature of zeros', 'bad-signature', () => withAltered(2, () => 'A'.repeat(128))],
  ['RS384 with an EC key', 'unknown-key', withHeader({ alg: 'RS384' })],
  ['ES256 with a P-384 key', 'unknown-key', withHeader({ alg: 'ES256' })],
  ['ES384 with an RSA key', 'unknown-key', withHeader({ kid: 'rsa' })],
  [
    'an RSA key of 1024 bits',
    'unknown-key',
    () => bearer(goodHeader(weak), goodClaims(AUDIENCE), weak),
  ],
  [
    'a key for encryption',
    'unknown-key',
    () => bearer(goodHeader(forEncryption), goodClaims(AUDIENCE), forEncryption),
  ],
  [
    "an algorithm other than its key's own",
    'unknown-key',
    () =>
      `Bearer ${signToken({ ...goodHeader(onlyRs256), alg: 'RS512' }, goodClaims(AUDIENCE), onlyRs256, 'RS512')}`,
  ],
  [
    'PS256 said, RS256 signed',
    'bad-signature',
    () =>
      `Bearer ${signToken({ ...goodHeader(rsa), alg: 'PS256' }, goodClaims(AUDIENCE), rsa, 'RS256')}`,
  ],
]

/** The clause of the specification that each refusal meets, where it has one. */
const CLAUSES: Readonly<Record<string, string>> = {
  'no-token': 'J1, J2',
  'not-a-bearer-token': 'J2',
  'malformed-token': 'J2',
  'algorithm-not-allowed': 'J6',
  'not-of-type-jwt': 'J3',
  'no-key-id': 'J3',
  'no-issuer': 'J4',
  'no-expiry': 'J4',
  'no-issue-time': 'J4',
  'no-token-id': 'J4',
  'wrong-audience': 'J5',
  'unknown-issuer': 'J8',
  'key-url-not-registered': 'J8',
  'unknown-key': 'J9',
}

const CASES = REFUSED.map(
  ([what, why, authorization]) => [CLAUSES[why] ?? 'J10', what, why, authorization] as const,
)

describe('a token with one thing wrong is refused without detail, the reason is in the log', () => {
  test.each(CASES)('%s: %s (%s)', async (_clause, _what, why, authorization) => {
    const response = await post(authorization()).expect(401)
    expect(response.headers['www-authenticate']).toBe('Bearer')
    const [issue, ...others] = (response.body as { issue: { diagnostics: string }[] }).issue
    expect([issue?.diagnostics, others]).toEqual(['Authentication is required.', []])
    expect(lastLine(service)).toMatchObject({ status: 401, fault: 'unauthenticated', why })
  })

  test('nobody asked a URL that only a token named', () => {
    expect(strangersKeys.asked()).toBe(0)
  })

  test('the log never holds a token or its signature', () => {
    for (const line of service.log) expect(line).not.toMatch(/eyJ|Bearer/)
  })
})

describe('a good token is let in', () => {
  const ACCEPTED: readonly (readonly [string, () => string])[] = [
    ...['ES384', 'ES256', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map(
      (alg) =>
        [
          `J7: signed by ${alg}`,
          () => {
            const key = alg === 'ES384' ? es384 : alg === 'ES256' ? es256 : rsa
            const header = { ...goodHeader(key), alg }
            return `Bearer ${signToken(header, goodClaims(AUDIENCE), key, alg)}`
          },
        ] as const,
    ),
    ['J8: with the registered jku', () => withHeader({ jku: keyServer.url })()],
    ['J5: with its URL in a list of aud', withClaims({ aud: ['https://other.example', AUDIENCE] })],
    ['with a trailing slash in aud', withClaims({ aud: `${AUDIENCE}/` })],
    [
      'with the host of aud in capitals and its port',
      withClaims({
        aud: AUDIENCE.replace('cds.example.org', 'CDS.example.org:443'),
      }),
    ],
    ['expired within the leeway', withClaims({ exp: NOW_SECONDS - 59, iat: NOW_SECONDS - 300 })],
    ['issued within the leeway', withClaims({ iat: NOW_SECONDS + 60 })],
    ['not before a moment ago', withClaims({ nbf: NOW_SECONDS - 1 })],
    ['with a tenant that its client does not list', withClaims({ tenant: 'ward-7' })],
    [
      'J4: with sub and other claims that nobody asked for',
      withClaims({ sub: 'client_id', x: null }),
    ],
    ['typ in lower case', withHeader({ typ: 'jwt' })],
    [
      'J9: of a client with pinned keys',
      () =>
        bearer(goodHeader(pinnedOnly), { ...goodClaims(AUDIENCE), iss: PINNED_ISSUER }, pinnedOnly),
    ],
    [
      'of a tenant',
      () =>
        bearer(goodHeader(rsa), { ...goodClaims(AUDIENCE), iss: TENANT_ISSUER, tenant: 'a' }, rsa),
    ],
    ['after "bearer" in lower case', () => `bearer ${goodToken(es384, AUDIENCE)}`],
  ]
  test.each(ACCEPTED)('%s', async (_what, authorization) => {
    expect(cardsOf(await post(authorization()).expect(200))).toHaveLength(1)
  })

  test('the log names the client by the name that the operator gave it', async () => {
    await post(`Bearer ${goodToken(es384, AUDIENCE)}`).expect(200)
    expect(lastLine(service)).toMatchObject({ msg: 'answered', client: 'main' })
  })
})

describe('every endpoint is behind the door', () => {
  const get = (path: string, token?: string) => {
    const call = service.http.get(path)
    return token === undefined ? call : call.set('Authorization', `Bearer ${token}`)
  }

  test.each([
    '/cds-services',
    '/cds-services/',
    '/CDS-Services',
    serviceFor(),
    `${serviceFor()}/`,
    `${serviceFor()}/feedback`,
    '/cds-services/nothing',
  ])('J1, J2: GET and POST %s without a token are refused', async (path) => {
    await get(path).expect(401)
    await service.http.post(path).send({}).expect(401)
    await service.http.post(path).send('{').expect(401)
  })

  test('J5: discovery with a token for discovery', async () => {
    await get('/cds-services', goodToken(es384, `${PUBLIC_URL}/cds-services`)).expect(200)
  })

  test("J5: the feedback's own URL or the service's is its audience", async () => {
    for (const aud of [`${AUDIENCE}/feedback`, AUDIENCE]) {
      const { status } = await service.http
        .post(`${serviceFor()}/feedback`)
        .set('Authorization', `Bearer ${goodToken(es384, aud)}`)
        .send({ feedback: [] })
      expect(status).not.toBe(401)
    }
  })

  test('a page that a card links to is open, since a browser brings no token', async () => {
    await get('/cds-services/tace-resistance/model-card').expect(200)
  })

  test('a preflight carries no token', async () => {
    const { status } = await service.http.options(serviceFor())
    expect(status).not.toBe(401)
  })
})

describe('a token is used once', () => {
  test('J10: the same token again is refused, whatever the body', async () => {
    const token = `Bearer ${goodToken(es384, AUDIENCE)}`
    await post(token).expect(200)
    await post(token).expect(401)
    expect(lastLine(service)['why']).toBe('used-before')
    await post(token, prefetched('low-risk')).expect(401)
  })

  test('a token id with a wrong signature is not used up', async () => {
    const claims = goodClaims(AUDIENCE)
    await post(bearer(goodHeader(es384), claims, stranger)).expect(401)
    await post(bearer(goodHeader(es384), claims)).expect(200)
  })

  test('two clients may use the same token id', async () => {
    const claims = goodClaims(AUDIENCE)
    await post(bearer(goodHeader(es384), claims)).expect(200)
    await post(
      bearer(goodHeader(pinnedOnly), { ...claims, iss: PINNED_ISSUER }, pinnedOnly),
    ).expect(200)
  })
})
