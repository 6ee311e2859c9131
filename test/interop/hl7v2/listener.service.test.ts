import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Frame } from '../../../src/interop/hl7v2/frames.ts'
import { toFrame, toFrameReader } from '../../../src/interop/hl7v2/frames.ts'
import { type Hl7Listener, listenForHl7 } from '../../../src/interop/hl7v2/listener.ts'
import { until } from '../../support/until.ts'

let listener: Hl7Listener | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await listener?.close()
  listener = undefined
})

const HOURS = 3_600_000

const textOf = (frame: Frame) =>
  frame.kind === 'message' ? Buffer.from(frame.bytes).toString() : frame.why

/** A listener that answers with what it got. */
async function open(more: {
  readonly maxConnections?: number
  readonly idleMs?: number
  readonly frameMs?: number
  readonly answer?: (frame: Frame) => Promise<Uint8Array>
}): Promise<Hl7Listener> {
  const { answer, ...bounds } = more
  const echo = (frame: Frame) => Promise.resolve(Buffer.from(`got ${textOf(frame)}`))
  listener = await listenForHl7({
    host: '127.0.0.1',
    port: 0,
    bridge: answer ?? echo,
    idleMs: HOURS,
    frameMs: HOURS,
    ...bounds,
  })
  return listener
}

interface Peer {
  readonly socket: Socket
  readonly replies: string[]
  readonly isClosed: () => boolean
}

async function peer(port: number): Promise<Peer> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  const reader = toFrameReader(1_000_000)
  const replies: string[] = []
  socket.on('data', (chunk: Buffer) => void replies.push(...reader.take(chunk).map(textOf)))
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, replies, isClosed: () => socket.destroyed || socket.closed }
}

const message = (text: string) => toFrame(Buffer.from(text))

describe('connections that say nothing', () => {
  test('do not keep out who has something to say, however many they are', async () => {
    const { port } = await open({ maxConnections: 8 })
    for (let i = 0; i < 40; i += 1) await peer(port)
    const sender = await peer(port)
    sender.socket.write(message('result'))
    await until(() => sender.replies.length === 1)
    expect(sender.replies).toEqual(['got result'])
  })

  test('the one that has been silent for longest goes first', async () => {
    const { port } = await open({ maxConnections: 3 })
    const [first, second, third] = [await peer(port), await peer(port), await peer(port)]
    first.socket.write(message('a'))
    await until(() => first.replies.length === 1)
    await peer(port)
    await until(second.isClosed)
    expect([first.isClosed(), third.isClosed()]).toEqual([false, false])
  })

  test('one whose message is being answered stays, and a new one is turned away', async () => {
    const hold = Promise.withResolvers<Uint8Array>()
    let asked = 0
    const answer = () => {
      asked += 1
      return hold.promise
    }
    const { port } = await open({ maxConnections: 2, answer })
    const busy = [await peer(port), await peer(port)]
    for (const { socket } of busy) socket.write(message('a'))
    await until(() => asked === 2)
    const begun = await peer(port)
    await until(begun.isClosed)
    hold.resolve(Buffer.from('done'))
    await until(() => busy.every(({ replies }) => replies.length === 1))
  })

  test('are closed after the idle time', async () => {
    const { port } = await open({ idleMs: 50 })
    const silent = await peer(port)
    await until(silent.isClosed)
  })

  test('a connection that waits for its answer is not idle', async () => {
    const hold = Promise.withResolvers<Uint8Array>()
    const { port } = await open({ idleMs: 50, answer: () => hold.promise })
    const waiting = await peer(port)
    waiting.socket.write(message('a'))
    const silent = await peer(port)
    await until(silent.isClosed)
    expect(waiting.isClosed()).toBe(false)
    hold.resolve(Buffer.from('done'))
    await until(() => waiting.replies.length === 1)
  })
})

describe('a message that does not end', () => {
  test('is refused with its reason after the time of a frame, and the connection closed', async () => {
    const { port } = await open({ frameMs: 50 })
    const slow = await peer(port)
    slow.socket.write(Buffer.from('\u000bMSH|'))
    await until(slow.isClosed)
    expect(slow.replies).toEqual(['got too-slow'])
  })

  test('is refused however steadily it goes on', async () => {
    const { port } = await open({ frameMs: 100 })
    const slow = await peer(port)
    slow.socket.write(Buffer.from('\u000b'))
    await until(() => {
      slow.socket.write('x')
      return slow.isClosed()
    })
    expect(slow.replies).toEqual(['got too-slow'])
  })

  test('messages that end, however many in one connection, are not', async () => {
    const { port } = await open({})
    const sender = await peer(port)
    for (let i = 0; i < 20; i += 1) {
      const bytes = message(`m${String(i)}`)
      sender.socket.write(bytes.subarray(0, 2))
      sender.socket.write(bytes.subarray(2))
    }
    await until(() => sender.replies.length === 20)
    expect(sender.replies.at(-1)).toBe('got m19')
  })
})

test('replies that nobody reads do not pile up: no more is answered until they are read', async () => {
  let answered = 0
  const answer = () => {
    answered += 1
    return Promise.resolve(Buffer.alloc(1_000_000, 'x'))
  }
  const opened = await open({ idleMs: 200, answer })
  const { port } = opened
  const deaf = await peer(port)
  deaf.socket.pause()
  for (let i = 0; i < 200; i += 1) deaf.socket.write(message('a'))
  await until(() => answered > 0)
  // Nothing moves any longer: it is as good as idle, and ends.
  await opened.close()
  expect(answered).toBeLessThan(100)
})

describe('the frames of a stream', () => {
  test('a message in pieces of one byte takes no more room than twice itself', () => {
    const reader = toFrameReader(100_000)
    const frames = [...message('y'.repeat(50_000))].flatMap((byte) =>
      reader.take(Uint8Array.of(byte)),
    )
    const [frame] = frames
    expect(frames).toHaveLength(1)
    expect(frame?.kind === 'message' && frame.bytes.length).toBe(50_000)
    expect(frame?.kind === 'message' && frame.bytes.buffer.byteLength).toBeLessThan(150_000)
  })
})
