/**
 * What a call adds to the slowest of the reads that it makes when nothing is prefetched: `npm run
 * bench:fetch`. Service and FHIR server are processes of their own. Each call to the service is
 * followed by the same reads in parallel by this process, which is the baseline: both wait for the
 * same server.
 */
import { spawn } from 'node:child_process'
import { serviceFor, unprefetched } from '../support/requests.ts'

const CALLS = Number(process.argv[2] ?? 1_000)
const WARM_UP = 300

interface Started {
  readonly url: string
  readonly stop: () => void
}

async function startServer(kind: string): Promise<Started> {
  const file = new URL('./servers.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, kind], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of child.stdout)
    return { url: String(chunk).trim(), stop: () => void child.kill() }
  throw new Error(`${kind} did not start`)
}

interface Entry {
  readonly id: string
  readonly prefetch: Readonly<Record<string, string>>
}

/** What the service reads for a patient, as its discovery says. */
async function readsOf(service: string, patientId: string): Promise<readonly string[]> {
  const response = await fetch(`${service}/cds-services`)
  const { services } = (await response.json()) as { readonly services: readonly Entry[] }
  const entry = services.find(({ id }) => serviceFor().endsWith(`/${id}`))
  return Object.values(entry?.prefetch ?? {}).map((template) =>
    template.replaceAll('{{context.patientId}}', patientId),
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

async function readText(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${url}: ${String(response.status)}`)
  return response.text()
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN

const [service, fhir] = [await startServer('service-sandbox'), await startServer('fhir')]
try {
  const request = unprefetched('high-risk', `${fhir.url}/fhir`)
  const body = JSON.stringify(request)
  const headers = { 'content-type': 'application/json' }
  const reads = await readsOf(service.url, String(request.context['patientId']))
  const call = () =>
    timed(() => readText(`${service.url}${serviceFor()}`, { method: 'POST', headers, body }))
  const readAll = () =>
    timed(() => Promise.all(reads.map((path) => readText(`${fhir.url}/fhir/${path}`))))
  const answer = await readText(`${service.url}${serviceFor()}`, { method: 'POST', headers, body })
  if (!answer.includes('"summary"')) throw new Error('there is no card')
  const calls: number[] = []
  const slowest: number[] = []
  for (let i = -WARM_UP; i < CALLS; i += 1) {
    const both = [await call(), await readAll()] as const
    if (i < 0) continue
    calls.push(both[0])
    slowest.push(both[1])
  }
  const row = (name: string, values: readonly number[]) =>
    `| ${name} | ${quantile(values, 0.5).toFixed(2)} | ${quantile(values, 0.99).toFixed(2)} |`
  const added = calls.map((ms, i) => ms - (slowest[i] ?? NaN))
  const lines = [
    `Node ${process.version}, ${String(CALLS)} calls, ${String(reads.length)} reads each`,
    '',
    '| without prefetch | p50 ms | p99 ms |',
    '|---|---|---|',
    row('a call to the service', calls),
    row('the same reads in parallel, alone', slowest),
    row('added by the service, call by call (limits 3 and 10)', added),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
} finally {
  service.stop()
  fhir.stop()
}
