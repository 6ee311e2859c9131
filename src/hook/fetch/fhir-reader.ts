import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'fhir-kit-client'
import type { Dispatcher } from 'undici'
import { JsonBounds } from '../../base/json-limits.ts'
import { type CallWatch, describeCall } from './call-watch.ts'
import { judgeError } from './library-error.ts'
import { type Answer, failed, judgeBody } from './reader/fhir-answer.ts'
import { pagedReader } from './reader/paged-reader.ts'
import type { Reader } from './reader/reader.ts'

/** One FHIR server, one token, one time budget. */
export interface FhirReaderOptions {
  readonly baseUrl: string
  readonly accessToken: string | undefined
  /** Time for everything, in milliseconds from now. */
  readonly budgetMs: number
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly dispatcher: Dispatcher
  readonly watch?: CallWatch | undefined
}

/**
 * The record of now: a server may answer a search from what it found a minute before, and what was
 * written since would be missing. https://www.rfc-editor.org/rfc/rfc9111#name-no-cache
 */
const FRESH = { 'cache-control': 'no-cache' }

/** How URLs are asked for; what goes wrong is part of the answer. */
function toRequest({ baseUrl, accessToken, dispatcher, budgetMs }: FhirReaderOptions) {
  const signal = AbortSignal.timeout(budgetMs)
  const client = new Client({
    baseUrl,
    ...(accessToken === undefined ? {} : { bearerToken: accessToken }),
    requestOptions: { dispatcher, redirect: 'manual' },
  })
  const bounds = new JsonBounds()
  return async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    try {
      const body = await client.request(url, {
        options: { signal, headers: { ...FRESH, ...headers } },
      })
      if (bounds.excessOf(body) !== undefined) return failed('too-large')
      const { response } = Client.httpFor(body)
      return judgeBody(body, response?.headers.get('content-type') ?? null)
    } catch (error) {
      return signal.aborted ? failed('timed-out') : judgeError(error)
    }
  }
}

/**
 * A reader for one call. A client library instance holds the token of its call, so it is never
 * shared.
 */
export function toFhirReader(options: FhirReaderOptions): Reader {
  const { baseUrl, budgetMs, now, watch } = options
  const deadline = now() + budgetMs
  const request = toRequest(options)
  return pagedReader({
    baseUrl,
    ask: async (url) => {
      const watched = watch?.(describeCall(url, baseUrl))
      const answer = await request(url, watched?.headers)
      watched?.end(answer.kind === 'failed' ? answer.why : 'ok')
      return answer
    },
    wait: async (ms) => {
      if (ms >= deadline - now()) return false
      await sleep(ms)
      return true
    },
  })
}
