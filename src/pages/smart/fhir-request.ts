import { KnownFailure } from './failure.ts'
import type { SmartClient } from './fhir-client.ts'

/** Clients whose token is over: they are good for nothing more, and least of all for a write. */
const over = new WeakSet<SmartClient>()

/** The token of a sign-in that still holds. */
async function authorizationOf(client: SmartClient): Promise<string> {
  const authorization = over.has(client)
    ? null
    : await client.refreshIfNeeded().then(
        () => client.getAuthorizationHeader(),
        () => null,
      )
  if (authorization === null) throw new KnownFailure('expired')
  return authorization
}

/**
 * Sends a request with the token of the sign-in, for an answer of now: neither the browser nor the
 * server may take one that was kept (`Cache-Control: no-cache`). The library's own `request` is not
 * used: it fails at Bundle entries that are `null`, reads no answer without a content type, and
 * follows redirects with the token.
 *
 * @throws {KnownFailure} `expired` when the token is over: it cannot be refreshed, or this answer
 *   or an earlier one was 401. Nothing is sent without it.
 * @throws {TypeError} When nothing answers.
 */
export async function requestFhir(
  client: SmartClient,
  url: string,
  { headers, ...options }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> {
  const authorization = await authorizationOf(client)
  const response = await fetch(url, {
    ...options,
    cache: 'reload',
    redirect: 'manual',
    headers: {
      accept: 'application/fhir+json',
      ...headers,
      authorization,
    },
  })
  if (response.status !== 401) return response
  over.add(client)
  throw new KnownFailure('expired')
}
