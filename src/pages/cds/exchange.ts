import { now } from '../surroundings.ts'

/** Why there is no answer: nothing came in time, it may not or cannot be read, or nobody is there. */
export type Silence = 'timeout' | 'blocked' | 'unreachable'

export interface Answer {
  /** Absent when there is no answer. */
  readonly status: number | undefined
  /** JSON, or the text where it is none. */
  readonly body: unknown
  readonly isJson: boolean
  readonly silence?: Silence
}

/** One request of the page and its answer. */
export interface Exchange extends Answer {
  readonly id: string
  readonly what: string
  readonly method: string
  readonly url: string
  /** With what an access token is in place of the token. */
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: unknown
  readonly mimeType: string
  /** When it was sent, in UTC. */
  readonly startedAt: string
  readonly ms: number
  /** Whether it is the answer of a CDS Service, which the specification of cards is about. */
  readonly isOfService: boolean
}

interface OutgoingRequest {
  readonly what: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly isOfService?: boolean
}

export type Send = (request: OutgoingRequest) => Promise<Answer>

interface SenderOptions {
  readonly record: (exchange: Exchange) => void
  readonly newId: () => string
  /** How long an answer is waited for. */
  readonly patienceMs: number
  /** An access token that nobody is shown. */
  readonly secret?: string | undefined
}

function parsed(text: string): Pick<Answer, 'body' | 'isJson'> {
  try {
    return { body: JSON.parse(text), isJson: true }
  } catch {
    return { body: text, isJson: false }
  }
}

/**
 * A browser tells nobody why it shows no answer. Whoever answers a question without content is
 * there, and does not let this page read (CORS) or broke off.
 */
async function whySilent(url: string, patienceMs: number): Promise<Silence> {
  try {
    const { origin } = new URL(url)
    await fetch(origin, { mode: 'no-cors', signal: AbortSignal.timeout(patienceMs) })
    return 'blocked'
  } catch {
    return 'unreachable'
  }
}

const isTimeout = (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError'

const headersOf = ({ headers, body }: OutgoingRequest): Readonly<Record<string, string>> => ({
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  ...headers,
})

async function answerTo(
  request: OutgoingRequest,
  patienceMs: number,
): Promise<Answer & { readonly mimeType: string }> {
  const { method, url, body } = request
  try {
    const response = await fetch(url, {
      method,
      // The record and the services of now, not as browser or server kept them.
      cache: 'reload',
      headers: headersOf(request),
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const mimeType = response.headers.get('content-type') ?? ''
    return { status: response.status, mimeType, ...parsed(await response.text()) }
  } catch (error) {
    const silence = isTimeout(error) ? 'timeout' : await whySilent(url, patienceMs)
    return { status: undefined, mimeType: '', body: undefined, isJson: false, silence }
  }
}

/** What is put in place of a token in all that is shown, copied and saved. */
export const TOKEN = '$TOKEN'

function withoutToken(request: OutgoingRequest, secret: string | undefined) {
  const { authorization, ...others } = headersOf(request)
  const body = request.body
  return {
    requestHeaders: {
      ...others,
      ...(authorization === undefined ? {} : { authorization: `Bearer ${TOKEN}` }),
    },
    requestBody:
      secret === undefined || body === undefined
        ? body
        : (JSON.parse(JSON.stringify(body).replaceAll(secret, TOKEN)) as unknown),
  }
}

/** Sends requests, and records each with its answer. */
export function toSender({ record, newId, patienceMs, secret }: SenderOptions): Send {
  return async (request) => {
    const [started, startedAt] = [performance.now(), new Date(now()).toISOString()]
    const { mimeType, ...answer } = await answerTo(request, patienceMs)
    const { what, method, url, isOfService = false } = request
    record({
      ...{ id: newId(), what, method, url, isOfService, mimeType, startedAt },
      ...withoutToken(request, secret),
      ...answer,
      ms: Math.round(performance.now() - started),
    })
    return answer
  }
}

export const isSuccess = ({ status }: Answer): boolean =>
  status !== undefined && status >= 200 && status < 300
