import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import {
  goodClaims,
  goodHeader,
  goodToken,
  ISSUER,
  newKey,
  signToken,
  toJwk,
} from '../../support/tokens.ts'
import {
  lastLine,
  PUBLIC_URL,
  type RegistryFile,
  registryFile,
  startGuardedService,
} from '../access/support.ts'

const SERVICE = serviceFor('order-sign').split('/').at(-1) ?? ''
const URL_OF_SERVICE = `${PUBLIC_URL}/cds-services/${SERVICE}`
const key = newKey('key-1', 'ES384')
const stranger = newKey('key-1', 'ES384')

let file: RegistryFile
let guarded: TestService
let sandbox: TestService

beforeAll(async () => {
  const keys = { jwks: { keys: [toJwk(key)] } }
  const open = 'tace-resistance-order-select'
  file = registryFile({
    clients: [
      { id: 'main', iss: ISSUER, keys },
      { id: 'other', iss: 'https://other.example', keys, services: [open] },
      { id: 'few', iss: 'https://few.example', keys, limits: { requestsPerMinute: 1 } },
    ],
  })
  guarded = await startGuardedService(file.path, { RECORDS_FILE: ':memory:' })
  sandbox = await startTestService()
})
afterAll(async () => {
  await Promise.all([guarded.stop(), sandbox.stop()])
  file.remove()
})

/** Nothing is prefetched, and there is no FHIR server to ask. */
const withoutData = () => ({ ...prefetched('high-risk', 'order-sign'), prefetch: {} })

const tokenOf = (claims: object = {}, header: object = {}, by = key) =>
  signToken({ ...goodHeader(by), ...header }, { ...goodClaims(URL_OF_SERVICE), ...claims }, by)

const call = (
  token: string | undefined,
  body: object | string = prefetched('high-risk', 'order-sign'),
) => {
  const post = guarded.http.post(`/cds-services/${SERVICE}`).set('content-type', 'application/json')
  return (token === undefined ? post : post.set('Authorization', `Bearer ${token}`)).send(body)
}

