import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { withoutTrailing } from '../../base/text-ends.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'

/** The server to which an import goes. */
export interface FhirServer {
  /** Base URL. */
  readonly url: string
  readonly accessToken: string | undefined
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

const TIMEOUT_MS = 60_000

/** What is shown of what a server says. */
const MOST_SHOWN = 300

/** By name, since an error may come from another realm than this code. */
const isTimeout = (error: unknown) => isJsonObject(error) && error['name'] === 'TimeoutError'

function toInit({ accessToken }: FhirServer, body: FhirResource | undefined): RequestInit {
  return {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/fhir+json',
      ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // The token is for this server alone.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
}

/** JSON; nothing when it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function ask(server: FhirServer, path: string, body?: FhirResource): Promise<Answer> {
  try {
    const answer = await fetch(`${withoutTrailing(server.url, '/')}${path}`, toInit(server, body))
    return { status: answer.status, body: parse(await answer.text()) }
  } catch (error) {
    const how = isTimeout(error) ? 'did not answer in time' : 'cannot be reached'
    // It may have been read before the connection broke.
    const rest = body === undefined ? '' : ': look there before you send it again'
    throw new Error(`the server ${how}${rest}`, { cause: error })
  }
}

/** What a server says of a refusal, as far as it can be shown. */
function reasonIn({ status, body }: Answer): string {
  const issues = isJsonObject(body) ? objects(body['issue']) : []
  const isFailure = ({ severity }: JsonObject) => severity === 'error' || severity === 'fatal'
  const issue = issues.find(isFailure) ?? issues[0]
  const details = isJsonObject(issue?.['details']) ? issue['details'] : {}
  const words = nonBlank(issue?.['diagnostics']) ?? nonBlank(details['text'])
  return `it answers ${String(status)}${words === undefined ? '' : `: ${words.slice(0, MOST_SHOWN)}`}`
}

/**
 * What a server answers to a question: a resource, or a Bundle of those that a search found.
 *
 * @param name - What was asked for, for people: a search may hold a patient's number.
 * @throws {Error} In words for people, when it is not answered with a resource.
 */
export async function readFrom(server: FhirServer, path: string, name = path): Promise<JsonObject> {
  const answer = await ask(server, `/${path}`)
  if (answer.status !== 200 || !isJsonObject(answer.body))
    throw new Error(`${name} cannot be read: ${reasonIn(answer)}`)
  return answer.body
}

/**
 * Sends a transaction.
 *
 * @returns How many resources the server created, and how many it updated or already had.
 * @throws {Error} In words for people, when nothing was written.
 */
export async function sendTransaction(bundle: FhirResource, server: FhirServer) {
  const answer = await ask(server, '', bundle)
  if (answer.status < 200 || answer.status > 299 || !isJsonObject(answer.body))
    throw new Error(`the server took nothing: ${reasonIn(answer)}`)
  const statuses = objects(answer.body['entry']).map(({ response }) =>
    isJsonObject(response) ? String(response['status']) : '',
  )
  const created = statuses.filter((status) => status.startsWith('201')).length
  return { created, others: statuses.length - created }
}
