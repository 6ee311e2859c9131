/**
 * How the service bears years: `npm run bench:operations -- [section...]`, by default every section
 * but `memory` and `resident`, which take minutes; `all` is those too. Each server is a process of
 * its own; the load comes from this one, so that on a machine of two processors the figures are
 * lower bounds.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { requestMetrics } from '../../src/server/observe/service-metrics.ts'
import type { RequestOutcome } from '../../src/server/http/request-context.ts'
import { openMetrics } from '../../src/base/telemetry/metrics.ts'
import { repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { median, processorMs, residentMb } from './process-usage.ts'
import { watchProcess } from './watched-process.ts'

const HEADERS = { 'content-type': 'application/json' }

/** The high-risk request with this many Observations in it. */
function requestWith(observations: number): string {
  const body = prefetched('high-risk')
  const { bloodCounts } = body.prefetch as { bloodCounts: { entry: { resource: object }[] } }
  const [first] = bloodCounts.entry
  const others = Object.values(body.prefetch ?? {}).flatMap(
    (bundle) => (bundle as { entry?: unknown[] } | null)?.entry ?? [],
  ).length
  for (let i = others; i < observations && first !== undefined; i += 1) {
    const older = { id: `older-${String(i)}`, effectiveDateTime: '2026-01-01T08:00:00+08:00' }
    bloodCounts.entry.push({ resource: { ...first.resource, ...older } })
  }
  return JSON.stringify(body)
}

interface Started {
  readonly url: string
  readonly pid: number
  readonly readyMs: number
  readonly stop: () => Promise<void>
}

/** Nothing is kept, and nobody is turned away. */
const BARE = {
  AUTH_MODE: 'optional',
  LOG_LEVEL: 'warn',
  DRAIN_MS: '0',
  RECORDS_FILE: 'none',
  RATE_PER_MINUTE: '100000000',
}

/** The service as an operator starts it, without the sandbox. */
async function startService(environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const from = performance.now()
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/main.ts', '--no-sandbox'],
    {
      cwd: repositoryPath(''),
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...BARE, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let output = ''
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk)
    const url = /CDS Hooks service: (\S+)\/cds-services/.exec(output)?.[1]
    if (url === undefined) continue
    const readyMs = performance.now() - from
    const exited = once(child, 'exit')
    const stop = async () => {
      child.kill('SIGTERM')
      await exited
    }
    return { url, pid: child.pid ?? 0, readyMs, stop }
  }
  throw new Error('the service did not start')
}

interface Load {
  readonly connections: number
  readonly duration?: number
  readonly amount?: number
  readonly overallRate?: number
}

const cannon = (url: string, body: string, load: Load) =>
  autocannon({ url: `${url}${serviceFor()}`, method: 'POST', headers: HEADERS, body, ...load })

async function startUp(): Promise<string[]> {
  const times: (readonly [wall: number, processor: number])[] = []
  for (let i = 0; i < 7; i += 1) {
    const service = await startService()
    times.push([service.readyMs, processorMs(service.pid)])
    await service.stop()
  }
  const of = (i: 0 | 1) => median(times.map((one) => one[i])).toFixed(0)
  return [
    `start-up, spawn to listening, median of 7: ${of(0)} ms, ${of(1)} ms of a processor (limit 1000)`,
  ]
}

async function callers(): Promise<string[]> {
  const lines = [
    '| 200 callers for 60 s | requests/s | p50 ms | p99 ms | max ms | not 2xx | errors |',
    '|---|---|---|---|---|---|---|',
  ]
  const body = requestWith(20)
  for (const overallRate of [200, undefined]) {
    const service = await startService()
    await cannon(service.url, body, { connections: 20, duration: 5 })
    const load = { connections: 200, duration: 60 }
    const { requests, latency, non2xx, errors } = await cannon(
      service.url,
      body,
      overallRate === undefined ? load : { ...load, overallRate },
    )
    await service.stop()
    const name = overallRate === undefined ? 'as fast as they can' : 'each one call a second'
    lines.push(
      `| ${name} | ${requests.average.toFixed(0)} | ${String(latency.p50)} | ${String(latency.p99)} | ${String(latency.max)} | ${String(non2xx)} | ${String(errors)} |`,
    )
  }
  return lines
}

async function scaling(): Promise<string[]> {
  const lines = ['| processes | requests/s together | against one |', '|---|---|---|']
  const body = requestWith(20)
  let alone = NaN
  for (const count of [1, 2]) {
    const services = await Promise.all(Array.from({ length: count }, () => startService()))
    const load = { connections: 10, duration: 3 }
    await Promise.all(services.map(({ url }) => cannon(url, body, load)))
    const rounds: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const results = await Promise.all(services.map(({ url }) => cannon(url, body, load)))
      rounds.push(results.reduce((sum, { requests }) => sum + requests.average, 0))
    }
    for (const { stop } of services) await stop()
    const together = median(rounds)
    if (count === 1) alone = together
    lines.push(`| ${String(count)} | ${together.toFixed(0)} | ${(together / alone).toFixed(2)} |`)
  }
  return lines
}

/** Median time of one call, one after another, ms; and the status. */
async function timeOf(url: string, body: string, count: number) {
  const times: number[] = []
  let status = 0
  for (let i = 0; i < count; i += 1) {
    const from = performance.now()
    const response = await fetch(`${url}${serviceFor()}`, {
      method: 'POST',
      headers: HEADERS,
      body,
    })
    await response.arrayBuffer()
    times.push(performance.now() - from)
    ;({ status } = response)
  }
  return { ms: median(times), status }
}

