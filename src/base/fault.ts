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

/** What a person reads, and what one line of a log may hold. */
const MOST_ISSUES = 20

type Issues = readonly [FaultIssue, ...FaultIssue[]]

/** The answer to a request must not grow with how much is wrong in it. */
function firstOf(issues: Issues): Issues {
  const more = issues.length - MOST_ISSUES
  if (more <= 0) return issues
  const [first, ...rest] = issues.slice(0, MOST_ISSUES) as [FaultIssue, ...FaultIssue[]]
  return [first, ...rest, { text: `and ${String(more)} more` }]
}

interface FaultOptions extends ErrorOptions {
  /** What the log line of the fault has beside: codes and counts, nothing of a patient. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined
}

/**
 * A failure at a boundary. Its texts are public: they never hold a token, a header, an identifier
 * or a resource. What is only for the log goes into `cause`. Of many issues the first twenty are
 * told, and how many more there are.
 */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  readonly issues: Issues
  readonly facts: FaultOptions['facts']

  constructor(code: FaultCode, issues: string | Issues, options?: FaultOptions) {
    const list = firstOf(typeof issues === 'string' ? [{ text: issues }] : issues)
    super(`${code}: ${list.map(({ text }) => text).join('; ')}`, options)
    this.code = code
    this.issues = list
    this.facts = options?.facts
  }
}
