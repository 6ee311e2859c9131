/**
 * One server under test, in a process of its own: its kind, the size of its answer, and the client
 * registry are the arguments. Prints its URL.
 */
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GCProfiler } from 'node:v8'
import express, { type RequestHandler } from 'express'
import jwt from 'jsonwebtoken'
import { readConfig } from '../../src/base/config/config.ts'
import { start } from '../../src/service.ts'
import { sendJson } from '../support/fhir-stub.ts'
import { searchset } from '../support/searchset.ts'
import { prefetched } from '../support/requests.ts'
import { ALGORITHMS, ISSUER } from './clients.ts'

const [, , kind = '', answerSize = '2500', registry = ''] = process.argv

/** An answer of the size of the card, for the servers that compute nothing. */
const answer = { cards: [{ detail: 'x'.repeat(Number(answerSize)) }] }

function bareNode(): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString('utf8'))
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
}

function bareExpress(...before: readonly RequestHandler[]): Server {
  const app = express()
  app.post('/{*any}', ...before, express.json({ limit: '5mb' }), (_request, response) => {
    response.json(answer)
  })
  return createServer(app)
}

/** Verifies a token as the service does: the same library, the same claims, a key made once. */
function verification(): RequestHandler {
  const { clients } = JSON.parse(readFileSync(registry, 'utf8')) as {
    clients: [{ keys: { jwks: { keys: [JsonWebKey] } } }]
  }
  const key = createPublicKey({ key: clients[0].keys.jwks.keys[0], format: 'jwk' })
  return (request, _response, next) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    const audience = `http://${request.headers.host ?? ''}${request.path}`
    jwt.verify(token, key, { algorithms: [...ALGORITHMS], issuer: ISSUER, audience })
    next()
  }
}

/** How long a search takes, ms: about what hospital servers need, told apart by type. */
const SEARCH_MS: Readonly<Record<string, number>> = { Patient: 5, Condition: 10, Procedure: 15 }

/** A FHIR server with the record of one patient, which answers by type alone, each after its time. */
function fhirServer(): Server {
  const supplied = Object.values(prefetched('high-risk').prefetch ?? {}).flatMap((value) => {
    const { entry } = value as { readonly entry?: readonly { readonly resource: object }[] }
    return entry === undefined ? [value as object] : entry.map(({ resource }) => resource)
  })
  return createServer(({ url = '' }, response) => {
    const type = /\/fhir\/([A-Za-z]+)/.exec(url)?.[1] ?? ''
    const found = supplied.filter((one) => (one as { resourceType?: string }).resourceType === type)
    const body = url.includes('?') ? searchset(found) : found[0]
    setTimeout(() => sendJson(response, body), SEARCH_MS[type] ?? 20)
  })
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

async function service(
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = ['--no-sandbox'],
): Promise<string> {
  const unlimited = {
    HOST: '127.0.0.1',
    PORT: '0',
    RATE_PER_MINUTE: '100000000',
    RECORDS_FILE: 'none',
  }
  const config = readConfig({ ...unlimited, ...environment }, args)
  const running = await start(config, { logSink: { write: () => undefined } })
  return running.publicUrl
}

/**
 * Where a server keeps its records, for as long as it runs: whoever started it stops it by a
 * signal.
 */
function recordsFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit())
  return join(folder, 'records.sqlite')
}

const servers: Readonly<Record<string, () => Promise<string>>> = {
  node: () => listening(bareNode()),
  express: () => listening(bareExpress()),
  service: () => service({ AUTH_MODE: 'optional' }),
  'service-sandbox': () => service({}, []),
  fhir: () => listening(fhirServer()),
  'service-records': () =>
    service({
      AUTH_MODE: 'optional',
      RECORDS_FILE: recordsFile(),
    }),
  'express-jwt': () => listening(bareExpress(verification())),
  'service-jwt': () => service({ AUTH_MODE: 'required', CLIENTS_FILE: registry }),
}

process.stdout.write(`${(await servers[kind]?.()) ?? 'unknown'}\n`)

/**
 * What was allocated on the heap from one question to the next: by how much it grew between
 * collections. The first answer is none.
 */
let profiler: GCProfiler | undefined
let used = NaN

function allocatedSince(): number {
  let allocated = 0
  for (const { beforeGC, afterGC } of profiler?.stop().statistics ?? []) {
    allocated += beforeGC.heapStatistics.usedHeapSize - used
    used = afterGC.heapStatistics.usedHeapSize
  }
  const { heapUsed } = process.memoryUsage()
  allocated += heapUsed - used
  used = heapUsed
  profiler = new GCProfiler()
  profiler.start()
  return allocated
}

process.on('message', () => process.send?.(allocatedSince()))