describe('the line of a 401 has what the token said and what was expected', () => {
  test.each<readonly [string, string, object, () => string | undefined]>([
    ['no-token', 'none', {}, () => undefined],
    ['malformed-token', 'none', {}, () => 'x.y.z'],
    ['unknown-issuer', 'none', { iss: `${ISSUER}/` }, () => tokenOf({ iss: `${ISSUER}/` })],
    [
      'wrong-audience',
      'main',
      { iss: ISSUER, aud: 'https://cds.example.org', kid: 'key-1' },
      () => tokenOf({ aud: 'https://cds.example.org' }),
    ],
    [
      'wrong-audience',
      'main',
      { aud: 'https://a.example, https://b.example' },
      () => tokenOf({ aud: ['https://a.example', 'https://b.example'] }),
    ],
    ['wrong-audience', 'main', { aud: undefined }, () => tokenOf({ aud: undefined })],
    ['wrong-audience', 'main', { aud: '(object)' }, () => tokenOf({ aud: {} })],
    [
      'key-url-not-registered',
      'main',
      { jku: 'https://keys.example/jwks' },
      () => tokenOf({}, { jku: 'https://keys.example/jwks' }),
    ],
    [
      'unknown-key',
      'main',
      { kid: 'another', alg: 'ES384' },
      () => tokenOf({}, { kid: 'another' }),
    ],
    ['bad-signature', 'main', { kid: 'key-1' }, () => tokenOf({}, {}, stranger)],
    ['algorithm-not-allowed', 'none', { alg: 'HS256' }, () => tokenOf({}, { alg: 'HS256' })],
    ['expired', 'main', { iss: ISSUER }, () => tokenOf({ exp: 1, iat: 0 })],
  ])('%s, of a client that says it is %s', async (why, claimed, facts, token) => {
    const { text } = await call(token()).expect(401)
    expect(text).not.toContain(why)
    const line = lastLine(guarded)
    expect(line).toMatchObject({ status: 401, why, client: 'none', service: SERVICE })
    expect(line['audExpected']).toBe(URL_OF_SERVICE)
    expect(line['claimed']).toBe(claimed === 'none' ? undefined : claimed)
    for (const [name, value] of Object.entries(facts)) expect(line[name]).toBe(value)
  })

  test.each([
    ['a password in a URL', { jku: 'https://user:hush@keys.example/jwks' }],
    ['the query of a URL', { jku: 'https://keys.example/jwks?key=hush' }],
    ['a token in place of a key id', { kid: 'eyJhdXNoIjoiaHVzaCJ9.eyJodXNoIjoiaHVzaCJ9.hush' }],
  ])('but not %s', async (_what, header) => {
    await call(tokenOf({}, header)).expect(401)
    expect(guarded.log.at(-1)).not.toContain('hush')
  })

  test('and no more of a text than helps, nor a line end or a sign that turns it around', async () => {
    await call(tokenOf({ iss: `https://${'a'.repeat(4_000)}` })).expect(401)
    expect(String(lastLine(guarded)['iss']).length).toBeLessThan(310)
    await call(tokenOf({ iss: 'a\u202Eb\n\u0000c' })).expect(401)
    expect(lastLine(guarded)['iss']).toBe('a b c')
  })

  test('and nothing else of the token', async () => {
    await call(tokenOf({ jti: 'hush-1', sub: 'hush-2', patient: 'hush-3', exp: 1 })).expect(401)
    expect(guarded.log.at(-1)).not.toContain('hush')
  })

  test('a token that is used again is of the client', async () => {
    const token = tokenOf()
    await call(token).expect(200)
    await call(token).expect(401)
    expect(lastLine(guarded)).toMatchObject({
      why: 'used-before',
      client: 'main',
      service: SERVICE,
      iss: ISSUER,
    })
  })
})

describe('every line of a refusal names client and service', () => {
  const sign = (path: string, iss = ISSUER) => goodToken(key, `${PUBLIC_URL}${path}`, { iss })
  const at = (method: 'post' | 'get', path: string, iss?: string) =>
    guarded.http[method](path).set('Authorization', `Bearer ${sign(path, iss)}`)
  const ofService = `/cds-services/${SERVICE}`
  const json = (text: string) =>
    at('post', ofService).set('content-type', 'application/json').send(text)

  test.each<
    readonly [number, string, string, () => { expect: (status: number) => PromiseLike<unknown> }]
  >([
    [400, 'main', SERVICE, () => json('{')],
    [400, 'main', SERVICE, () => json('{"hook":"order-sign"}')],
    [400, 'main', SERVICE, () => json('{"hook":"no-hook"}')],
    [
      403,
      'other',
      SERVICE,
      () =>
        at('post', ofService, 'https://other.example').send(prefetched('high-risk', 'order-sign')),
    ],
    [404, 'main', 'none', () => at('post', '/cds-services/none-of-ours').send({})],
    [404, 'none', 'none', () => guarded.http.get('/nothing-here')],
    [405, 'main', SERVICE, () => at('get', ofService)],
    [412, 'main', SERVICE, () => at('post', ofService).send(withoutData())],
    [413, 'main', SERVICE, () => json(`{"a":"${'x'.repeat(6_000_000)}"}`)],
    [
      415,
      'main',
      SERVICE,
      () => at('post', ofService).set('content-type', 'text/plain').send('{}'),
    ],
    [400, 'main', SERVICE, () => at('post', `${ofService}/feedback`).send({ feedback: 7 })],
  ])('%i: %s, %s', async (status, client, service, send) => {
    await send().expect(status)
    expect(lastLine(guarded)).toMatchObject({ status, client, service })
    expect(lastLine(guarded)['told']).not.toEqual([])
    expect(lastLine(guarded)['where']).not.toContain(null)
  })

  test('429: few', async () => {
    const iss = 'https://few.example'
    await at('get', '/cds-services', iss).expect(200)
    await at('post', ofService, iss).send({}).expect(429)
    expect(lastLine(guarded)).toMatchObject({ status: 429, client: 'few', service: SERVICE })
  })

  test('an id that is nearly one of ours is asked about', async () => {
    const response = await at('post', '/cds-services/tace-resistance-order-sing')
      .send({})
      .expect(404)
    expect(JSON.stringify(response.body)).toContain('Is tace-resistance-order-sign meant?')
  })
})

