type JsonAnswer =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly why: 'unreachable' | 'status' | 'too-large' | 'not-json' }

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
    return { kind: 'json', value: JSON.parse(text) }
  } catch {
    return { kind: 'failed', why: 'not-json' }
  }
}

async function jsonOf(response: Response): Promise<JsonAnswer> {
  const text = await readText(response)
  return text === undefined ? { kind: 'failed', why: 'too-large' } : parse(text)
}

/**
 * Gets a small JSON document: no redirect is followed, three seconds and 256 KiB are the most.
 *
 * @param url - From the operator's registry, never from a request.
 */
export async function fetchJson(url: string): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!response.ok) {
      await response.body?.cancel()
      return { kind: 'failed', why: 'status' }
    }
    return await jsonOf(response)
  } catch {
    return { kind: 'failed', why: 'unreachable' }
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
      redirect: 'error',
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { accept: 'application/json', ...headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { isOk: response.ok, answer: await jsonOf(response) }
  } catch {
    return { isOk: false, answer: { kind: 'failed', why: 'unreachable' } }
  }
}
