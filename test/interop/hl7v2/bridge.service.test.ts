import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { Hl7Client } from '@medplum/hl7'
import { Hl7Message as PeerMessage } from '@medplum/core'
import { decode } from '../../../src/interop/hl7v2/character-sets.ts'
import { toFrame, toFrameReader } from '../../../src/interop/hl7v2/frames.ts'
import { type Collected, collectInMemory } from '../../../src/interop/hl7v2/collected.ts'
import { type Hl7Listener, listenForHl7 } from '../../../src/interop/hl7v2/listener.ts'
import { parseHl7Map } from '../../../src/interop/hl7v2/hl7-map.ts'
import { type ServiceOptions, toServiceCall } from '../../../src/interop/hl7v2/service-call.ts'
import { toBridge } from '../../../src/interop/hl7v2/bridge.ts'
import { toSigner } from '../../../src/interop/client/signer.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { frozenClock, NOW } from '../../support/clock.ts'
import { newKey, toJwk } from '../../support/tokens.ts'
import { fieldsOf, hl7Map, messageBytes, messageText } from './support.ts'

const PATIENT = /SYN-003|Synthetic|合成病人|19661125|7\.7/

interface World {
  readonly listener: Hl7Listener
  readonly report: string[]
  readonly collected: Collected
}

const worlds: World[] = []

