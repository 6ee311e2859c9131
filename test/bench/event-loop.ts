/**
 * How long the worst single request of each kind holds the event loop of the service, so that all
 * others wait: `npm run bench:event-loop`. With `--checkout PATH` of another revision, with
 * node_modules of its own or linked.
 *
 * The figure is time of the main thread between two beats of a heartbeat in the service's process,
 * the most of three calls: what other processes take of the machine does not count.
 */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { parseArgs } from 'node:util'
import { toFrame } from '../../src/interop/hl7v2/frames.ts'
import { repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor, unprefetched } from '../support/requests.ts'
import { UNHURRIED } from '../support/unhurried.ts'
import { type WatchedProcess, watchProcess } from './watched-process.ts'
import { WORST_RECORDS } from './worst-records.ts'
import {
  pagesOfFhirServer,
  WORST_FRAMES,
  WORST_REQUESTS,
  type WorstRequest,
} from './worst-requests.ts'

const { values } = parseArgs({
  options: { checkout: { type: 'string' }, kind: { type: 'string' } },
})
const CALLS = 3
const GOAL_MS = 250
const MEGABYTE = 1024 * 1024

const isAsked = (kind: string) => kind.includes(values.kind ?? '')

const say = (...cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`)

interface Answer {
  readonly status: string
  readonly bytes: number
}

/** Does it a few times; the longest that the loop was held. */
async function measure(
  kind: string,
  sentBytes: number,
  watched: WatchedProcess,
  call: () => Promise<Answer>,
): Promise<void> {
  if (!isAsked(kind)) return
  let most = 0
  let answer: Answer = { status: '', bytes: 0 }
  for (let i = 0; i < CALLS; i += 1) {
    await watched.held(true)
    answer = await call()
    most = Math.max(most, (await watched.held()).processorMs)
  }
  say(
    kind,
    (sentBytes / MEGABYTE).toFixed(2),
    answer.status,
    (answer.bytes / 1024).toFixed(0),
    most.toFixed(0),
    most > GOAL_MS ? '**no**' : 'yes',
  )
}

async function post(
  base: string,
  { path, body, headers }: Omit<WorstRequest, 'kind'>,
): Promise<Answer> {
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  return { status: String(response.status), bytes: (await response.arrayBuffer()).byteLength }
}

async function measureCalls(): Promise<void> {
  const service = await watchProcess(['src/main.ts'], {
    checkout: values.checkout,
    environment: { ...UNHURRIED, DRAIN_MS: '0' },
  })
  const { address } = service
  const usual = JSON.stringify(prefetched('high-risk'))
  for (let i = 0; i < 200; i += 1) await post(address, { path: serviceFor(), body: usual })
  for (const one of [...WORST_REQUESTS, ...WORST_RECORDS])
    await measure(one.kind, one.body.length, service, () => post(address, one))
  await measurePages(service)
  await service.stop()
}

async function measurePages(service: WatchedProcess): Promise<void> {
  for (const [pages, pageMb] of [
    [7, 9.9],
    [3, 4.9],
    [20, 1],
  ] as const) {
    const server = pagesOfFhirServer(pages, pageMb * MEGABYTE)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { readonly port: number }
    const body = JSON.stringify(unprefetched('high-risk', `http://127.0.0.1:${String(port)}/fhir`))
    const kind = `${String(pages)} pages of ${String(pageMb)} MiB of a FHIR server`
    await measure(kind, body.length, service, () =>
      post(service.address, { path: serviceFor(), body }),
    )
    server.closeAllConnections()
    server.close()
  }
}

function sendMessage(address: string, text: string): Promise<Answer> {
  const [host = '', port = ''] = address.split(':')
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => socket.write(toFrame(Buffer.from(text))))
    socket.once('data', (chunk) => {
      const status = /MSA\|(\w\w)/.exec(String(chunk))?.[1] ?? ''
      socket.end(() => resolve({ status, bytes: chunk.length }))
    })
    socket.once('error', reject)
  })
}

async function measureMessages(): Promise<void> {
  const map = repositoryPath('fixtures/hl7v2/map.json')
  const message = readFileSync(repositoryPath('fixtures/hl7v2/mri.hl7'), 'utf8').replace(
    /\n/g,
    '\r',
  )
  const args = ['--listen', '0', '--service', 'http://127.0.0.1:9', '--map', map]
  const listener = await watchProcess(['src/tace-cds.ts', 'hl7v2', ...args], {
    checkout: values.checkout,
    isQuiet: true,
    address: /HL7 v2 \(MLLP\): (\S+)/,
  })
  for (const { kind, text } of WORST_FRAMES) {
    const sent = text(message)
    await measure(kind, sent.length, listener, () => sendMessage(listener.address, sent))
  }
  await listener.stop()
}

say('one request', 'MB', 'status', 'answer KB', 'held ms', `within ${String(GOAL_MS)} ms`)
say('---', '---', '---', '---', '---', '---')
await measureCalls()
await measureMessages()
