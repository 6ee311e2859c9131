import type { AuthMode } from '../../base/config/config.ts'

/** A tester's browser may call this machine by any of its names. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** The URLs under which clients reach the service, without a trailing slash. */
export function publicUrlsOf(publicUrl: string, authMode: AuthMode): readonly string[] {
  const { protocol, hostname, port, pathname } = new URL(publicUrl)
  if (authMode !== 'sandbox' || !LOOPBACK.includes(hostname)) return [publicUrl]
  return LOOPBACK.map((name) => `${protocol}//${name}:${port}${pathname.replace(/\/+$/, '')}`)
}