let ids = 0
const newUuid = () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`

async function open(
  service: Partial<ServiceOptions> & { readonly url: string },
  { collected = collectInMemory(hl7Map.keep, frozenClock), maxBytes = 100_000 } = {},
): Promise<World> {
  const report: string[] = []
  const bridge = toBridge({
    map: hl7Map,
    collected,
    clock: frozenClock,
    newUuid,
    report: (line) => void report.push(line),
    service: toServiceCall({ timeoutMs: 60_000, ...service }),
  })
  const listener = await listenForHl7({ host: '127.0.0.1', port: 0, bridge, maxBytes })
  const world = { listener, report, collected }
  worlds.push(world)
  return world
}

/** Sends bytes as they are, and waits for as many replies. */
function send(
  port: number,
  parts: readonly Uint8Array[],
  replies = 1,
): Promise<readonly Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const reader = toFrameReader(10_000_000)
    const received: Uint8Array[] = []
    const socket: Socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part)
    })
    socket.on('data', (chunk) => {
      for (const frame of reader.take(Buffer.from(chunk)))
        if (frame.kind === 'message') received.push(frame.bytes)
      if (received.length >= replies) socket.end(() => resolve(received))
    })
    socket.on('error', reject)
  })
}

const ask = async (world: World, text: string, set: 'utf-8' | 'gb18030' = 'utf-8') => {
  const [reply] = await send(world.listener.port, [toFrame(messageBytes(text, set))])
  return fieldsOf(reply!, set)
}

const notesOf = (reply: readonly string[][]) =>
  reply.filter(([name]) => name === 'NTE').map((fields) => fields[3] ?? '')

const msaOf = (reply: readonly string[][]) => reply.find(([name]) => name === 'MSA')!

afterEach(async () => {
  await Promise.all(worlds.splice(0).map(({ listener }) => listener.close()))
})

describe('from the hospital to the card and back', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService({}, ['--no-sandbox'])
  })
  afterAll(() => service.stop())

  test('results and then an order: the order is answered with the card as notes', async () => {
    const world = await open({ url: service.socketUrl })
    for (const name of ['blood-count', 'mri']) {
      const reply = await ask(world, messageText(name))
      expect(reply[0]?.[8]).toBe('ACK^R01')
      expect(msaOf(reply).slice(0, 2)).toEqual(['MSA', 'AA'])
    }
    const reply = await ask(world, messageText('tace-order'))
    expect(reply[0]?.slice(2, 6)).toEqual(['TACE-CDS', 'HOSPITAL', 'HIS', 'HOSPITAL'])
    expect(reply[0]?.[8]).toBe('ORR^O02')
    expect(msaOf(reply)).toEqual(['MSA', 'AA', 'HIS0001', '1 card(s)'])
    const notes = notesOf(reply)
    expect(notes[0]).toMatch(/TACE resistance likelihood: high \(/)
    expect(notes.join('\n')).toMatch(/^NLR; 7 \(5 d\);/m)
    expect(notes.join('\n')).toMatch(/model-card/)
    expect(notes.join('\n')).not.toMatch(/\*\*|^\|/m)
  })

  test('the same in Chinese, in UTF-8 and in GB18030, and back in the same characters', async () => {
    for (const set of ['utf-8', 'gb18030'] as const) {
      const world = await open({ url: service.socketUrl, language: 'zh-CN' })
      for (const name of ['血常规', '磁共振'])
        expect(msaOf(await ask(world, messageText(name), set))[1]).toBe('AA')
      const reply = await ask(world, messageText('化疗栓塞医嘱'), set)
      expect(reply[0]?.[17]).toBe(set === 'utf-8' ? 'UNICODE UTF-8' : 'GB 18030-2000')
      expect(reply[0]?.[4]).toBe('医院信息系统')
      expect(notesOf(reply)[0]).toMatch(/TACE 抵抗可能性：高（/)
    }
  })

  test('what is not known is not said to be absent', async () => {
    const world = await open({ url: service.socketUrl })
    await ask(world, messageText('mri'))
    const notes = notesOf(await ask(world, messageText('tace-order'))).join('\n')
    expect(world.report.at(-1)).toMatch(/prefetched patient, diagnoses, imaging, staging, 1 card/)
    expect(notes).not.toMatch(/\b7\.7\b/)
  })

  test('an order that the map does not name, and one that is not new, ask nothing', async () => {
    const world = await open({ url: 'http://127.0.0.1:9' })
    const other = await ask(world, messageText('tace-order').replace('IR0301', 'IR0400'))
    const cancelled = await ask(world, messageText('tace-order').replace('ORC|NW', 'ORC|CA'))
    expect([msaOf(other)[1], msaOf(cancelled)[1]]).toEqual(['AA', 'AA'])
    expect(world.report.join('\n')).toMatch(/IR0400: nothing is asked: the map has no such order/)
    expect(world.report.join('\n')).toMatch(/ORC-1 is not that of a new order/)
  })

  test('a withdrawn result is not used, and a corrected one replaces it', async () => {
    const world = await open({ url: service.socketUrl })
    await ask(world, messageText('blood-count'))
    await ask(
      world,
      messageText('blood-count').replace('||7.7|', '||2.2|').replaceAll('|||F|||', '|||C|||'),
    )
    await ask(world, messageText('mri'))
    expect(notesOf(await ask(world, messageText('tace-order'))).join('\n')).toMatch(
      /^NLR; 2 \(5 d\);/m,
    )
    await ask(world, messageText('blood-count').replaceAll('|||F|||', '|||W|||'))
    expect(notesOf(await ask(world, messageText('tace-order'))).join('\n')).not.toMatch(
      /; (?:7|2) \(/,
    )
  })

  test('another maker of HL7 software is understood and understands', async () => {
    const world = await open({ url: service.socketUrl })
    const client = new Hl7Client({
      host: '127.0.0.1',
      port: world.listener.port,
      encoding: 'gb18030',
    })
    const text = messageText('化疗栓塞医嘱').replace('UNICODE UTF-8', 'GB18030')
    // The client library keeps a parser of its own version.
    const message = PeerMessage.parse(text) as unknown as Parameters<typeof client.sendAndWait>[0]
    const reply = await client.sendAndWait(message)
    await client.close()
    expect(reply.getSegment('MSA')?.getField(1).toString()).toBe('AA')
    expect(reply.getSegment('MSH')?.getField(6).toString()).toBe('示例医院')
  })

  test('several messages at once are answered in their order', async () => {
    const world = await open({ url: service.socketUrl })
    const texts = ['blood-count', 'mri', 'tace-order'].map(messageText)
    const stream = Buffer.concat(texts.map((text) => toFrame(messageBytes(text))))
    const parts = [stream.subarray(0, 5), stream.subarray(5, 700), stream.subarray(700)]
    const replies = await send(world.listener.port, parts, 3)
    const ids = replies.map((reply) => msaOf(fieldsOf(reply))[2])
    expect(ids).toEqual(['LIS0001', 'RIS0001', 'HIS0001'])
    expect(notesOf(fieldsOf(replies[2]!))[0]).toMatch(/high/)
  })
})

describe('a service that asks who calls', () => {
  const key = newKey('his-1', 'ES384')
  const jwk = { ...key.privateKey.export({ format: 'jwk' }), kid: key.kid, alg: 'ES384' }
  let folder: string
  let service: TestService
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hl7v2-'))
    const clients = join(folder, 'clients.json')
    const keys = { jwks: { keys: [toJwk(key)] } }
    const his = { id: 'his', iss: 'https://his.example', keys, language: 'zh-CN' }
    writeFileSync(clients, JSON.stringify({ clients: [his] }))
    const environment = { AUTH_MODE: 'required', CLIENTS_FILE: clients }
    service = await startTestService(environment, ['--no-sandbox'])
  })
  afterAll(async () => {
    await service.stop()
    rmSync(folder, { recursive: true })
  })

  test('gets a signed call, and answers in the language of its registry', async () => {
    const issuer = 'https://his.example'
    const sign = toSigner({ jwk, issuer, now: () => NOW, newUuid: () => crypto.randomUUID() }).token
    const world = await open({ url: service.socketUrl, sign })
    await ask(world, messageText('mri'))
    const reply = await ask(world, messageText('tace-order'))
    expect(msaOf(reply)[1]).toBe('AA')
    expect(notesOf(reply)[0]).toMatch(/TACE/)
    expect(notesOf(reply).join('')).toMatch(/\p{Script=Han}/u)
  })

  test('refuses one without a signature, which the hospital is told', async () => {
    const world = await open({ url: service.socketUrl })
    const reply = await ask(world, messageText('tace-order'))
    expect(msaOf(reply)).toEqual([
      'MSA',
      'AE',
      'HIS0001',
      'the decision support service answered 401',
    ])
  })
})

describe('never silence', () => {
  test.each([
    ['nothing', '', 'AR'],
    ['no HL7', 'GET / HTTP/1.1', 'AR'],
    ['a header alone', messageText('mri').split('\r')[0]!, 'AR'],
    ['another type', messageText('mri').replace('ORU^R01', 'ADT^A01'), 'AR'],
    ['another event', messageText('mri').replace('ORU^R01', 'ORU^R30'), 'AR'],
    ['no control id', messageText('mri').replace('RIS0001', ''), 'AR'],
    ['another character set', messageText('mri').replace('UNICODE UTF-8', '8859/1'), 'AR'],
    ['no patient', messageText('mri').replace('PID|', 'ZID|'), 'AR'],
    ['two patients', messageText('mri').replace('OBR|2', 'PID|2||SYN-004^^^HIS^MR\rOBR|2'), 'AR'],
    ['a patient of another authority', messageText('mri').replace('^^^HIS^MR', '^^^LIS^MR'), 'AR'],
    ['an order without an order', messageText('tace-order').replace(/ORC.*\rOBR.*\r/, ''), 'AR'],
  ])('%s is refused with a reason that holds nothing of the patient', async (_, text, code) => {
    const world = await open({ url: 'http://127.0.0.1:9' })
    const reply = await ask(world, text)
    expect(msaOf(reply)[1]).toBe(code)
    expect(msaOf(reply)[3]).toMatch(/\w/)
    expect(reply.find(([name]) => name === 'ERR')?.[3]).toMatch(/^\d{3}\^.+\^HL70357$/)
    const all = [...reply.flat(), ...world.report].join('\n')
    expect(all).not.toMatch(PATIENT)
  })

  test('a message that is too long, and one that is cut short, are refused and the next is taken', async () => {
    const world = await open({ url: 'http://127.0.0.1:9' }, { maxBytes: 3_000 })
    const long = toFrame(Buffer.from(`${messageText('mri')}${'NTE|1||x\r'.repeat(500)}`))
    const cut = Buffer.from(`\v${messageText('mri').slice(0, 200)}`)
    const good = toFrame(messageBytes(messageText('mri')))
    const replies = await send(world.listener.port, [long, cut, good], 3)
    expect(replies.map((reply) => msaOf(fieldsOf(reply))[1])).toEqual(['AR', 'AR', 'AA'])
  })

  test('a service that is not there, breaks, stalls or answers nonsense gives an AE', async () => {
    const answers = new Map<string, (path: string) => string | number | undefined>([
      ['stalls', () => undefined],
      ['breaks', () => 500],
      ['sends a page', () => '<html>'],
      ['offers nothing', () => '{"services":[]}'],
      [
        'offers two',
        () => '{"services":[{"id":"a","hook":"order-sign"},{"id":"b","hook":"order-sign"}]}',
      ],
      [
        'answers without cards',
        (path) =>
          path === '/cds-services' ? '{"services":[{"id":"a","hook":"order-sign"}]}' : '{}',
      ],
    ])
    const texts: Record<string, string | undefined> = {}
    for (const [name, answer] of answers) {
      const server = createServer((request, response) => {
        const said = answer(request.url ?? '')
        if (typeof said === 'number') response.writeHead(said).end()
        else if (said !== undefined) response.end(said)
      })
      const port = await new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address()
          resolve(typeof address === 'object' && address !== null ? address.port : 0)
        })
      })
      const timeoutMs = name === 'stalls' ? 300 : 60_000
      const world = await open({ url: `http://127.0.0.1:${String(port)}`, timeoutMs })
      const msa = msaOf(await ask(world, messageText('tace-order')))
      texts[name] = `${msa[1]!}: ${msa[3]!}`
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    const nowhere = await open({ url: 'http://127.0.0.1:9' })
    texts['is not there'] = msaOf(await ask(nowhere, messageText('tace-order')))
      .slice(1, 4)
      .join('|')
    expect(texts).toEqual({
      stalls: 'AE: the decision support service did not answer in time',
      breaks: 'AE: the decision support service answered 500',
      'sends a page': 'AE: the decision support service answered no JSON',
      'offers nothing': 'AE: no decision support service for order-sign is offered',
      'offers two': 'AE: more than one service for order-sign is offered: name one',
      'answers without cards': 'AE: the decision support service answered without cards',
      'is not there': 'AE|HIS0001|the decision support service cannot be reached',
    })
  })
})

