import type { KeyObject } from 'node:crypto'

/**
 * The signature algorithms that are accepted. CDS Hooks forbids `none` and every symmetric one and
 * recommends ES384 and RS384 (https://cds-hooks.hl7.org/2.0/#trusting-cds-clients).
 */
export const ALGORITHMS = [
  'ES256',
  'ES384',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
] as const

/** An accepted signature algorithm. */
export type Algorithm = (typeof ALGORITHMS)[number]

/** RFC 7518 section 3.3. */
const LEAST_RSA_BITS = 2048

/** Curves as node:crypto calls them. RFC 7518 section 3.4. */
const CURVES: Readonly<Partial<Record<Algorithm, string>>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
}

export const isAlgorithm = (name: unknown): name is Algorithm =>
  (ALGORITHMS as readonly unknown[]).includes(name)

/** Whether a public key is of the kind and strength that an algorithm needs. */
export function fitsAlgorithm(key: KeyObject, algorithm: Algorithm): boolean {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  const curve = CURVES[algorithm]
  return curve === undefined
    ? key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS
    : key.asymmetricKeyType === 'ec' && namedCurve === curve
}
