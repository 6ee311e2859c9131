import autocannon from 'autocannon'
import { serviceFor } from '../support/requests.ts'
import { median, processorMs } from './process-usage.ts'
import { type Started, startServer } from './start-server.ts'

const HEADERS = { 'content-type': 'application/json' }

/** A server that is called. */
export interface Called extends Started {
  readonly kind: string
  /** The URL of the service that is called. */
  readonly endpoint: string
}

async function startCalled(kind: string, ...args: readonly string[]): Promise<Called> {
  const started = await startServer(kind, ...args)
  return { ...started, kind, endpoint: `${started.url}${serviceFor()}` }
}

/** A kind of servers.ts with its arguments. */
export type Kind = readonly [kind: string, ...args: string[]]

/** Starts servers, uses them, and stops them. */
export async function withServers<Found>(
  kinds: readonly Kind[],
  use: (...servers: readonly Called[]) => Promise<Found>,
): Promise<Found> {
  const servers: Called[] = []
  try {
    for (const kind of kinds) servers.push(await startCalled(...kind))
    return await use(...servers)
  } finally {
    for (const { stop } of servers) stop()
  }
}

export interface Measured {
  readonly perSecond: number
  /** Ms */
  readonly p50: number
  /** Ms */
  readonly p99: number
  /** Of a processor, by the process of the server alone. */
  readonly usPerCall: number
  /** The share of the calls that were sent away. */
  readonly refused: number
}

/** Authorization headers, one for each request; none at all for who needs no token. */
export type Stock = string[] | undefined

function withToken(request: autocannon.Request, stock: string[]): autocannon.Request {
  const authorization = stock.pop()
  if (authorization === undefined) throw new Error('the tokens in stock are used up')
  return { ...request, headers: { ...HEADERS, authorization } }
}

export const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN

/** A server is called so often, by so many callers at once, each as fast as it is answered. */
export interface Load {
  readonly connections: number
  readonly amount: number
}

export async function load(
  { endpoint, pid }: Called,
  body: string,
  how: Load,
  stock?: Stock,
): Promise<Measured> {
  const setupRequest = stock && ((request: autocannon.Request) => withToken(request, stock))
  const before = processorMs(pid)
  const times: number[] = []
  const from = performance.now()
  let last = from
  // What it sums up itself is in whole milliseconds and seconds.
  const result = await autocannon({
    url: endpoint,
    requests: [{ method: 'POST', headers: HEADERS, body, ...(setupRequest && { setupRequest }) }],
    ...how,
    setupClient: (client) => {
      client.on('response', (_status, _bytes, ms) => {
        times.push(ms)
        last = performance.now()
      })
    },
  })
  if (result.errors > 0 || result['4xx'] > 0) throw new Error(`${endpoint} failed under load`)
  return {
    perSecond: (times.length * 1000) / (last - from),
    p50: median(times),
    p99: quantile(times, 0.99),
    usPerCall: ((processorMs(pid) - before) * 1000) / result.requests.total,
    refused: result.non2xx / result.requests.total,
  }
}

/** How long the answer of a service to a body is, in characters. */
export const answerSizeOf = (body: string): Promise<string> =>
  withServers([['service']], async (service) => {
    const request = { method: 'POST', headers: HEADERS, body }
    return String((await (await fetch(service.endpoint, request)).text()).length)
  })

export const sizeOf = (body: string) => `${String(Math.round(body.length / 1024))} KB`
