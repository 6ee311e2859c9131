import { createServer, type Server, type Socket } from 'node:net'
import type { Bridge } from './bridge.ts'
import { type Frame, toFrame, toFrameReader } from './frames.ts'

interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly bridge: Bridge
  readonly maxBytes?: number
  readonly maxConnections?: number
}

export interface Hl7Listener {
  readonly port: number
  /** Takes no more connections, answers what has come, and ends. */
  readonly close: () => Promise<void>
}

const MAX_BYTES = 1024 * 1024
const MAX_CONNECTIONS = 64

/** The messages of a connection are answered one after the other, in the order that they came. */
function serve(
  socket: Socket,
  bridge: Bridge,
  maxBytes: number,
): { readonly idle: () => Promise<void> } {
  const reader = toFrameReader(maxBytes)
  let last: Promise<void> = Promise.resolve()

  async function answer(frame: Frame): Promise<void> {
    const reply = await bridge(frame)
    if (socket.writable) socket.write(toFrame(reply))
  }

  socket.on('data', (chunk: Buffer) => {
    const frames = reader.take(chunk)
    if (frames.length === 0) return
    // Whoever sends faster than is answered waits.
    socket.pause()
    last = frames
      .reduce((before, frame) => before.then(() => answer(frame)), last)
      .finally(() => socket.resume())
  })
  // A connection that breaks is the other side's matter: it has no acknowledgment and sends again.
  socket.on('error', () => socket.destroy())
  socket.on('end', () => void last.finally(() => socket.end()))
  return { idle: () => last }
}

const listening = (server: Server, port: number, host: string) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** @throws {Error} When the port cannot be had. */
export async function listenForHl7(options: ListenOptions): Promise<Hl7Listener> {
  const { host, bridge, maxBytes = MAX_BYTES, maxConnections = MAX_CONNECTIONS } = options
  const open = new Map<Socket, () => Promise<void>>()
  // The other side may close its half and still wait for its answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.set(socket, serve(socket, bridge, maxBytes).idle)
    socket.on('close', () => open.delete(socket))
  })
  server.maxConnections = maxConnections
  const port = await listening(server, options.port, host)
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all(
        [...open].map(async ([socket, idle]) => {
          await idle()
          socket.end(() => socket.destroy())
        }),
      )
      await closed
    },
  }
}
