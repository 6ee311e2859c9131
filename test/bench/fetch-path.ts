/**
 * What a call adds to the slowest of the reads that it makes when nothing is prefetched: `npm run
 * bench:fetch`. Service and FHIR server are processes of their own. Each call to the service is
 * followed by the same reads in parallel by this process, which is the baseline: both wait for the
 * same server.
 */
import { request } from 'undici'
import { serviceFor, unprefetched } from '../support/requests.ts'
import { startServer } from './start-server.ts'

const CALLS = Number(process.argv[2] ?? 1_000)
const WARM_UP = 1_500

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

async function timed<Done>(work: () => Promise<Done>): Promise<readonly [number, Done]> {
  const from = performance.now()
  const done = await work()
  return [performance.now() - from, done]
}

const HEADERS = { 'content-type': 'application/json' }

/** The lightest client there is: what it takes itself is measured with everything else. */
async function readText(url: string, body?: string) {
  const response = await (body === undefined
    ? request(url)
    : request(url, { method: 'POST', headers: HEADERS, body }))
  const text = await response.body.text()
  if (response.statusCode !== 200) throw new Error(`${url}: ${String(response.statusCode)}`)
  const own = /total;dur=([\d.]+)/.exec(String(response.headers['server-timing']))?.[1]
  return { text, ownMs: Number(own) }
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN

const [service, fhir] = [await startServer('service-sandbox'), await startServer('fhir')]
try {
  const asked = unprefetched('high-risk', `${fhir.url}/fhir`)
  const body = JSON.stringify(asked)
  const reads = await readsOf(service.url, String(asked.context['patientId']))
  const call = () => timed(() => readText(`${service.url}${serviceFor()}`, body))
  const readAll = () =>
    timed(() => Promise.all(reads.map((path) => readText(`${fhir.url}/fhir/${path}`))))
  const answer = await readText(`${service.url}${serviceFor()}`, body)
  if (!answer.text.includes('"summary"')) throw new Error('there is no card')
  const calls: number[] = []
  const own: number[] = []
  const slowest: number[] = []
  for (let i = -WARM_UP; i < CALLS; i += 1) {
    const [ms, { ownMs }] = await call()
    const [alone] = await readAll()
    if (i < 0) continue
    calls.push(ms)
    own.push(ownMs)
    slowest.push(alone)
  }
  const row = (name: string, values: readonly number[]) =>
    `| ${name} | ${quantile(values, 0.5).toFixed(2)} | ${quantile(values, 0.99).toFixed(2)} |`
  const beyond = (values: readonly number[]) => values.map((ms, i) => ms - (slowest[i] ?? NaN))
  const lines = [
    `Node ${process.version}, ${String(CALLS)} calls, ${String(reads.length)} reads each`,
    '',
    '| without prefetch | p50 ms | p99 ms |',
    '|---|---|---|',
    row('a call to the service', calls),
    row('the same reads in parallel, alone', slowest),
    row('added, call by call, its own way there and back with it', beyond(calls)),
    row('added within the service, by Server-Timing (limits 3 and 10)', beyond(own)),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
} finally {
  service.stop()
  fhir.stop()
}
