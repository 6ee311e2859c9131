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

/** A request to send. */
export interface Outgoing {
  readonly what: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Which rules an answer breaks. */
  readonly judge?: (answer: unknown) => readonly string[]
}

/** An answer: a status and what its body says. */
export interface Answer {
  /** Absent when nothing answered. */
  readonly status: number | undefined
  readonly body: unknown
}

/** Sends requests. */
export type Send = (outgoing: Outgoing) => Promise<Answer>

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function answerTo({ method, url, headers, body }: Outgoing): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
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

/** A sender that tells every exchange. What it tells holds no header: a token is not shown. */
export function toSender(tell: (exchange: Exchange) => void, newId: () => string): Send {
  return async (outgoing) => {
    const started = performance.now()
    const { status, body } = await answerTo(outgoing)
    const { what, method, url, judge } = outgoing
    tell({
      id: newId(),
      what,
      method,
      url,
      requestBody: outgoing.body,
      status,
      responseBody: body,
      ms: Math.round(performance.now() - started),
      ...(judge === undefined || status !== 200 ? {} : { violations: judge(body) }),
    })
    return { status, body }
  }
}

/** Whether an answer is a success. */
export const isSuccess = ({ status }: Answer): boolean =>
  status !== undefined && status >= 200 && status < 300