async function observations(): Promise<string[]> {
  const lines = [
    '| Observations | body KB | status | ms a call | processor ms a call | processor us an Observation |',
    '|---|---|---|---|---|---|',
  ]
  const service = await startService({ BODY_LIMIT_BYTES: '50000000' })
  await timeOf(service.url, requestWith(100), 300)
  for (const count of [10, 100, 1_000, 10_000]) {
    const body = requestWith(count)
    const before = processorMs(service.pid)
    const calls = count > 1_000 ? 30 : 200
    const { ms, status } = await timeOf(service.url, body, calls)
    const processor = (processorMs(service.pid) - before) / calls
    lines.push(
      `| ${String(count)} | ${(body.length / 1024).toFixed(0)} | ${String(status)} | ${ms.toFixed(2)} | ${processor.toFixed(2)} | ${((processor * 1000) / count).toFixed(1)} |`,
    )
  }
  await service.stop()
  return lines
}

/** Slope of values by least squares, per second of time. */
function slopeOf(points: readonly (readonly [seconds: number, value: number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const up = points.reduce((sum, [t, value]) => sum + (t - x) * (value - y), 0)
  return up / points.reduce((sum, [t]) => sum + (t - x) ** 2, 0)
}

async function memory(): Promise<string[]> {
  const minutes = Number(process.env['MINUTES'] ?? 10)
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const service = await startService({
    METRICS_TOKEN: 'a token for the bench',
    RECORDS_FILE: join(folder, 'records.sqlite'),
  })
  const body = requestWith(20)
  await cannon(service.url, body, { connections: 10, duration: 30, overallRate: 200 })
  const load = { connections: 10, duration: minutes * 60, overallRate: 100 }
  const running = cannon(service.url, body, load)
  const points: (readonly [number, number])[] = []
  for (let second = 0; second < minutes * 60; second += 5) {
    await sleep(5_000)
    points.push([second, residentMb(service.pid)])
  }
  const { requests, non2xx, errors } = await running
  await service.stop()
  rmSync(folder, { recursive: true })
  const values = points.map(([, mb]) => mb)
  return [
    `memory over ${String(minutes)} min at 100 calls/s, with records (${String(requests.total)} calls, ${String(non2xx)} not 2xx, ${String(errors)} errors):`,
    `  resident ${values.at(0)?.toFixed(0) ?? ''} MB at first, ${values.at(-1)?.toFixed(0) ?? ''} MB at last, ${Math.max(...values).toFixed(0)} MB at most`,
    `  slope ${(slopeOf(points) * 3600).toFixed(1)} MB/h; of the second half ${(slopeOf(points.slice(points.length / 2)) * 3600).toFixed(1)} MB/h`,
  ]
}

/** Memory as fast as ten callers can; what is not in use waits for Node's collector. */
async function resident(): Promise<string[]> {
  const service = await watchProcess(['src/main.ts', '--no-sandbox'], { environment: BARE })
  const lines = ['| calls | resident MB | heap in use after a collection, MB |', '|---|---|---|']
  const body = requestWith(20)
  let calls = 0
  for (const amount of [0, 10_000, 90_000]) {
    if (amount > 0) await cannon(service.address, body, { connections: 10, amount })
    calls += amount
    const mb = residentMb(service.pid)
    const { heapMb } = await service.held(true)
    lines.push(`| ${String(calls)} | ${mb.toFixed(0)} | ${heapMb.toFixed(1)} |`)
  }
  await service.stop()
  return lines
}

/** What one call costs in metrics. */
async function metricsCost(): Promise<string[]> {
  const metrics = await openMetrics()
  const ended = requestMetrics(metrics)
  const outcome: RequestOutcome = {
    service: 'a-service',
    hook: 'order-select',
    client: 'a-client',
    status: 200,
    durationMs: 2.5,
    stages: new Map([
      ['receive', 0.4],
      ['parse', 0.3],
      ['fetch', 0.1],
      ['guidance', 0.9],
    ]),
    cards: ['warning'],
    note: {
      orders: 1,
      situations: ['category-high'],
      gaps: [{ predictor: 'x', why: 'missing' }],
      passedOver: 0,
      ofOthers: 0,
      slots: {},
      withheld: {},
    },
  }
  for (let i = 0; i < 100_000; i += 1) ended(outcome)
  const before = process.cpuUsage()
  const calls = 300_000
  for (let i = 0; i < calls; i += 1) ended(outcome)
  const { user, system } = process.cpuUsage(before)
  metrics.close()
  const us = (user + system) / calls
  return [`metrics cost ${us.toFixed(2)} us of a processor a call`]
}

const SECTIONS: Readonly<Record<string, () => Promise<string[]>>> = {
  'metrics-cost': metricsCost,
  'start-up': startUp,
  observations,
  scaling,
  callers,
  memory,
  resident,
}

const asked = process.argv.slice(2)
const every = Object.keys(SECTIONS)
const short = every.filter((name) => name !== 'memory' && name !== 'resident')
const chosen = asked.length === 0 ? short : asked.includes('all') ? every : asked
const say = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n\n`)
for (const name of chosen) {
  const load = loadavg()[0]?.toFixed(1) ?? ''
  say([
    `Node ${process.version}, ${String(cpus().length)} processors, load ${load} before "${name}"`,
  ])
  say(await (SECTIONS[name] ?? (() => Promise.resolve([`there is no section ${name}`])))())
}
