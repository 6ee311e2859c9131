/** The service under fuzz, a FHIR server that misbehaves, and the verdict on one answer. */
import http from 'node:http'
import { violations } from '../../src/hook/protocol/invariants.ts'
import { isJsonObject } from '../../src/base/json.ts'
import { sendJson, startFhirStub, type StubHandler } from '../support/fhir-stub.ts'
import { searchset } from '../support/searchset.ts'
import type { Held } from '../bench/heartbeat.ts'
import { UNHURRIED } from '../support/unhurried.ts'
import { watchProcess } from '../bench/watched-process.ts'
import { bodyOf, type FuzzCase } from './cases.ts'

/** How the FHIR server answers, in turn: well, emptily, wrongly, or not at all. */
const MISBEHAVIOUR: readonly StubHandler[] = [
  (_request, response) => sendJson(response, searchset([])),
  (request, response) => sendJson(response, searchset([null, {}, 7], request.url)),
  (_request, response) => sendJson(response, { resourceType: 'OperationOutcome' }, 500),
  (_request, response) => sendJson(response, [[[]]]),
  (_request, response) => void response.writeHead(200).end('<html>'),
  (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
  (_request, response) => void response.destroy(),
  (_request, response) => sendJson(response, { resourceType: 'Patient', birthDate: 7 }),
  (_request, response) => void response.writeHead(204).end(),
]

/** What is sent to, and how it is judged. */
export interface FuzzTarget {
  /** What is wrong with the answer to a case; nothing when all is well. */
  readonly judge: (one: FuzzCase) => Promise<string | undefined>
  /** How long the service was held at most since the last question, and what it has to tell. */
  readonly held: (settle?: boolean) => Promise<Held>
  readonly stop: () => Promise<void>
}

/** Twenty issues, and how many more there are. */
const MOST_OF_A_FAULT = 10_000

interface Answer {
  readonly status: number
  readonly text: string
}

/** By node:http, which sends what fetch would correct. */
function send(base: string, one: FuzzCase, body: Buffer, agent?: http.Agent): Promise<Answer> {
  const { method, path, headers } = one
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    const framed = { ...headers, 'content-length': String(body.length) }
    const options = { hostname, port, method, path, headers: framed, agent }
    const request = http.request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
    })
    request.on('error', (error) => {
      // The server may end a kept connection at the moment when it is used again.
      if (request.reusedSocket) resolve(send(base, one, body))
      else reject(error)
    })
    request.end(body)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether the answer must be one of a CDS Service. */
const isService = ({ method, path }: FuzzCase, { status }: Answer) =>
  method === 'POST' && status === 200 && !path.includes('feedback')

/** What is wrong with a refusal. */
function faultProblem({ method }: FuzzCase, { status, text }: Answer): string | undefined {
  if (text.length > MOST_OF_A_FAULT) return `a fault of ${String(text.length)} characters`
  const body = parse(text)
  const isOutcome = isJsonObject(body) && body['resourceType'] === 'OperationOutcome'
  return method === 'HEAD' || isOutcome ? undefined : `status ${String(status)} without an outcome`
}

function verdict(one: FuzzCase, answer: Answer): string | undefined {
  const { status, text } = answer
  if (status >= 500) return `status ${String(status)}`
  if (text.includes('polluted') || 'polluted' in {}) return 'a prototype was polluted'
  const broken = isService(one, answer) ? violations(parse(text)) : []
  if (broken.length > 0) return `the answer breaks ${broken.join(', ')}`
  return status >= 400 ? faultProblem(one, answer) : undefined
}

/** How many calls may be under way at once. */
export const IN_FLIGHT = 8

/**
 * The service in a process of its own, so that what holds its event loop is told apart from what is
 * done here.
 *
 * @param statuses - Counts the answers by their status.
 */
export async function startFuzzTarget(statuses: Record<number, number> = {}): Promise<FuzzTarget> {
  let turn = 0
  const fhir = await startFhirStub((request, response) => {
    turn += 1
    MISBEHAVIOUR[turn % MISBEHAVIOUR.length]?.(request, response)
  })
  const { address, held, stop } = await watchProcess(['src/main.ts'], {
    environment: { ...UNHURRIED, FETCH_BUDGET_MS: '100', DRAIN_MS: '0' },
  })
  const agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT })
  return {
    held,
    judge: async (one) => {
      const answer = await send(address, one, bodyOf(one, fhir.url), agent).catch(String)
      if (typeof answer === 'string') return answer
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      return verdict(one, answer)
    },
    stop: async () => {
      agent.destroy()
      await stop()
      await fhir.close()
    },
  }
}
