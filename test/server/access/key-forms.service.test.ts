import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { certificateOf } from '../../support/certificate.ts'
import { prefetched, serviceFor } from '../../support/requests.ts'
import type { TestService } from '../../support/service.ts'
import {
  goodClaims,
  goodHeader,
  ISSUER,
  newKey,
  signToken,
  type TestKey,
  toJwk,
} from '../../support/tokens.ts'
import {
  type KeyServer,
  lastLine,
  PUBLIC_URL,
  registryFile,
  startGuardedService,
  startKeyServer,
} from './support.ts'

const AUDIENCE = `${PUBLIC_URL}${serviceFor()}`
const ec = newKey('k', 'ES384')
const rsa = newKey('k', 'RS384')
const other = newKey('k', 'ES384')
const x5c = (key: TestKey) => [certificateOf(key.publicKey, ec.privateKey)]

/** Sets as issuers publish them, and a key whose tokens must be let in with each. */
const FORMS: readonly (readonly [string, readonly object[], TestKey])[] = [
  ['another kty of the same kid before it', [toJwk(rsa), toJwk(ec)], ec],
  ['another kty of the same kid after it', [toJwk(ec), toJwk(rsa)], ec],
  ['the same for RSA', [toJwk(ec), toJwk(rsa)], rsa],
  [
    'another alg of the same kid',
    [toJwk(rsa, { alg: 'RS256' }), toJwk(rsa, { alg: 'RS384' })],
    rsa,
  ],
  ['a key to encrypt with of the same kid', [toJwk(other, { use: 'enc' }), toJwk(ec)], ec],
  [
    'an operation to encrypt with of the same kid',
    [toJwk(other, { key_ops: ['encrypt'] }), toJwk(ec)],
    ec,
  ],
  ['an identical copy', [toJwk(ec), toJwk(ec)], ec],
  ['three identical copies', [toJwk(rsa), toJwk(rsa), toJwk(rsa)], rsa],
  ['a copy with and one without alg', [toJwk(ec), toJwk(ec, { alg: 'ES384' })], ec],
  ['the key before it under the same kid', [toJwk(other), toJwk(ec)], ec],
  ['use null', [toJwk(ec, { use: null })], ec],
  ['key_ops null', [toJwk(ec, { key_ops: null })], ec],
  ['d null', [toJwk(ec, { d: null })], ec],
  ['alg null', [toJwk(ec, { alg: null })], ec],
  [
    'all of what it has not null',
    [toJwk(rsa, { use: null, key_ops: null, alg: null, d: null, x5c: null, x5t: null })],
    rsa,
  ],
  ['x5c alone', [{ kid: 'k', kty: 'EC', x5c: x5c(ec) }], ec],
  ['x5c alone, of RSA', [{ kid: 'k', kty: 'RSA', use: 'sig', x5c: x5c(rsa) }], rsa],
  ['x5c alone, without kty', [{ kid: 'k', x5c: x5c(ec) }], ec],
  ['x5c beside the key', [toJwk(ec, { x5c: x5c(ec) })], ec],
  ['a chain in x5c', [{ kid: 'k', kty: 'EC', x5c: [...x5c(ec), ...x5c(other)] }], ec],
]

let keyServer: KeyServer
let second: KeyServer
const opened: (() => Promise<void> | void)[] = []

/** A service of its own: nothing of an earlier set is remembered. */
async function open(keys: object): Promise<TestService> {
  const file = registryFile({ clients: [{ id: 'main', iss: ISSUER, keys }] })
  const service = await startGuardedService(file.path)
  opened.push(file.remove, service.stop)
  return service
}

beforeAll(async () => {
  keyServer = await startKeyServer([])
  second = await startKeyServer([toJwk(newKey('elsewhere', 'ES384'))])
})
afterAll(async () => {
  for (const close of opened.reverse()) await close()
  await Promise.all([keyServer.close(), second.close()])
})

const call = (service: TestService, key: TestKey, header: object = {}) =>
  service.http
    .post(serviceFor())
    .set(
      'Authorization',
      `Bearer ${signToken({ ...goodHeader(key), ...header }, goodClaims(AUDIENCE), key)}`,
    )
    .send(prefetched('high-risk'))

