import { codeOf } from '../../base/error-facts.ts'
import { isJsonObject, parseJsonText } from '../../base/json.ts'

/** Why no JSON came. */
interface FailedAnswer {
  readonly kind: 'failed'
  readonly why: 'unreachable' | 'redirect' | 'status' | 'too-large' | 'not-json'
  /** What the operator can act on: the status, where a redirect leads, the code of the error. */
  readonly detail?: string | undefined
}

type JsonAnswer = { readonly kind: 'json'; readonly value: unknown } | FailedAnswer

const TIMEOUT_MS = 3_000
const LARGEST_BYTES = 256 * 1024

async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | null = response.body
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > LARGEST_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): JsonAnswer {
  try {
    return { kind: 'json', value: parseJsonText(text) }
  } catch {
    return { kind: 'failed', why: 'not-json' }
  }
}

async function jsonOf(response: Response): Promise<JsonAnswer> {
  const text = await readText(response)
  return text === undefined ? { kind: 'failed', why: 'too-large' } : parse(text)
}

/** Where a redirect leads, without what a query may hold. */
function redirected({ url, status, headers }: Response): FailedAnswer {
  const location = headers.get('location')
  const to = location === null ? null : URL.parse(location, url)
  const place = to === null ? 'nowhere' : `${to.origin}${to.pathname}`
  return { kind: 'failed', why: 'redirect', detail: `${String(status)} to ${place}` }
}

/** What `fetch` throws names its cause: a code of the system, or words of its own ("bad port"). */
function unreachable(error: unknown): FailedAnswer {
  const cause = isJsonObject(error) ? error['cause'] : undefined
  const words = cause instanceof Error ? cause.message : undefined
  const name = error instanceof Error ? error.name : undefined
  return { kind: 'failed', why: 'unreachable', detail: codeOf(cause) || (words ?? name) }
}

const isRedirect = ({ status }: Response) => status >= 300 && status < 400

/**
 * Gets a small JSON document: no redirect is followed, three seconds and 256 KiB are the most.
 *
 * @param url - From the operator's registry, never from a request.
 */
export async function fetchJson(url: string): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.ok) return await jsonOf(response)
    await response.body?.cancel()
    return isRedirect(response)
      ? redirected(response)
      : { kind: 'failed', why: 'status', detail: String(response.status) }
  } catch (error) {
    return unreachable(error)
  }
}

/**
 * Posts a form, within the same limits; an error that is told in JSON is an answer too.
 *
 * @param url - From the operator's configuration, never from a request.
 */
export async function postForm(
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly isOk: boolean; readonly answer: JsonAnswer }> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { accept: 'application/json', ...headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!isRedirect(response)) {
      const answer = await jsonOf(response)
      const isStatus = answer.kind === 'failed' && !response.ok
      return {
        isOk: response.ok,
        answer: isStatus ? { ...answer, detail: String(response.status) } : answer,
      }
    }
    await response.body?.cancel()
    return { isOk: false, answer: redirected(response) }
  } catch (error) {
    return { isOk: false, answer: unreachable(error) }
  }
}
