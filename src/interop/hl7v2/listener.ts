import { createServer, type Server } from 'node:net'
import type { Bridge } from './bridge.ts'
import { Connection, type ConnectionBounds } from './connection.ts'

interface ListenOptions extends Partial<ConnectionBounds> {
  readonly host: string
  readonly port: number
  readonly bridge: Bridge
  readonly maxConnections?: number
}

export interface Hl7Listener {
  readonly port: number
  /** Takes no more connections, answers what has come, and ends. */
  readonly close: () => Promise<void>
}

/** Senders keep a connection for hours, and say nothing when they have nothing to send. */
const BOUNDS: ConnectionBounds = {
  maxBytes: 1024 * 1024,
  idleMs: 10 * 60_000,
  frameMs: 30_000,
}
const MAX_CONNECTIONS = 64

const listening = (server: Server, port: number, host: string) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** The connection that has said nothing for longest; nothing when all are at work. */
function longestIdle(connections: Iterable<Connection>): Connection | undefined {
  const idle = [...connections].filter(({ idleForMs }) => idleForMs !== undefined)
  return idle.toSorted((a, b) => (b.idleForMs ?? 0) - (a.idleForMs ?? 0))[0]
}

/** @throws {Error} When the port cannot be had. */
export async function listenForHl7(options: ListenOptions): Promise<Hl7Listener> {
  const { host, bridge, maxConnections = MAX_CONNECTIONS, ...own } = options
  const bounds = { ...BOUNDS, ...own }
  const open = new Set<Connection>()

  /** Who connects and says nothing must not keep out who has something to say. */
  function makeRoom(): boolean {
    if (open.size < maxConnections) return true
    const idle = longestIdle(open)
    if (idle === undefined) return false
    idle.drop()
    return open.delete(idle)
  }

  // The other side may close its half and still wait for its answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    if (!makeRoom()) {
      socket.destroy()
      return
    }
    const connection = new Connection(socket, bridge, bounds)
    open.add(connection)
    socket.on('close', () => open.delete(connection))
  })
  const port = await listening(server, options.port, host)
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all([...open].map((connection) => connection.close()))
      await closed
    },
  }
}
