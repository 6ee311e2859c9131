export interface HttpRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is when a string, else as JSON. */
  readonly body?: unknown
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; nothing when it is none. */
  readonly json: unknown
  readonly ms: number
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toBody(body: unknown): string | undefined {
  return typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
}

/**
 * Sends one request. Redirects are not followed: what a client sends is for the URL that it called.
 *
 * @throws {Error} When the service cannot be reached or does not answer in time.
 */
export async function exchange(
  url: string,
  request: HttpRequest,
  timeoutMs: number,
): Promise<HttpResponse> {
  const from = performance.now()
  const body = toBody(request.body)
  const response = await fetch(url, {
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  const text = await response.text()
  const { status, headers } = response
  return { status, headers, text, json: parseJson(text), ms: performance.now() - from }
}
