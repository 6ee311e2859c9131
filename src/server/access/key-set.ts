import { createPublicKey, type KeyObject } from 'node:crypto'
import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Algorithm, ALGORITHMS, fitsAlgorithm } from './algorithms.ts'

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

/** Kinds of keys that RFC 7518 and RFC 8037 know, and no client signs with here. */
const OTHER_KINDS: readonly unknown[] = ['OKP', 'oct']

/** Why the key itself can verify nothing. */
function problemOfMaterial(jwk: JsonObject): string | undefined {
  const key = toKey(jwk)
  if (key === undefined) return 'cannot be read'
  const fitting = ALGORITHMS.filter((algorithm) => fitsAlgorithm(key, algorithm))
  if (fitting.length === 0) return 'is too short, or of a curve that is not taken'
  const { alg } = jwk
  if (alg === undefined || fitting.some((algorithm) => algorithm === alg)) return undefined
  return 'names an alg that it cannot be used with here'
}

/** Why a key that is meant to verify cannot; one that is meant for something else has no problem. */
function problemOfKey(jwk: unknown, others: readonly unknown[]): string | undefined {
  if (!isJsonObject(jwk)) return 'is no JSON object'
  const { d, ...publicPart } = jwk
  const { kty } = jwk
  if (OTHER_KINDS.includes(kty) || !isForVerifying(publicPart)) return undefined
  if (kty !== 'EC' && kty !== 'RSA') return 'has no kty that is known'
  if (d !== undefined) return 'is a private key'
  const id = nonBlank(jwk['kid'])
  if (id === undefined) return 'has no kid'
  if (objects(others).some(({ kid }) => kid === id)) return 'has the kid of another'
  return problemOfMaterial(jwk)
}

/** What is wrong with the keys of a set, by their places: `keys[0] has no kid`. */
export function problemsOfKeySet(json: unknown): readonly string[] {
  const jwks = isJsonObject(json) ? elements(json['keys']) : []
  return jwks.flatMap((jwk, i) => {
    const problem = problemOfKey(jwk, jwks.toSpliced(i, 1))
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
