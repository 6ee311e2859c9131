/** The only bearer token the sandbox accepts. It is public and protects nothing. */
export const SANDBOX_TOKEN = 'sandbox-token'

/**
 * Whether a request may pass: without credentials it does, so that the first try is easy; with the
 * wrong ones it does not, so that a tester sees what a CDS client's bad token leads to.
 */
export function mayPass(authorization: string | undefined): boolean {
  return authorization === undefined || authorization === `Bearer ${SANDBOX_TOKEN}`
}
