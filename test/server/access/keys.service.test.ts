import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { addMinutes, movableClock, silentLogger } from './clock.ts'
import type { LogFields } from '../../../src/base/telemetry/logger.ts'
import { RemoteKeys } from '../../../src/server/access/key-source.ts'
import { problemsOfKeySet, readKeySet } from '../../../src/server/access/key-set.ts'
import { newKey, toJwk } from '../../support/tokens.ts'
import { until } from '../../support/until.ts'
import { type KeyServer, startKeyServer } from './support.ts'

const first = newKey('first', 'ES384')
const second = newKey('second', 'ES384')
const setOf = (...keys: readonly object[]) => JSON.stringify({ keys })

let server: KeyServer
const clock = movableClock()

beforeEach(async () => {
  server = await startKeyServer([toJwk(first)])
})
afterEach(() => server.close())

const open = () => new RemoteKeys(server.url, clock, silentLogger)
const has = async (keys: RemoteKeys, id: string) => (await keys.find(id, 'ES384')).length > 0

describe('keys by URL', () => {
  test('are fetched once for many tokens, and by one request for many at once', async () => {
    const keys = open()
    await Promise.all(Array.from({ length: 20 }, () => has(keys, 'first')))
    for (let i = 0; i < 20; i += 1) expect(await has(keys, 'first')).toBe(true)
    expect(server.asked()).toBe(1)
  })

  test('are the same KeyObject each time, so that nothing is parsed per request', async () => {
    const keys = open()
    const [[key], [again]] = [await keys.find('first', 'ES384'), await keys.find('first', 'ES384')]
    expect(key).toBeDefined()
    expect(again).toBe(key)
  })

  test('rotate: an unknown key id asks again', async () => {
    const keys = open()
    expect(await has(keys, 'first')).toBe(true)
    server.answer = { status: 200, body: setOf(toJwk(first), toJwk(second)) }
    addMinutes(clock, 1)
    expect(await has(keys, 'second')).toBe(true)
    expect(server.asked()).toBe(2)
  })

  test('unknown key ids cannot make the service knock more than twice a minute', async () => {
    const keys = open()
    for (let i = 0; i < 60; i += 1) {
      expect(await has(keys, `unknown-${String(i)}`)).toBe(false)
      addMinutes(clock, 1 / 60)
    }
    expect(server.asked()).toBe(2)
  })

  test.each([-1, -10, -60, -600, -100_000])(
    'a clock that is moved by %d minutes does not silence the next request for them',
    async (minutes) => {
      const keys = open()
      expect(await has(keys, 'first')).toBe(true)
      server.answer = { status: 200, body: setOf(toJwk(first), toJwk(second)) }
      addMinutes(clock, minutes)
      expect(await has(keys, 'second')).toBe(true)
      expect(await has(keys, 'third')).toBe(false)
      // From there on the pause holds as ever.
      expect(server.asked()).toBe(2)
    },
  )

  test('that were withdrawn are refused once they have aged', async () => {
    const keys = open()
    expect(await has(keys, 'first')).toBe(true)
    server.answer = { status: 200, body: setOf(toJwk(second)) }
    addMinutes(clock, 61)
    expect(await has(keys, 'first')).toBe(false)
  })

  test('are asked for again after ten minutes, while callers go on', async () => {
    const keys = open()
    expect(await has(keys, 'first')).toBe(true)
    server.answer = { status: 200, body: setOf(toJwk(second)) }
    addMinutes(clock, 11)
    expect(await has(keys, 'first')).toBe(true)
    await until(async () => !(await has(keys, 'first')))
    expect(server.asked()).toBe(2)
  })

  test.each([
    ['answers 500', { status: 500, body: 'down' }],
    ['answers HTML', { status: 200, body: '<html>' }],
    ['answers no key set', { status: 200, body: '{}' }],
    ['answers more than 256 KiB', { status: 200, body: setOf({ pad: 'x'.repeat(300_000) }) }],
    ['redirects', { status: 302, body: '', location: '/elsewhere' }],
  ])('stay in use while the URL %s', async (_what, answer) => {
    const keys = open()
    expect(await has(keys, 'first')).toBe(true)
    server.answer = answer
    addMinutes(clock, 600)
    expect(await has(keys, 'first')).toBe(true)
    expect(server.asked()).toBe(2)
    server.answer = { status: 200, body: setOf(toJwk(second)) }
    addMinutes(clock, 1)
    expect(await has(keys, 'first')).toBe(false)
    expect(await has(keys, 'second')).toBe(true)
  })

  test('stay in use while nothing listens at the URL', async () => {
    const keys = open()
    expect(await has(keys, 'first')).toBe(true)
    await server.close()
    addMinutes(clock, 600)
    expect(await has(keys, 'first')).toBe(true)
  })

  test('are not found when the URL was never there', async () => {
    await server.close()
    expect(await has(open(), 'first')).toBe(false)
  })
})

