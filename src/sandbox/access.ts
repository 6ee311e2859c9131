import type { Grant, Grants } from './grants.ts'

/** The bearer token of the sandbox's CDS calls. It is public and protects nothing. */
export const SANDBOX_TOKEN = 'sandbox-token'

/** What becomes of a request: everything is open, or what a token was granted, or nothing. */
type Access = 'open' | 'unknown-token' | Grant

/**
 * Who may pass: without credentials everybody, so that the first try is easy; with wrong ones
 * nobody, so that a tester sees what a bad token leads to; a SMART app within its grant.
 */
export function accessOf(
  authorization: string | undefined,
  grants: Pick<Grants, 'findToken'>,
): Access {
  if (authorization === undefined || authorization === `Bearer ${SANDBOX_TOKEN}`) return 'open'
  return grants.findToken(authorization.replace(/^Bearer /, '')) ?? 'unknown-token'
}
