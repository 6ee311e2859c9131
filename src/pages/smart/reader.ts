import { isJsonObject, nonBlank } from '../../base/json.ts'
import { type Answer, failed, judgeBody, judgeStatus } from '../../hook/fetch/reader/fhir-answer.ts'
import { baseUrlOf, pagedReader } from '../../hook/fetch/reader/paged-reader.ts'
import { type Reader, withinScope } from '../../hook/fetch/reader/reader.ts'
import { sleep } from '../surroundings.ts'
import { KnownFailure, statusOf } from './failure.ts'
import type { SmartClient } from './fhir-client.ts'

/** The longest wait that a server may ask for before it is asked once more. */
const PATIENCE_MS = 5_000

interface Answered {
  readonly body: unknown
  readonly response: Response
}

/** The library reads no body whose type is not named; such servers are believed. */
async function judgeAnswer({ body, response }: Answered): Promise<Answer> {
  const type = response.headers.get('content-type')
  return judgeBody(type === null ? JSON.parse(await response.text()) : body, type)
}

/** The answer in what the SMART library throws. */
function judgeError(error: unknown): Answer {
  const status = statusOf(error)
  // An expired sign-in is not a gap in the record: nothing can be said without a new one.
  if (status === 401) throw new KnownFailure('expired')
  if (error instanceof SyntaxError) return failed('unreadable')
  if (status === undefined) return failed('unreachable')
  const { response } = error as { readonly response?: Response }
  // A redirect is not followed, since the token would be; a browser gives it status 0.
  return judgeStatus(status === 0 ? 302 : status, response?.headers ?? new Headers())
}

async function ask(client: SmartClient, url: string): Promise<Answer> {
  try {
    const answer = await client.request({
      url,
      headers: { accept: 'application/fhir+json' },
      redirect: 'manual',
      includeResponse: true,
    })
    return await judgeAnswer(answer as Answered)
  } catch (error) {
    return judgeError(error)
  }
}

const scopeOf = ({ state: { tokenResponse } }: SmartClient) =>
  isJsonObject(tokenResponse) ? nonBlank(tokenResponse['scope']) : undefined

/** Reads with the app's own token; {@link KnownFailure} `expired` is thrown when it is refused. */
export function toReader(client: SmartClient): Reader {
  const reader = pagedReader({
    baseUrl: baseUrlOf(client.state.serverUrl),
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
