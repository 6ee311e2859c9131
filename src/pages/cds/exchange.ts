/** One request of the page and its answer, for the developer drawer. */
export interface Exchange {
  readonly id: string
  readonly what: string
  readonly method: string
  readonly url: string
  readonly requestBody: unknown
  /** Absent when nothing answered. */
  readonly status: number | undefined
  readonly responseBody: unknown
  readonly ms: number
  /** The rules of the specification that the answer breaks, when it was judged. */
  readonly violations?: readonly string[]
}

interface OutgoingRequest {
  readonly what: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Which rules an answer breaks. */
  readonly judge?: (answer: unknown) => readonly string[]
}

export interface Answer {
  /** Absent when nothing answered. */
  readonly status: number | undefined
  readonly body: unknown
}

export type Send = (request: OutgoingRequest) => Promise<Answer>

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function answerTo({ method, url, headers, body }: OutgoingRequest): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      // The record and the services of now, not as browser or server kept them.
      cache: 'reload',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await bodyOf(response) }
  } catch (error) {
    return { status: undefined, body: error instanceof Error ? error.message : String(error) }
  }
}

/** Records every exchange without its headers, which hold tokens. */
export function toSender(record: (exchange: Exchange) => void, newId: () => string): Send {
  return async (request) => {
    const started = performance.now()
    const { status, body } = await answerTo(request)
    const { what, method, url, judge } = request
    record({
      id: newId(),
      what,
      method,
      url,
      requestBody: request.body,
      status,
      responseBody: body,
      ms: Math.round(performance.now() - started),
      ...(judge === undefined || status !== 200 ? {} : { violations: judge(body) }),
    })
    return { status, body }
  }
}

export const isSuccess = ({ status }: Answer): boolean =>
  status !== undefined && status >= 200 && status < 300
