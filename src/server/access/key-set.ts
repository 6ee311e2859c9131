import { createPublicKey, type KeyObject } from 'node:crypto'
import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Algorithm, fitsAlgorithm } from './algorithms.ts'

/** One verification key of a client. */
interface VerificationKey {
  readonly key: KeyObject
  /** The only algorithm that it may be used with, if its owner names one. RFC 7517 section 4.4. */
  readonly onlyFor: string | undefined
}

/** The verification keys of a JWK Set (RFC 7517) by key id. */
export type KeySet = ReadonlyMap<string, VerificationKey>

const isForVerifying = ({ use, key_ops: operations, d }: JsonObject) =>
  (use === undefined || use === 'sig') &&
  (operations === undefined ||
    (Array.isArray(operations) && (operations as readonly unknown[]).includes('verify'))) &&
  // A private key has no business here; whoever publishes one has lost it.
  d === undefined

function toKey(jwk: JsonObject): KeyObject | undefined {
  if (!['EC', 'RSA'].includes(nonBlank(jwk['kty']) ?? '') || !isForVerifying(jwk)) return undefined
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' })
  } catch {
    return undefined
  }
}

/**
 * The usable keys of a JWK Set. A key without an id, of another kind, or not readable is passed
 * over, as RFC 7517 section 5 asks; an id that two keys share names neither.
 *
 * @returns Nothing when it is no JWK Set at all.
 */
export function readKeySet(json: unknown): KeySet | undefined {
  if (!isJsonObject(json) || !Array.isArray(json['keys'])) return undefined
  const jwks = objects(json['keys'])
  const isShared = (id: unknown) => jwks.filter(({ kid }) => kid === id).length > 1
  const keys = jwks.flatMap((jwk) => {
    const id = nonBlank(jwk['kid'])
    const key = toKey(jwk)
    return id === undefined || key === undefined || isShared(id)
      ? []
      : [[id, { key, onlyFor: nonBlank(jwk['alg']) }] as const]
  })
  return new Map(keys)
}

/** The key of an id, if it may verify this algorithm. */
export function keyFor(keys: KeySet, id: string, algorithm: Algorithm): KeyObject | undefined {
  const found = keys.get(id)
  if (found === undefined || (found.onlyFor ?? algorithm) !== algorithm) return undefined
  return fitsAlgorithm(found.key, algorithm) ? found.key : undefined
}
