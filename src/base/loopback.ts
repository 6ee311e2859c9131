import { BLOCKED_PORT, hasBlockedPort } from './blocked-ports.ts'
import { withoutTrailing } from './text-ends.ts'

/** The names of this machine in a URL: whoever answers by one answers by all. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

export const isLoopbackHost = (hostname: string): boolean => LOOPBACK_HOSTS.includes(hostname)

/** A URL by each name of this machine; of another host it is the only one. No slash at its end. */
export function byEachName(url: string): readonly string[] {
  const { protocol, hostname, port, pathname } = new URL(url)
  const path = withoutTrailing(pathname, '/')
  if (!isLoopbackHost(hostname)) return [withoutTrailing(url, '/')]
  const names = [hostname, ...LOOPBACK_HOSTS.filter((name) => name !== hostname)]
  return names.map((name) => `${protocol}//${name}${port === '' ? '' : `:${port}`}${path}`)
}

/**
 * A base URL in the form in which two that mean the same are equal: one name for this machine, host
 * in lower case, no default port and no slash at the end. Nothing where it is none: no http(s), or
 * with credentials, query or fragment.
 */
export function canonicalBase(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  const { protocol, hostname, port, pathname, username, password, search, hash } = url
  if (username + password + search + hash !== '') return undefined
  const host = isLoopbackHost(hostname) ? 'localhost' : hostname
  return `${protocol}//${host}${port === '' ? '' : `:${port}`}${withoutTrailing(pathname, '/')}`
}

export const isSameBase = (one: string, other: string): boolean =>
  canonicalBase(one) !== undefined && canonicalBase(one) === canonicalBase(other)

/** Whether nobody on the way can read or change what is sent: https, or this machine. */
export function isSafeUrl(text: string): boolean {
  const { protocol, hostname = '' } = URL.parse(text) ?? {}
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}

/** Why a URL of the configuration cannot be called; nothing when it can. */
export function problemOfSafeUrl(text: string): string | undefined {
  if (!isSafeUrl(text)) return 'must be an https URL'
  return hasBlockedPort(text) ? BLOCKED_PORT : undefined
}
