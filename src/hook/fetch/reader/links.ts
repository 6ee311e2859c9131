import { withoutTrailing } from '../../../base/text-ends.ts'

/** The base URL of a FHIR server, without a slash at its end. */
export const baseUrlOf = (server: string): string =>
  withoutTrailing(URL.parse(server)?.href ?? server, '/')

/**
 * A link as an absolute URL, if it stays on the server: same origin, and below its base path. A
 * client library would send the access token to any host that a `next` link names.
 */
export function onServer(link: string, from: string, baseUrl: string): string | undefined {
  const base = URL.parse(`${baseUrl}/`)
  const url = URL.parse(link, from)
  if (base === null || url === null) return undefined
  const stays = url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname)
  return stays && url.username === '' && url.password === '' ? url.href : undefined
}
