import { KnownFailure } from './failure.ts'
import type { SmartClient } from './fhir-client.ts'

/**
 * Sends a request with the token of the sign-in, for an answer of now: neither the browser nor the
 * server may take one that was kept (`Cache-Control: no-cache`). The library's own `request` is not
 * used: it fails at Bundle entries that are `null`, reads no answer without a content type, and
 * follows redirects with the token.
 *
 * @throws {KnownFailure} `expired` when the token is over and cannot be refreshed.
 * @throws {TypeError} When nothing answers.
 */
export async function requestFhir(
  client: SmartClient,
  url: string,
  { headers, ...options }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> {
  await client.refreshIfNeeded().catch(() => {
    throw new KnownFailure('expired')
  })
  const authorization = client.getAuthorizationHeader()
  return fetch(url, {
    ...options,
    cache: 'reload',
    redirect: 'manual',
    headers: {
      accept: 'application/fhir+json',
      ...headers,
      ...(authorization === null ? {} : { authorization }),
    },
  })
}