describe('a token is let in by a key set with', () => {
  test.each(FORMS)('%s, pinned', async (_form, keys, key) => {
    await call(await open({ jwks: { keys } }), key).expect(200)
  })

  test.each(FORMS)('%s, by URL', async (_form, keys, key) => {
    keyServer.answer = { status: 200, body: `\uFEFF${JSON.stringify({ keys })}` }
    await call(await open({ jwksUrl: keyServer.url }), key).expect(200)
  })

  test.each([
    [7, 7],
    [7, '7'],
    ['7', 7],
  ])('the number of a key as its kid: %p in the set, %p in the token', async (inSet, inToken) => {
    const service = await open({ jwks: { keys: [toJwk(ec, { kid: inSet })] } })
    await call(service, ec, { kid: inToken }).expect(200)
  })

  test('a byte order mark, in a file beside a registry that has one too', async () => {
    const set = registryFile(`\uFEFF${JSON.stringify({ keys: [toJwk(ec)] })}`)
    opened.push(set.remove)
    const client = { id: 'main', iss: ISSUER, keys: { jwksFile: set.path } }
    const file = registryFile(`\uFEFF${JSON.stringify({ clients: [client] })}`)
    const service = await startGuardedService(file.path)
    opened.push(file.remove, service.stop)
    await call(service, ec).expect(200)
  })
})

describe('a key of the same kid lets nobody in', () => {
  test.each<readonly [string, readonly object[], TestKey, object]>([
    ['that is meant to encrypt with', [toJwk(other, { use: 'enc' }), toJwk(ec)], other, {}],
    ['by an alg that it is not for', [toJwk(rsa, { alg: 'RS256' }), toJwk(ec)], rsa, {}],
    [
      'whose private half is published',
      [{ ...ec.privateKey.export({ format: 'jwk' }), kid: 'k' }, toJwk(other)],
      ec,
      {},
    ],
    ['that is in the set under another kid', [toJwk(ec, { kid: 'other' }), toJwk(other)], ec, {}],
    [
      'whose certificate cannot be read',
      [{ kid: 'k', kty: 'EC', x5c: ['AAAA'] }, toJwk(other)],
      ec,
      {},
    ],
  ])('%s', async (_what, keys, key) => {
    keyServer.answer = { status: 200, body: JSON.stringify({ keys }) }
    const service = await open({ jwksUrl: keyServer.url })
    await call(service, key).expect(401)
    expect(['unknown-key', 'bad-signature']).toContain(lastLine(service)['why'])
  })
})

describe('of several key URLs of an issuer', () => {
  const urls = () => [second.url, keyServer.url]
  beforeAll(() => {
    keyServer.answer = { status: 200, body: JSON.stringify({ keys: [toJwk(ec)] }) }
  })

  test('a token names one', async () => {
    const service = await open({ jwksUrl: urls() })
    await call(service, ec, { jku: keyServer.url }).expect(200)
    await call(service, ec, { jku: second.url }).expect(401)
    expect(lastLine(service)).toMatchObject({ why: 'unknown-key', jku: second.url })
  })

  test('a token that names none is looked for in all', async () => {
    await call(await open({ jwksUrl: urls() }), ec).expect(200)
  })

  test('a token that names another is refused, and that one is not asked', async () => {
    const service = await open({ jwksUrl: [second.url] })
    const asked = keyServer.asked()
    await call(service, ec, { jku: keyServer.url }).expect(401)
    expect(lastLine(service)['why']).toBe('key-url-not-registered')
    expect(keyServer.asked()).toBe(asked)
  })

  test('a pinned set may be meant by each', async () => {
    const jku = ['https://a.example/jwks', 'https://b.example/jwks']
    const service = await open({ jwks: { keys: [toJwk(ec)] }, jku })
    for (const url of jku) await call(service, ec, { jku: url }).expect(200)
    await call(service, ec, { jku: 'https://c.example/jwks' }).expect(401)
  })
})