describe('what is kept', () => {
  const patient = (id: string) => ({ resourceType: 'Patient', id })
  const result = (id: string, day: string) => ({
    resourceType: 'Observation',
    id,
    effectiveDateTime: day,
  })

  test('is bounded in patients, in results and in days', () => {
    const kept = collectInMemory({ days: 10, patients: 2, observationsPerPatient: 2 }, frozenClock)
    for (const id of ['a', 'b', 'c']) kept.add(patient(id), [])
    expect([kept.size(), kept.of('a')]).toEqual([2, undefined])
    kept.add(patient('b'), [
      result('1', '2026-11-18'),
      result('2', '2026-11-19'),
      result('3', '2026-11-17'),
      result('old', '2026-10-01'),
    ])
    expect(kept.of('b')?.observations.map(({ id }) => id)).toEqual(['2', '1'])
  })
})

describe('the map', () => {
  const json = () => readRepositoryJson('fixtures/hl7v2/map.json') as Record<string, unknown>
  test.each([
    ['a zone that is none', { timeZone: 'Beijing' }, /timeZone/],
    ['a character set that is not read', { characterSet: 'BIG5' }, /characterSet/],
    ['a unit that is not UCUM', { units: [{ sent: ['x'], ucum: 'G per L' }] }, /UCUM/],
    [
      'a code that is there twice',
      { orders: [1, 2].map(() => ({ code: 'a', coding: [{ system: 'urn:x', code: 'b' }] })) },
      /twice/,
    ],
    ['a code without a system', { diagnoses: [{ code: 'a', coding: [{ code: 'b' }] }] }, /system/],
    ['a member that there is not', { colour: 'red' }, /colour/],
  ])('with %s is refused with the place', (_, change, words) => {
    expect(() => parseHl7Map({ ...json(), ...change })).toThrow(words)
  })

  test('a reply in the character set of the map, when the message names none that is read', async () => {
    const world = await open({ url: 'http://127.0.0.1:9' })
    const [reply] = await send(world.listener.port, [toFrame(Buffer.from('中文'))])
    expect(decode(reply!, 'gb18030')).toMatch(/^MSH.*\rMSA\|AR/)
  })
})
