import type { Grants } from './grants.ts'
import { permits } from './scopes.ts'

/** The bearer token of the sandbox's CDS calls. It is public and protects nothing. */
export const SANDBOX_TOKEN = 'sandbox-token'

/** What becomes of a request: a wrong token is told from a token whose scopes do not reach. */
export type Access = 'granted' | 'unknown-token' | 'not-permitted'

/** A request, as far as access depends on it. */
export interface AccessRequest {
  readonly authorization: string | undefined
  readonly method: string
  /** Below the server's base. */
  readonly path: string
}

/**
 * Who may pass: without credentials everybody, so that the first try is easy; with wrong ones
 * nobody, so that a tester sees what a bad token leads to; a SMART app within its scopes.
 */
export function accessOf(
  { authorization, method, path }: AccessRequest,
  grants: Pick<Grants, 'findToken'>,
): Access {
  if (authorization === undefined || authorization === `Bearer ${SANDBOX_TOKEN}`) return 'granted'
  const grant = grants.findToken(authorization.replace(/^Bearer /, ''))
  if (grant === undefined) return 'unknown-token'
  return permits(grant.scope, method, path) ? 'granted' : 'not-permitted'
}
