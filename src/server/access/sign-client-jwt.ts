import type { JsonWebKey } from 'node:crypto'
import type { Instant } from '../../base/time.ts'
import { newSigningKey, signJwt } from './signing-key.ts'

/** A CDS Client that signs: the sandbox's mock EHR, whose key lives as long as its process. */
export interface ClientJwtSigner {
  /** The public key as a JSON Web Key Set, for whom it calls. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] }
  /** @param more - What another kind of token says too, or instead: an `id_token`. */
  readonly sign: (claims: ClientJwtClaims, more?: object) => string
}

/** What differs from call to call. */
interface ClientJwtClaims {
  /** The URL that is called. */
  readonly audience: string
  readonly now: Instant
  /** Unique. */
  readonly jti: string
}

/** The lifetime that the specification's example and its reference client use. */
const LIFETIME_SECONDS = 300

/**
 * Signs client JWTs with a key of its own. https://cds-hooks.hl7.org/2.0/#trusting-cds-clients
 *
 * @param issuer - The client, as services register it.
 * @param jku - Where its key set is published.
 */
export function toClientJwtSigner(issuer: string, jku: string): ClientJwtSigner {
  const key = newSigningKey()
  return {
    jwks: { keys: [key.jwk] },
    sign: ({ audience, now, jti }, more = {}) => {
      const iat = Math.floor(now / 1000)
      const claims = { iss: issuer, aud: audience, iat, exp: iat + LIFETIME_SECONDS, jti, ...more }
      return signJwt(claims, key, jku)
    },
  }
}
