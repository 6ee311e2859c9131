import { afterEach, describe, expect, test } from '@jest/globals'
import { CircuitBreaker } from '../../../src/hook/fetch/circuit-breaker.ts'
import { type ClosablePatientData, toPatientData } from '../../../src/hook/fetch/patient-data.ts'
import type { FhirServerGrant } from '../../../src/hook/fetch/server-grant.ts'
import { toFhirServerPolicy } from '../../../src/server/access/fhir-server-policy.ts'
import { delayed, type StubHandler } from '../../support/fhir-stub.ts'
import { until } from '../../support/until.ts'
import { acquireFrom, closeAll, healthy, keep, newPatientData, stub } from './support.ts'

afterEach(closeAll)

const failed = (why: string) => ({ kind: 'failed', why })

/** The slot of a search. */
async function ask(patientData: ClosablePatientData, url: string) {
  return (await acquireFrom(patientData, url, { prefetch: { patient: null } }))['counts']
}

const broken: StubHandler = (_request, response) => response.writeHead(500).end()

describe('a server that keeps failing is left alone', () => {
  test('after three calls, for five seconds; then one call tries, and finds it well', async () => {
    let handler = broken
    let now = 0
    const server = await stub((request, response) => handler(request, response))
    const patientData = newPatientData({}, { now: () => now })
    for (let i = 0; i < 3; i += 1)
      expect(await ask(patientData, server.url)).toEqual(failed('server-error'))
    expect(await ask(patientData, server.url)).toEqual(failed('suspended'))
    expect(server.seen).toHaveLength(3)
    now = 4_999
    expect(await ask(patientData, server.url)).toEqual(failed('suspended'))
    handler = healthy
    now = 5_000
    expect(await ask(patientData, server.url)).toMatchObject({ kind: 'supplied' })
    expect(await ask(patientData, server.url)).toMatchObject({ kind: 'supplied' })
  })

  test('again when the call that tries fails', async () => {
    let now = 0
    const server = await stub(broken)
    const patientData = newPatientData({}, { now: () => now })
    for (let i = 0; i < 3; i += 1) await ask(patientData, server.url)
    now = 5_000
    expect(await ask(patientData, server.url)).toEqual(failed('server-error'))
    expect(await ask(patientData, server.url)).toEqual(failed('suspended'))
  })

  test('however its URL is written', async () => {
    const server = await stub(broken)
    const patientData = newPatientData()
    for (let i = 0; i < 3; i += 1) await ask(patientData, server.url)
    expect(await ask(patientData, `${server.url.replace('/fhir', '/x/../fhir')}/`)).toEqual(
      failed('suspended'),
    )
  })

  test('but not one that refuses: it is well', async () => {
    const server = await stub((_request, response) => response.writeHead(403).end())
    const patientData = newPatientData()
    for (let i = 0; i < 5; i += 1)
      expect(await ask(patientData, server.url)).toEqual(failed('not-permitted'))
  })

  test('but not one of whose reads some succeed', async () => {
    const server = await stub((request, response) =>
      (request.url?.includes('Patient') === true ? healthy : broken)(request, response),
    )
    const patientData = newPatientData()
    for (let i = 0; i < 5; i += 1)
      expect((await acquireFrom(patientData, server.url))['counts']).toEqual(failed('server-error'))
  })
})

describe('a circuit breaker', () => {
  const limits = { failures: 2, pauseMs: 100 }

  test('lets one call try after the pause, and no second beside it', () => {
    const breaker = new CircuitBreaker(limits)
    breaker.settle('failed', 0)
    breaker.settle('failed', 0)
    expect([breaker.admits(99), breaker.admits(100), breaker.admits(101)]).toEqual([
      false,
      true,
      false,
    ])
    breaker.settle('healthy', 150)
    expect([breaker.admits(151), breaker.admits(152)]).toEqual([true, true])
  })

  test('counts failures in a row: a success in between begins anew', () => {
    const breaker = new CircuitBreaker(limits)
    breaker.settle('failed', 0)
    breaker.settle('healthy', 0)
    breaker.settle('failed', 0)
    expect(breaker.admits(0)).toBe(true)
  })
})

