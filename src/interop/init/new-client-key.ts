import { generateKeyPairSync, hash, type JsonWebKey } from 'node:crypto'

/** A client's key as JSON Web Keys: the private one to sign with, the public one to hand out. */
export interface ClientKey {
  readonly privateJwk: JsonWebKey
  readonly publicJwks: { readonly keys: readonly JsonWebKey[] }
}

/**
 * A new key on P-384, which CDS Hooks recommends.
 * https://cds-hooks.hl7.org/2.0/#trusting-cds-clients
 */
export function newClientKey(): ClientKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const jwk = publicKey.export({ format: 'jwk' })
  const kid = hash('sha256', JSON.stringify(jwk), 'hex').slice(0, 16)
  const named = { kid, alg: 'ES384', use: 'sig' }
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...named },
    publicJwks: { keys: [{ ...jwk, ...named }] },
  }
}
