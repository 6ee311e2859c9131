import { isJsonObject, nonBlank } from '../../base/json.ts'
import { type Answer, failed, judgeBody, judgeStatus } from '../../hook/fetch/reader/fhir-answer.ts'
import { baseUrlOf } from '../../hook/fetch/reader/links.ts'
import { pagedReader } from '../../hook/fetch/reader/paged-reader.ts'
import { ServerHabits } from '../../hook/fetch/reader/server-habits.ts'
import { acquainted, type Reader, withinScope } from '../../hook/fetch/reader/reader.ts'
import {
  isOtherRelease,
  NO_STATEMENT,
  releaseOfType,
  type ServerStatement,
  statementIn,
} from '../../hook/fetch/reader/server-statement.ts'
import { lazily } from '../../base/lazily.ts'
import { sleep } from '../surroundings.ts'
import { KnownFailure } from './failure.ts'
import type { SmartClient } from './fhir-client.ts'
import { requestFhir } from './fhir-request.ts'

/** The longest wait that a server may ask for before it is asked once more. */
const PATIENCE_MS = 5_000

async function judgeResponse(response: Response): Promise<Answer> {
  const { ok, type, status, headers } = response
  if (ok) {
    const body: unknown = JSON.parse(await response.text())
    const contentType = headers.get('content-type')
    return isOtherRelease(releaseOfType(contentType))
      ? failed('other-fhir-version')
      : judgeBody(body, contentType)
  }
  // The browser hides the status of a redirect that is not followed.
  return judgeStatus(type === 'opaqueredirect' ? 302 : status, headers)
}

async function ask(client: SmartClient, url: string): Promise<Answer> {
  try {
    return await judgeResponse(await requestFhir(client, url))
  } catch (error) {
    // An expired sign-in is not a gap in the record: nothing can be said without a new one.
    if (error instanceof KnownFailure) throw error
    return failed(error instanceof SyntaxError ? 'unreadable' : 'unreachable')
  }
}

/** A server that says what it is takes this long at most: nobody waits for it in front of nothing. */
const LOOK_MS = 1_000

/**
 * What the server says of itself. It is asked without the token: not every server takes one there,
 * and to be refused is no reason to end the session.
 */
async function statementOf(baseUrl: string): Promise<ServerStatement> {
  const look = fetch(`${baseUrl}/metadata`, {
    headers: { accept: 'application/fhir+json' },
    redirect: 'manual',
  })
    .then(judgeResponse)
    .then(statementIn, () => undefined)
  const told = await Promise.race([look, sleep(LOOK_MS)])
  return told ?? NO_STATEMENT
}

const scopeOf = ({ state: { tokenResponse } }: SmartClient) =>
  isJsonObject(tokenResponse) ? nonBlank(tokenResponse['scope']) : undefined

/** What a server is, asked once. */
export const toStatement = ({ state }: SmartClient) =>
  lazily(() => statementOf(baseUrlOf(state.serverUrl)))

/** Reads with the app's own token. A token that is refused ends in a {@link KnownFailure}. */
export function toReader(client: SmartClient, statement: () => Promise<ServerStatement>): Reader {
  const baseUrl = baseUrlOf(client.state.serverUrl)
  const habits = new ServerHabits()
  const isReadable = lazily(async () => {
    const { release, searchesComponents } = await statement()
    if (searchesComponents) habits.learnComponents()
    return !isOtherRelease(release)
  })
  const paged = pagedReader({
    baseUrl,
    habits,
    ask: (url) => ask(client, url),
    wait: async (ms) => {
      if (ms > PATIENCE_MS) return false
      await sleep(ms)
      return true
    },
  })
  const reader = acquainted(paged, isReadable)
  const scope = scopeOf(client)
  return scope === undefined ? reader : withinScope(scope, reader)
}
