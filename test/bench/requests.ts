/**
 * Requests per second of the full path, with everything prefetched, beside a bare node:http server
 * and bare express that read and parse the same body and answer as many bytes; and the same of a
 * registered client with a token per request, beside bare express that verifies it with the same
 * library. All in one run, round by round; the ratio is taken within each round, then its median,
 * since the machine's speed drifts.
 */
import autocannon from 'autocannon'
import { prefetched, serviceFor } from '../support/requests.ts'
import { ALGORITHMS, type BenchAlgorithm, newClient, stockOf } from './clients.ts'
import { startServer } from './start-server.ts'

const ROUNDS = Number(process.argv[2] ?? 5)
const SECONDS = 3
const CONNECTIONS = 10

/** The high-risk request with as many further Observations as make it `bytes` long. */
function requestOf(bytes: number): string {
  const body = prefetched('high-risk')
  const { bloodCounts } = body.prefetch as { bloodCounts: { entry: { resource: object }[] } }
  const [first] = bloodCounts.entry
  const length = () => JSON.stringify(body).length
  for (let i = 0; length() < bytes && first !== undefined; i += 1) {
    const older = { id: `older-${String(i)}`, effectiveDateTime: '2026-01-01T08:00:00+08:00' }
    bloodCounts.entry.push({ resource: { ...first.resource, ...older } })
  }
  return JSON.stringify(body)
}

/** The commonest call by far: an order that is not the one, with the same data beside it. */
function requestWithoutOrder(bytes: number): string {
  const body = JSON.parse(requestOf(bytes)) as ReturnType<typeof prefetched>
  const { draftOrders } = body.context as {
    draftOrders: { entry: { resource: Record<string, unknown> }[] }
  }
  for (const { resource } of draftOrders.entry) resource['code'] = { text: 'MRI of the liver' }
  return JSON.stringify(body)
}

/** A server that is called. */
interface Called {
  readonly kind: string
  /** The URL of the service that is called. */
  readonly endpoint: string
  readonly stop: () => void
}

async function startCalled(kind: string, ...args: readonly string[]): Promise<Called> {
  const { url, stop } = await startServer(kind, ...args)
  return { kind, endpoint: `${url}${serviceFor()}`, stop }
}

interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/** Authorization headers, one for each request; none at all for who needs no token. */
type Stock = string[] | undefined

const HEADERS = { 'content-type': 'application/json' }

function withToken(request: autocannon.Request, stock: string[]): autocannon.Request {
  const authorization = stock.pop()
  if (authorization === undefined) throw new Error('the tokens in stock are used up')
  return { ...request, headers: { ...HEADERS, authorization } }
}

async function load(
  { endpoint }: Called,
  body: string,
  seconds: number,
  stock: Stock,
): Promise<Measured> {
  const setupRequest = stock && ((request: autocannon.Request) => withToken(request, stock))
  const result = await autocannon({
    url: endpoint,
    requests: [{ method: 'POST', headers: HEADERS, body, ...(setupRequest && { setupRequest }) }],
    connections: CONNECTIONS,
    duration: seconds,
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${endpoint} failed under load`)
  const { p50, p99 } = result.latency
  return { perSecond: result.requests.average, p50, p99 }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

async function answerSizeOf({ endpoint }: Called, body: string, stock: Stock): Promise<string> {
  const headers = { ...HEADERS, authorization: stock?.pop() ?? '' }
  const request = { method: 'POST', headers: stock === undefined ? HEADERS : headers, body }
  return String((await (await fetch(endpoint, request)).text()).length)
}

/** Each server under the same load in turn; the first is the service. */
async function compare(
  servers: readonly Called[],
  body: string,
  stockFor: (server: Called, seconds: number) => Stock,
  label: string,
): Promise<string[]> {
  const rounds: Measured[][] = []
  try {
    for (const server of servers) await load(server, body, 1, stockFor(server, 1))
    for (let round = 0; round < ROUNDS; round += 1) {
      const measured: Measured[] = []
      for (const server of servers)
        measured.push(await load(server, body, SECONDS, stockFor(server, SECONDS)))
      rounds.push(measured)
    }
  } finally {
    for (const { stop } of servers) stop()
  }
  const figure = (i: number, of: (one: Measured) => number) =>
    median(rounds.map((round) => of(round[i]!))).toFixed(0)
  const ratio = (i: number) =>
    median(rounds.map((round) => round[0]!.perSecond / round[i]!.perSecond)).toFixed(2)
  const size = `${String(Math.round(body.length / 1024))} KB`
  const rows = servers.map(
    ({ kind }, i) =>
      `| ${size} | ${label} | ${kind} | ${figure(i, (one) => one.perSecond)} | ${figure(i, (one) => one.p50)} | ${figure(i, (one) => one.p99)} | ${ratio(i)} |`,
  )
  return [...rows, '']
}

async function open(body: string, label: string): Promise<string[]> {
  const service = await startCalled('service')
  const size = await answerSizeOf(service, body, undefined)
  const others = [await startCalled('node', size), await startCalled('express', size)]
  return compare([service, ...others], body, () => undefined, label)
}

/** What it costs that every answer is on the disk before it leaves: SQLite on this machine's disk. */
async function recorded(bytes: number): Promise<string[]> {
  const body = requestOf(bytes)
  const service = await startCalled('service-records')
  const size = await answerSizeOf(service, body, undefined)
  const others = [await startCalled('service'), await startCalled('express', size)]
  return compare([service, ...others], body, () => undefined, 'a card, recorded')
}

/** More tokens than any machine of today verifies in a second. */
const PER_SECOND: Readonly<Record<BenchAlgorithm, number>> = { RS384: 6_000, ES384: 2_000 }

async function registered(bytes: number, algorithm: BenchAlgorithm): Promise<string[]> {
  const body = requestOf(bytes)
  const client = newClient(algorithm)
  const service = await startCalled('service-jwt', '0', client.registry)
  const stockFor = ({ endpoint }: Called, seconds: number) =>
    stockOf(client, endpoint, seconds * PER_SECOND[algorithm])
  const size = await answerSizeOf(service, body, stockOf(client, service.endpoint, 1))
  const express = await startCalled('express-jwt', size, client.registry)
  client.remove()
  return compare([service, express], body, stockFor, `a card, ${algorithm}`)
}

const lines = [
  `Node ${process.version}, ${String(CONNECTIONS)} connections, median of ${String(ROUNDS)} rounds of ${String(SECONDS)} s`,
  '',
  '| body | answer | server | requests/s | p50 ms | p99 ms | service relative to it |',
  '|---|---|---|---|---|---|---|',
  ...(await open(requestOf(15 * 1024), 'a card')),
  ...(await open(requestOf(60 * 1024), 'a card')),
  ...(await open(requestWithoutOrder(15 * 1024), 'no card')),
  ...(await recorded(15 * 1024)),
]
for (const algorithm of ALGORITHMS) lines.push(...(await registered(15 * 1024, algorithm)))
process.stdout.write(`${lines.join('\n')}\n`)
