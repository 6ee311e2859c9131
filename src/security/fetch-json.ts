/** What a URL of the registry answered. */
export type JsonAnswer =
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

/**
 * Gets a small JSON document: no redirect is followed, three seconds and 256 KiB are the most.
 *
 * @param url - From the operator's registry, never from a request.
 */
export async function fetchJson(url: string): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!response.ok) {
      await response.body?.cancel()
      return { kind: 'failed', why: 'status' }
    }
    const text = await readText(response)
    return text === undefined ? { kind: 'failed', why: 'too-large' } : parse(text)
  } catch {
    return { kind: 'failed', why: 'unreachable' }
  }
}
