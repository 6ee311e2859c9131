/**
 * Each code has one HTTP status (server/http/fault-response.ts): a new code does not compile until
 * it has one.
 */
export type FaultCode =
  | 'malformed-request'
  | 'unauthenticated'
  | 'untrusted-client'
  | 'untrusted-fhir-server'
  | 'unknown-service'
  | 'method-not-allowed'
  | 'data-unavailable'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'too-many-requests'
  | 'temporarily-unavailable'
  | 'internal'

/** `expression` is a FHIRPath-like path to what is wrong in the request. */
export interface FaultIssue {
  readonly text: string
  readonly expression?: string
}

/**
 * A failure at a boundary. Its texts are public: they never hold a token, a header, an identifier
 * or a resource. What is only for the log goes into `cause`.
 */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  readonly issues: readonly [FaultIssue, ...FaultIssue[]]

  constructor(
    code: FaultCode,
    issues: string | readonly [FaultIssue, ...FaultIssue[]],
    options?: ErrorOptions,
  ) {
    const list: readonly [FaultIssue, ...FaultIssue[]] =
      typeof issues === 'string' ? [{ text: issues }] : issues
    super(`${code}: ${list.map(({ text }) => text).join('; ')}`, options)
    this.code = code
    this.issues = list
  }
}
