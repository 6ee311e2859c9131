import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'fhir-kit-client'
import type { Dispatcher } from 'undici'
import { JsonBounds } from '../../base/json-limits.ts'
import type { FhirRelease } from '../../clinical/fhir/release.ts'
import { withinBytes } from './bytes-of-call.ts'
import { type CallWatch, describeCall } from './call-watch.ts'
import { judgeError } from './library-error.ts'
import { type Answer, failed, judgeBody } from './reader/fhir-answer.ts'
import { pagedReader } from './reader/paged-reader.ts'
import { acquainted, type Reader } from './reader/reader.ts'
import { isOtherRelease, releaseOfType } from './reader/server-statement.ts'
import type { KnownOfServer, ServerMemory } from './server-memory.ts'

/** One FHIR server, one token, one time budget. */
export interface FhirReaderOptions {
  readonly baseUrl: string
  readonly accessToken: string | undefined
  /** Time for everything, in milliseconds from now. */
  readonly budgetMs: number
  /** How long of it may be waited until the server says what it is. */
  readonly patienceMs?: number | undefined
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly dispatcher: Dispatcher
  readonly memory: ServerMemory
  readonly known: KnownOfServer
  /** The FHIR release that the call speaks, where it says so. */
  readonly release: FhirRelease | undefined
  readonly watch?: CallWatch | undefined
}

/**
 * The record of now: a server may answer a search from what it found a minute before, and what was
 * written since would be missing. https://www.rfc-editor.org/rfc/rfc9111#name-no-cache
 */
const FRESH = { 'cache-control': 'no-cache' }

/** A server that says what it is takes this long at most; the first call waits for a part of it. */
const LOOK_MS = 10_000
const PATIENCE_MS = 1_000

/** What all answers to one call may bring in: as much as four of the largest. */
const ANSWERS_BYTES = 20 * 1024 * 1024

type Ask = (url: string) => Promise<Answer>

/** How URLs are asked for; what goes wrong is part of the answer. */
function toAsk(options: FhirReaderOptions, signal: AbortSignal): Ask {
  const { baseUrl, accessToken, dispatcher, release, watch } = options
  const bounds = new JsonBounds()
  const client = new Client({
    baseUrl,
    ...(accessToken === undefined ? {} : { bearerToken: accessToken }),
    requestOptions: {
      dispatcher: dispatcher.compose(withinBytes(ANSWERS_BYTES)),
      redirect: 'manual',
    },
  })
  async function request(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    try {
      const body = await client.request(url, {
        options: { signal, headers: { ...FRESH, ...headers } },
      })
      if (bounds.excessOf(body) !== undefined) return failed('too-large')
      const { response } = Client.httpFor(body)
      const type = response?.headers.get('content-type') ?? null
      return isOtherRelease(releaseOfType(type), release)
        ? failed('other-fhir-version')
        : judgeBody(body, type)
    } catch (error) {
      return signal.aborted ? failed('timed-out') : judgeError(error)
    }
  }
  return async (url) => {
    const watched = watch?.(describeCall(url, baseUrl))
    const answer = await request(url, watched?.headers ?? {})
    watched?.end(answer.kind === 'failed' ? answer.why : 'ok')
    return answer
  }
}

/** Whether the server is one that is read, as soon as it is known. */
function toIsReadable(options: FhirReaderOptions): () => Promise<boolean> {
  const { baseUrl, memory, known, budgetMs, patienceMs = PATIENCE_MS, release } = options
  const askFor = () => {
    const signal = AbortSignal.any([AbortSignal.timeout(LOOK_MS), memory.closing])
    // What is looked up for all calls is of no call's trace.
    return toAsk(
      { ...options, release: undefined, watch: undefined },
      signal,
    )(`${baseUrl}/metadata`)
  }
  const isReadable = memory
    .acquaint(known, askFor, Math.min(patienceMs, budgetMs / 3))
    .then(() => !isOtherRelease(memory.statement.release, release))
  return () => isReadable
}

/**
 * A reader for one call. A client library instance holds the token of its call, so it is never
 * shared.
 */
export function toFhirReader(options: FhirReaderOptions): Reader {
  const { baseUrl, budgetMs, now, memory } = options
  const deadline = now() + budgetMs
  const reader = pagedReader({
    baseUrl,
    habits: memory.habits,
    ask: toAsk(options, AbortSignal.timeout(budgetMs)),
    wait: async (ms) => {
      if (ms >= deadline - now()) return false
      await sleep(ms)
      return true
    },
  })
  return acquainted(reader, toIsReadable(options))
}