describe('a slow server of one client never slows another client', () => {
  test('a hundred calls hang on one while another answers as fast as alone', async () => {
    const slow = await stub(() => undefined)
    const fast = await stub(healthy)
    const patientData = newPatientData()
    const ended: unknown[] = []
    const hanging = Array.from({ length: 100 }, () =>
      ask(patientData, slow.url).then((slot) => ended.push(slot?.kind)),
    )
    await until(() => slow.seen.length > 0)
    for (let i = 0; i < 20; i += 1)
      expect(await ask(patientData, fast.url)).toMatchObject({ kind: 'supplied' })
    expect(ended).toEqual([])
    expect(slow.seen.length).toBeLessThanOrEqual(32)
    await slow.close()
    await Promise.all(hanging)
    expect(ended).toEqual(Array(100).fill('failed'))
  })

  test('of more calls to it than the bound, the rest are turned away at once', async () => {
    const slow = await stub(() => undefined)
    const patientData = newPatientData({ budgetMs: 600 })
    const slots = await Promise.all(Array.from({ length: 260 }, () => ask(patientData, slow.url)))
    const whys = slots.map((slot) => (slot?.kind === 'failed' ? slot.why : slot?.kind))
    expect(whys.filter((why) => why === 'timed-out')).toHaveLength(256)
    expect(whys.filter((why) => why === 'too-many-requests')).toHaveLength(4)
  })

  test('in a storm of latency, resets and errors, every call ends and the healthy server serves', async () => {
    let n = 0
    const stormy = await stub((request, response) => {
      n += 1
      if (n % 4 === 0) request.socket.resetAndDestroy()
      else if (n % 4 === 1) delayed(40, healthy)(request, response)
      else if (n % 4 === 2) response.writeHead(503).end()
    })
    const calm = await stub(healthy)
    const patientData = newPatientData((url) => (url === calm.url ? {} : { budgetMs: 1_000 }))
    const calls = Array.from({ length: 60 }, (_, i) =>
      ask(patientData, i % 2 === 0 ? stormy.url : calm.url).then((slot) => ({ i, slot })),
    )
    const ended = await Promise.all(calls)
    const served = ended.filter(({ i }) => i % 2 === 1)
    expect(served.every(({ slot }) => slot?.kind === 'supplied')).toBe(true)
    expect(ended).toHaveLength(60)
  })
})

describe('the address that was checked is the one connected to', () => {
  const inLoopback = (address: string) => address === '127.0.0.1'
  const named = (url: string) => url.replace('127.0.0.1', 'ehr.example')

  test('a name that leads to a permitted address is read there', async () => {
    const server = await stub(healthy)
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    const patientData = newPatientData({ mayConnectTo: inLoopback }, { resolve })
    expect(await ask(patientData, named(server.url))).toMatchObject({ kind: 'supplied' })
  })

  test.each([
    ['another address', [{ address: '127.0.0.1', family: 4 }]],
    [
      'another address beside a permitted one',
      [
        { address: '192.0.2.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ],
    ['no address', []],
  ])('a name that leads to %s is not read', async (_name, addresses) => {
    const server = await stub(healthy)
    const patientData = newPatientData(
      { mayConnectTo: (address) => address === '192.0.2.1' },
      { resolve: () => Promise.resolve(addresses) },
    )
    expect(await ask(patientData, named(server.url))).toEqual(failed('untrusted-address'))
    expect(server.seen).toEqual([])
  })

  test('a name that changes its address after the check gains nothing', async () => {
    const server = await stub(healthy)
    let lookups = 0
    const resolve = () => {
      lookups += 1
      return Promise.resolve([{ address: lookups === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }])
    }
    const patientData = newPatientData({ mayConnectTo: inLoopback }, { resolve })
    expect(await ask(patientData, named(server.url))).toMatchObject({ kind: 'supplied' })
    expect(lookups).toBe(1)
  })

  test('a name is looked up by this machine when nobody else is asked', async () => {
    const server = await stub(healthy)
    const patientData = newPatientData({
      mayConnectTo: (address) => ['127.0.0.1', '::1'].includes(address),
    })
    const url = server.url.replace('127.0.0.1', 'localhost')
    expect(await ask(patientData, url)).toMatchObject({ kind: 'supplied' })
    const strict = newPatientData({ mayConnectTo: () => false })
    expect(await ask(strict, url)).toEqual(failed('untrusted-address'))
    expect(server.seen).toHaveLength(1)
  })

  test('connections are kept between calls, by the policy of the service too', async () => {
    const server = await stub(healthy)
    const rules = { isSandbox: true, defaultBudgetMs: 30_000 }
    const patientData = toPatientData(
      toFhirServerPolicy({ agreementOf: () => undefined, ...rules }),
    )
    keep(patientData.close)
    for (let i = 0; i < 5; i += 1) {
      expect(await ask(patientData, server.url)).toMatchObject({ kind: 'supplied' })
    }
    expect(server.seen).toHaveLength(5)
    expect(server.connections()).toBeLessThan(3)
  })

  test('no kept connection outlives the permission under which it was made', async () => {
    const server = await stub(healthy)
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    let grant: FhirServerGrant = { budgetMs: 30_000, mayConnectTo: inLoopback }
    const patientData = toPatientData(() => grant, { resolve })
    keep(patientData.close)
    expect(await ask(patientData, named(server.url))).toMatchObject({ kind: 'supplied' })
    grant = { budgetMs: 30_000, mayConnectTo: () => false }
    expect(await ask(patientData, named(server.url))).toEqual(failed('untrusted-address'))
    expect(server.seen).toHaveLength(1)
  })
})
