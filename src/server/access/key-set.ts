import { createPublicKey, type KeyObject } from 'node:crypto'
import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
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

/** Why a key that is meant to verify cannot; one that is meant for something else has no problem. */
function problemOfKey(jwk: unknown): string | undefined {
  if (!isJsonObject(jwk)) return 'is no JSON object'
  const { d, ...publicPart } = jwk
  if (!['EC', 'RSA'].includes(nonBlank(jwk['kty']) ?? '') || !isForVerifying(publicPart))
    return undefined
  if (d !== undefined) return 'is a private key'
  if (nonBlank(jwk['kid']) === undefined) return 'has no kid'
  return toKey(jwk) === undefined ? 'cannot be read' : undefined
}

/** What is wrong with the keys of a set, by their places: `keys[0] has no kid`. */
export function problemsOfKeySet(json: unknown): readonly string[] {
  const jwks = isJsonObject(json) ? elements(json['keys']) : []
  return jwks.flatMap((jwk, i) => {
    const problem = problemOfKey(jwk)
    return problem === undefined ? [] : [`keys[${String(i)}] ${problem}`]
  })
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