test.each([
  [
    'redirects',
    { status: 302, body: '', location: '/elsewhere?id=7' },
    'redirect',
    /^302 to http:.*\/elsewhere$/,
  ],
  [
    'redirects to itself',
    { status: 301, body: '', location: '/jwks.json' },
    'redirect',
    /^301 to /,
  ],
  ['redirects nowhere', { status: 307, body: '' }, 'redirect', /^307 to nowhere$/],
  ['answers 404', { status: 404, body: '' }, 'status', /^404$/],
  ['answers HTML', { status: 200, body: '<html>' }, 'not-json', undefined],
  ['answers no key set', { status: 200, body: '[]' }, 'not-a-key-set', undefined],
])('the log names what a URL of keys does that %s', async (_what, answer, why, detail) => {
  server.answer = answer
  const lines: LogFields[] = []
  const logger = { ...silentLogger, warn: (fields: LogFields) => void lines.push(fields) }
  expect(await has(new RemoteKeys(server.url, clock, logger), 'first')).toBe(false)
  expect(lines).toMatchObject([{ url: server.url, why, kept: 0 }])
  if (detail === undefined) expect(lines[0]?.['detail']).toBeUndefined()
  else expect(lines[0]?.['detail']).toMatch(detail)
})

test('the log names a connection that is refused', async () => {
  await server.close()
  const lines: LogFields[] = []
  const logger = { ...silentLogger, warn: (fields: LogFields) => void lines.push(fields) }
  expect(await has(new RemoteKeys(server.url, clock, logger), 'first')).toBe(false)
  expect(lines).toMatchObject([{ why: 'unreachable', detail: 'ECONNREFUSED' }])
})

test('a byte order mark before a key set is passed over', async () => {
  server.answer = { status: 200, body: `\uFEFF${setOf(toJwk(first))}` }
  expect(await has(open(), 'first')).toBe(true)
})

describe('a key set', () => {
  test('with a private key in it does not yield that key', () => {
    const jwk = { ...first.privateKey.export({ format: 'jwk' }), kid: 'first' }
    expect(readKeySet({ keys: [jwk, toJwk(second)] })?.size).toBe(1)
  })

  test.each([
    ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0', kid: 'x' }],
    ['a key without an id', toJwk(first, { kid: undefined })],
    ['a key for other operations', toJwk(first, { key_ops: ['encrypt'] })],
    ['a point off the curve', toJwk(first, { x: toJwk(second).x })],
    ['an unknown curve', toJwk(first, { crv: 'P-1' })],
    ['null', null],
  ])('passes over %s', (_what, jwk) => {
    expect(readKeySet({ keys: [jwk, toJwk(second)] })?.size).toBe(1)
  })

  const privateKey = { ...first.privateKey.export({ format: 'jwk' }), kid: 'first' }
  test.each([
    ['cannot be read', toJwk(first, { x: toJwk(second).x })],
    ['cannot be read', toJwk(first, { x: undefined })],
    ['cannot be read', toJwk(first, { y: 7 })],
    ['cannot be read', toJwk(first, { crv: 'P-1' })],
    ['cannot be read', { kty: 'RSA', kid: 'r', n: 'AQAB' }],
    ['has no kid', toJwk(first, { kid: undefined })],
    ['has no kid', toJwk(first, { kid: '' })],
    ['has no kid', toJwk(first, { kid: {} })],
    ['is a private key', privateKey],
    ['is no JSON object', null],
    ['is no JSON object', 'key'],
  ])('of a pinned set, a key that %s is told: %j', (problem, jwk) => {
    expect(problemsOfKeySet({ keys: [toJwk(second), jwk] })).toEqual([`keys[1] ${problem}`])
  })

  test.each([
    ['encryption', toJwk(first, { use: 'enc' })],
    ['other operations', toJwk(first, { key_ops: ['encrypt'] })],
    ['algorithms that are not used here', { kty: 'OKP', crv: 'Ed25519', x: 'AA', kid: 'o' }],
    ['secrets', { kty: 'oct', k: 'c2VjcmV0', kid: 'x' }],
  ])('of a pinned set, a key for %s is passed over', (_what, jwk) => {
    expect(problemsOfKeySet({ keys: [toJwk(second), jwk] })).toEqual([])
  })

  test('of any JSON is read without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (json, jwk) => {
        expect(() => readKeySet(json)).not.toThrow()
        expect(() => problemsOfKeySet(json)).not.toThrow()
        expect(readKeySet({ keys: [jwk] })?.size).toBe(0)
      }),
    )
  })
})
