import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RunningServer {
  /** `http://host:port` of the socket. */
  readonly url: string
  /**
   * From now on every answer ends its connection, so that clients come back by another one: to
   * another replica, once the load balancer has turned away.
   */
  readonly drain: () => void
  /** Stops taking requests, lets those under way end, closes the rest after a grace period. */
  readonly close: () => Promise<void>
}

/** How a server treats its connections, in milliseconds. */
interface ServerLimits {
  /** For a request to arrive in full. */
  readonly requestTimeoutMs?: number
  /** For requests under way to end, once the server closes. */
  readonly graceMs?: number
}

const GRACE_MS = 5_000

/** Time for the headers of a request. */
const HEADERS_MS = 10_000

const urlOf = ({ family, address, port }: AddressInfo) => {
  const anyHost = address === '0.0.0.0' || address === '::'
  const host = anyHost ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${String(port)}`
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function inWords(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `port ${String(port)} of ${host}`
  if (error.code === 'EADDRINUSE')
    return new Error(`${where} is taken: choose another with PORT=...`, { cause: error })
  if (error.code === 'EACCES')
    return new Error(`${where} is not allowed: choose one above 1023 with PORT=...`, {
      cause: error,
    })
  return error
}

/** How often the timeouts of connections are checked. */
const CHECK_MS = 1_000

/** A client that sends its headers or its body slowly loses its connection. */
const timeouts = (requestTimeoutMs: number): ServerOptions => ({
  keepAliveTimeout: 65_000,
  requestTimeout: requestTimeoutMs,
  headersTimeout: Math.min(HEADERS_MS, requestTimeoutMs),
  connectionsCheckingInterval: CHECK_MS,
})

const notReady: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1' }).end()
}

function bind(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(inWords(error, host, port)))
    server.listen(port, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(urlOf(address))
    })
  })
}

/**
 * Takes the port, then makes the application, which may need to know its URL; until it is there the
 * answer is 503.
 *
 * @throws {Error} In words when the port is taken or not allowed.
 */
export async function listen(
  host: string,
  port: number,
  makeApp: (url: string) => Promise<RequestListener>,
  { requestTimeoutMs = 30_000, graceMs = GRACE_MS }: ServerLimits = {},
): Promise<RunningServer> {
  let app = notReady
  let isDraining = false
  const server = createServer(timeouts(requestTimeoutMs), (request, response) => {
    if (isDraining) response.shouldKeepAlive = false
    app(request, response)
  })
  const url = await bind(server, host, port)
  try {
    app = await makeApp(url)
  } catch (error) {
    await close(server, 0)
    throw error
  }
  const drain = () => {
    isDraining = true
  }
  return {
    url,
    drain,
    close: () => {
      drain()
      return close(server, graceMs)
    },
  }
}
