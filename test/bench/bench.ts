/**
 * Requests per second of the full path, with everything prefetched, beside a bare node:http server
 * and bare express that read and parse the same body and answer as many bytes. All in one run,
 * round by round; the ratio is taken within each round, then its median, since the machine's speed
 * drifts.
 */
import { spawn } from 'node:child_process'
import autocannon from 'autocannon'
import { prefetched } from '../support/requests.ts'

const ROUNDS = Number(process.argv[2] ?? 5)
const SECONDS = 3
const CONNECTIONS = 10
const KINDS = ['node', 'express', 'service'] as const
type Kind = (typeof KINDS)[number]

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

interface Started {
  readonly url: string
  readonly stop: () => void
}

async function startServer(kind: Kind, answerSize: number): Promise<Started> {
  const file = new URL('./servers.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, kind, String(answerSize)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const chunk of child.stdout)
    return { url: String(chunk).trim(), stop: () => void child.kill() }
  throw new Error(`${kind} did not start`)
}

interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

async function load(url: string, body: string, seconds: number): Promise<Measured> {
  const result = await autocannon({
    url: `${url}/cds-services/tace-resistance-order-select`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
    duration: seconds,
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} failed under load`)
  const { p50, p99 } = result.latency
  return { perSecond: result.requests.average, p50, p99 }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

async function answerSizeOf(url: string, body: string): Promise<number> {
  const response = await fetch(`${url}/cds-services/tace-resistance-order-select`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return (await response.text()).length
}

async function bench(bytes: number): Promise<string[]> {
  const body = requestOf(bytes)
  const service = await startServer('service', 0)
  const size = await answerSizeOf(service.url, body)
  const servers = {
    service,
    node: await startServer('node', size),
    express: await startServer('express', size),
  }
  const rounds: Record<Kind, Measured>[] = []
  try {
    for (const kind of KINDS) await load(servers[kind].url, body, 1)
    for (let round = 0; round < ROUNDS; round += 1) {
      const measured: Partial<Record<Kind, Measured>> = {}
      for (const kind of KINDS) measured[kind] = await load(servers[kind].url, body, SECONDS)
      rounds.push(measured as Record<Kind, Measured>)
    }
  } finally {
    for (const kind of KINDS) servers[kind].stop()
  }
  const figure = (kind: Kind, of: (one: Measured) => number) =>
    median(rounds.map((round) => of(round[kind])))
  const ratio = (to: Kind) =>
    median(rounds.map((round) => round.service.perSecond / round[to].perSecond)).toFixed(2)
  const rows = KINDS.map(
    (kind) =>
      `| ${String(Math.round(body.length / 1024))} KB | ${kind} | ${figure(kind, (one) => one.perSecond).toFixed(0)} | ${figure(kind, (one) => one.p50).toFixed(0)} | ${figure(kind, (one) => one.p99).toFixed(0)} | ${kind === 'service' ? '1.00' : ratio(kind)} |`,
  )
  return [...rows, '']
}

const lines = [
  `Node ${process.version}, ${String(CONNECTIONS)} connections, median of ${String(ROUNDS)} rounds of ${String(SECONDS)} s`,
  '',
  '| body | server | requests/s | p50 ms | p99 ms | service relative to it |',
  '|---|---|---|---|---|---|',
  ...(await bench(15 * 1024)),
  ...(await bench(60 * 1024)),
]
process.stdout.write(`${lines.join('\n')}\n`)
