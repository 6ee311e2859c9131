import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy before a TCP server that can stop forwarding without closing anything. */
export interface TcpProxy {
  readonly port: number
  /** Nothing is forwarded any more, in either direction; connections stay open. */
  readonly hang: () => void
  readonly goOn: () => void
  readonly stop: () => Promise<void>
}

/** Starts a proxy on loopback. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const state = { isHanging: false }
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    if (state.isHanging) socket.pause()
  }
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk))
      from.on('close', () => to.destroy())
      track(from)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    hang: () => {
      state.isHanging = true
      for (const socket of sockets) socket.pause()
    },
    goOn: () => {
      state.isHanging = false
      for (const socket of sockets) socket.resume()
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
