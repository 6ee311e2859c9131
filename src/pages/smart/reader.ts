import { isJsonObject, nonBlank } from '../../base/json.ts'
import { type Answer, failed, judgeBody, judgeStatus } from '../../hook/fetch/reader/fhir-answer.ts'
import { baseUrlOf } from '../../hook/fetch/reader/links.ts'
import { pagedReader } from '../../hook/fetch/reader/paged-reader.ts'
import { ServerHabits } from '../../hook/fetch/reader/server-habits.ts'
import { type Reader, withinScope } from '../../hook/fetch/reader/reader.ts'
import { sleep } from '../surroundings.ts'
import { KnownFailure } from './failure.ts'
import type { SmartClient } from './fhir-client.ts'
import { requestFhir } from './fhir-request.ts'

/** The longest wait that a server may ask for before it is asked once more. */
const PATIENCE_MS = 5_000

async function judgeResponse(response: Response): Promise<Answer> {
  const { ok, type, status, headers } = response
  if (ok) return judgeBody(JSON.parse(await response.text()), headers.get('content-type'))
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

const scopeOf = ({ state: { tokenResponse } }: SmartClient) =>
  isJsonObject(tokenResponse) ? nonBlank(tokenResponse['scope']) : undefined

/** Reads with the app's own token. A token that is refused ends in a {@link KnownFailure}. */
export function toReader(client: SmartClient): Reader {
  const reader = pagedReader({
    baseUrl: baseUrlOf(client.state.serverUrl),
    habits: new ServerHabits(),
    ask: (url) => ask(client, url),
    wait: async (ms) => {
      if (ms > PATIENCE_MS) return false
      await sleep(ms)
      return true
    },
  })
  const scope = scopeOf(client)
  return scope === undefined ? reader : withinScope(scope, reader)
}
