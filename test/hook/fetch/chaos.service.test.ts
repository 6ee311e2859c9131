import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import type { ClosablePatientData } from '../../../src/hook/fetch/patient-data.ts'
import { delayed } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { until } from '../../support/until.ts'
import {
  acquireFrom,
  closeAll,
  healthy,
  keep,
  newPatientData,
  observation,
  stub,
} from './support.ts'

afterEach(closeAll)

/** A server below HTTP: it does with a connection what it likes. */
async function rawServer(onSocket: (socket: Socket, n: number) => void) {
  const sockets = new Set<Socket>()
  let count = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    onSocket(socket, (count += 1))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  keep(close)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${String(port)}/fhir`, connections: () => count, close }
}

const BODY = JSON.stringify(searchset([observation('a')]))
const HEAD = `HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: ${String(BODY.length)}\r\n\r\n`

/** Calls `answer` once the request's head is there. */
const onRequest = (answer: (socket: Socket) => void) => (socket: Socket) => {
  socket.on('data', (chunk: Buffer) => {
    if (String(chunk).includes('\r\n\r\n')) answer(socket)
  })
}

/** Sends a text a byte at a time, and never the last. */
function dribble(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length - 1) clearInterval(timer)
    else socket.write(text[at] ?? '')
    at += 1
  }, 30)
  socket.once('close', () => clearInterval(timer))
}

/** The ways in which a server can be bad, by name. */
const BAD: Readonly<Record<string, (socket: Socket) => void>> = {
  'accepts and never answers': () => undefined,
  'resets at once': (socket) => void socket.resetAndDestroy(),
  'resets once it is asked': onRequest((socket) => void socket.resetAndDestroy()),
  'closes once it is asked': onRequest((socket) => void socket.end()),
  'resets within the head': onRequest((socket) => {
    socket.write(HEAD.slice(0, 20), () => void socket.resetAndDestroy())
  }),
  'resets within the body': onRequest((socket) => {
    socket.write(HEAD + BODY.slice(0, 10), () => void socket.resetAndDestroy())
  }),
  'ends within the body': onRequest((socket) => void socket.end(HEAD + BODY.slice(0, 10))),
  'sends its head byte by byte': onRequest((socket) => dribble(socket, HEAD + BODY)),
  'sends its body byte by byte': onRequest((socket) => {
    socket.write(HEAD)
    dribble(socket, BODY)
  }),
  'sends what is no HTTP': onRequest((socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
  'sends heads without end': onRequest((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const more = setInterval(() => {
      if (socket.destroyed) clearInterval(more)
      else socket.write(`X-More: ${'x'.repeat(4_000)}\r\n`)
    }, 5)
    socket.once('close', () => clearInterval(more))
  }),
}

async function ask(patientData: ClosablePatientData, url: string) {
  return (await acquireFrom(patientData, url, { prefetch: { patient: null } }))['counts']
}

/** Calls under way on all connections. */
const underWay = (patientData: ClosablePatientData) =>
  patientData.connections().reduce((sum, { calls }) => sum + calls, 0)

describe.each(Object.entries(BAD))('a server that %s', (_name, behave) => {
  test('costs its own call alone: it fails with a reason, and nothing stays behind', async () => {
    const bad = await rawServer(behave)
    const patientData = newPatientData({ budgetMs: 400 })
    const slot = await ask(patientData, bad.url)
    expect(slot).toMatchObject({ kind: 'failed' })
    expect(['timed-out', 'unreachable', 'unreadable', 'too-large']).toContain(
      slot?.kind === 'failed' ? slot.why : '',
    )
    // At most once more, and only where the connection was cut.
    expect(bad.connections()).toBeLessThanOrEqual(2)
    expect(underWay(patientData)).toBe(0)
  })

  test('never comes before a healthy one: all calls to that end while these still wait, or failed', async () => {
    const bad = await rawServer(behave)
    const good = await stub(healthy)
    const patientData = newPatientData()
    const ended: string[] = []
    const note = (name: string) => (slot: Awaited<ReturnType<typeof ask>>) =>
      void ended.push(`${name} ${slot?.kind ?? ''}`)
    const toBad = Array.from({ length: 40 }, () => ask(patientData, bad.url).then(note('bad')))
    await until(() => bad.connections() > 0)
    const toGood = Array.from({ length: 40 }, () => ask(patientData, good.url).then(note('good')))
    await Promise.all(toGood)
    expect(ended.filter((end) => end === 'good supplied')).toHaveLength(40)
    // Nobody waited for the budget of the bad server: it ends now.
    await bad.close()
    await Promise.all(toBad)
    expect(ended.filter((end) => end === 'bad supplied')).toEqual([])
    expect(underWay(patientData)).toBe(0)
  })
})

describe('latency', () => {
  test('within the budget costs nothing but time', async () => {
    const slow = await stub(delayed(150, healthy))
    const patientData = newPatientData()
    const slots = await Promise.all(Array.from({ length: 30 }, () => ask(patientData, slow.url)))
    expect(slots.every((slot) => slot?.kind === 'supplied')).toBe(true)
  })

  test('beyond the budget ends every call at the budget, and then the server is left alone', async () => {
    const slow = await rawServer(() => undefined)
    let now = 0
    const patientData = newPatientData({ budgetMs: 200 }, { now: () => now })
    for (let i = 0; i < 3; i += 1)
      expect(await ask(patientData, slow.url)).toEqual({ kind: 'failed', why: 'timed-out' })
    const before = slow.connections()
    expect(await ask(patientData, slow.url)).toEqual({ kind: 'failed', why: 'suspended' })
    expect(slow.connections()).toBe(before)
    expect(patientData.connections()).toMatchObject([
      { server: slow.url, breaker: 'open', calls: 0 },
    ])
    now = 5_000
    expect(patientData.connections()).toMatchObject([{ breaker: 'half-open' }])
  })
})

describe('a storm', () => {
  test('of any mix of bad servers ends every call with a slot, and leaves nothing under way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(BAD)), { minLength: 1, maxLength: 12 }),
        async (names) => {
          const storm = await rawServer((socket, n) => BAD[names[n % names.length] ?? '']?.(socket))
          const good = await stub(healthy)
          const patientData = newPatientData((url) => (url === good.url ? {} : { budgetMs: 250 }))
          const calls = Array.from({ length: 24 }, (_, i) =>
            ask(patientData, i % 3 === 0 ? good.url : storm.url),
          )
          const slots = await Promise.all(calls)
          expect(
            slots.filter((_, i) => i % 3 === 0).every((slot) => slot?.kind === 'supplied'),
          ).toBe(true)
          expect(slots.every((slot) => slot !== undefined)).toBe(true)
          expect(underWay(patientData)).toBe(0)
        },
      ),
      { numRuns: 8 },
    )
  })
})
