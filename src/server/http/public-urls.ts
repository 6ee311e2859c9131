import type { AuthMode } from '../../base/config/config.ts'
import { byEachName } from '../../base/loopback.ts'

/**
 * The URLs under which clients reach the service, without a trailing slash. A tester's browser may
 * call this machine by any of its names.
 */
export const publicUrlsOf = (publicUrl: string, authMode: AuthMode): readonly string[] =>
  authMode === 'sandbox' ? byEachName(publicUrl) : [publicUrl]
