import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

/** A listening server. */
export interface RunningServer {
  /** `http://host:port` of the socket. */
  readonly url: string
  /** Stops taking requests, lets those under way end, closes the rest after a grace period. */
  readonly close: () => Promise<void>
}

const GRACE_MS = 5_000

const urlOf = ({ family, address, port }: AddressInfo) => {
  const anyHost = address === '0.0.0.0' || address === '::'
  const host = anyHost ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${String(port)}`
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    server.close(() => {
      clearTimeout(impatience)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/**
 * Listens.
 *
 * @throws {Error} In words when the port is taken or not allowed.
 */
export function listen(app: Express, host: string, port: number): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 30_000 }, app)
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `port ${String(port)} of ${host}`
      if (error.code === 'EADDRINUSE') {
        reject(new Error(`${where} is taken: choose another with PORT=...`, { cause: error }))
      } else if (error.code === 'EACCES') {
        reject(
          new Error(`${where} is not allowed: choose one above 1023 with PORT=...`, {
            cause: error,
          }),
        )
      } else reject(error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') {
        reject(new Error('the server has no port'))
        return
      }
      resolve({ url: urlOf(address), close: () => close(server) })
    })
  })
}