describe('a 412 says of each key why', () => {
  test('in its outcome, and as slots in its line', async () => {
    const body = withoutData()
    const { text } = await call(tokenOf(), body).expect(412)
    for (const name of ['prefetch.patient', 'prefetch.imaging', 'prefetch.diagnoses'])
      expect(text).toContain(name)
    expect(lastLine(guarded)).toMatchObject({
      fault: 'data-unavailable',
      client: 'main',
      service: SERVICE,
      hook: 'order-sign',
      slots: { patient: 'omitted', imaging: 'omitted', bloodCounts: 'omitted' },
    })
  })
})

describe('a tester of the sandbox is told why a token is refused', () => {
  const post = (token: string) =>
    sandbox.http
      .post(serviceFor())
      .set('Authorization', `Bearer ${token}`)
      .send(prefetched('high-risk'))
      .expect(401)
  const claims = () => ({
    ...goodClaims(`${sandbox.publicUrl}${serviceFor()}`),
    iss: 'https://me.example',
  })

  test('with the issuer, and what to register, as a file that then lets the token in', async () => {
    const jku = 'https://me.example/jwks.json'
    const { text } = await post(signToken({ ...goodHeader(key), jku }, claims(), key))
    expect(text).toContain('the issuer \\"https://me.example\\" is not registered')
    expect(text).toContain('CLIENTS_FILE')
    const words =
      (JSON.parse(text) as { issue: { details: { text: string } }[] }).issue[0]?.details.text ?? ''
    const proposed = JSON.parse(/\{.*\}/.exec(words)?.[0] ?? '{}') as {
      clients: { keys: object }[]
    }
    expect(proposed).toMatchObject({
      clients: [{ iss: 'https://me.example', keys: { jwksUrl: jku } }],
    })
    const [client] = proposed.clients
    const registry = registryFile({
      clients: [{ ...client, keys: { jwks: { keys: [toJwk(key)] }, jku } }],
    })
    const open = await startTestService({ CLIENTS_FILE: registry.path })
    try {
      const aud = `${open.publicUrl}${serviceFor()}`
      const token = signToken({ ...goodHeader(key), jku }, { ...claims(), aud }, key)
      await open.http
        .post(serviceFor())
        .set('Authorization', `Bearer ${token}`)
        .send(prefetched('high-risk'))
        .expect(200)
    } finally {
      await open.stop()
      registry.remove()
    }
  })

  test.each<readonly [string, () => string]>([
    ['no JWT', () => 'opaque'],
    ['alg is HS256', () => signToken({ ...goodHeader(key), alg: 'HS256' }, claims(), key)],
    ['typ', () => signToken({ ...goodHeader(key), typ: undefined }, claims(), key)],
    ['no kid', () => signToken({ ...goodHeader(key), kid: undefined }, claims(), key)],
    ['no iss', () => signToken(goodHeader(key), { ...claims(), iss: undefined }, key)],
    [
      'aud is https://elsewhere.example; expected is',
      () =>
        signToken(
          goodHeader(key),
          { ...claims(), iss: 'https://sandbox.cds-hooks.org', aud: 'https://elsewhere.example' },
          key,
        ),
    ],
  ])('in words: %s', async (words, token) => {
    const { text } = await post(token())
    expect(text).toContain(words)
  })
})
