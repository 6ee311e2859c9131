import type { FhirAuthorization } from '../protocol/hook-request.ts'

/** What the token may read is known to the server alone, which refuses the rest. */
const SCOPE = 'system/*.read user/*.read patient/*.read'

/** The grant that a person at a terminal gives a command by a token; none without one. */
export function terminalGrant(
  accessToken: string | undefined,
  subject: string,
): FhirAuthorization | undefined {
  if (accessToken === undefined) return undefined
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 3600,
    scope: SCOPE,
    subject,
  }
}
