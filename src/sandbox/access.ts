import type { Grant, Grants } from './grants.ts'

/** The bearer token of the sandbox's CDS calls. It is public and protects nothing. */
export const SANDBOX_TOKEN = 'sandbox-token'

/** Everything is open, or what a token was granted, or nothing. */
type Access = 'open' | 'unknown-token' | Grant

/**
 * Without credentials everything is open, so that the first try is easy; with a wrong token
 * nothing, so that a tester sees what a bad token leads to; a SMART app is held to its grant.
 */
export function accessOf(
  authorization: string | undefined,
  grants: Pick<Grants, 'findToken'>,
): Access {
  if (authorization === undefined || authorization === `Bearer ${SANDBOX_TOKEN}`) return 'open'
  return grants.findToken(authorization.replace(/^Bearer /, '')) ?? 'unknown-token'
}
