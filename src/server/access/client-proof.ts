import type { Clock } from '../../base/time.ts'
import { signJwt } from './signing-key.ts'
import type { SmartCredential } from './smart-clients.ts'

/** What a token request carries to show who makes it. */
interface Proof {
  readonly form: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

export interface Signing {
  readonly clock: Clock
  readonly newId: () => string
}

/** https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html: five minutes at most. */
const ASSERTION_SECONDS = 240

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const formEncoded = (text: string) => new URLSearchParams({ _: text }).toString().slice(2)

/** Proves to a token endpoint who asks: by a signed assertion, or by a secret. */
export function proofOf(
  clientId: string,
  tokenEndpoint: string,
  credential: SmartCredential,
  { clock, newId }: Signing,
): Proof {
  if (credential.kind === 'client_secret_basic') {
    // RFC 6749 section 2.3.1: both halves are form-encoded first.
    const pair = `${formEncoded(clientId)}:${formEncoded(credential.secret)}`
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
    return { form: {}, headers: { authorization } }
  }
  const iat = Math.floor(clock.now() / 1000)
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: tokenEndpoint,
    iat,
    exp: iat + ASSERTION_SECONDS,
    jti: newId(),
  }
  const assertion = signJwt(claims, credential.key)
  return {
    form: { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion },
    headers: {},
  }
}
