import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Algorithm, ALGORITHMS, fitsAlgorithm } from './algorithms.ts'

/** One verification key of a client. */
interface VerificationKey {
  readonly key: KeyObject
  /** The only algorithm that it may be used with, if its owner names one. RFC 7517 section 4.4. */
  readonly onlyFor: string | undefined
}

/**
 * The verification keys of a JWK Set (RFC 7517) by key id. Several may share one: of another `kty`
 * or `alg` (section 4.5), or the same key written twice.
 */
export type KeySet = ReadonlyMap<string, readonly VerificationKey[]>

/** A key id as it is compared. RFC 7517 has a text; issuers that number their keys write numbers. */
export const toKeyId = (kid: unknown): string | undefined =>
  typeof kid === 'number' && Number.isFinite(kid) ? String(kid) : nonBlank(kid)

/** Issuers write `null` for what a key does not have. */
const withoutNulls = (jwk: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(jwk).filter(([, member]) => member !== null))

const keysOf = (json: unknown): readonly unknown[] =>
  (isJsonObject(json) ? elements(json['keys']) : []).map((jwk) =>
    isJsonObject(jwk) ? withoutNulls(jwk) : jwk,
  )

const isForVerifying = ({ use, key_ops: operations, d }: JsonObject) =>
  (use === undefined || use === 'sig') &&
  (operations === undefined ||
    (Array.isArray(operations) && (operations as readonly unknown[]).includes('verify'))) &&
  // A private key has no business here; whoever publishes one has lost it.
  d === undefined

/** Members by which the key itself is written, of EC and of RSA. RFC 7518 section 6. */
const MATERIAL = ['x', 'n']

/** The first certificate of a key that is written as its certificates alone. RFC 7517 section 4.7. */
function certificateOf(jwk: JsonObject): string | undefined {
  const [first] = elements(jwk['x5c'])
  return MATERIAL.some((member) => member in jwk) ? undefined : nonBlank(first)
}

/** What a registry or an issuer may name as `kty` of a key that signs here. */
const isKnownKind = (kty: unknown) => kty === 'EC' || kty === 'RSA'

function toKey(jwk: JsonObject): KeyObject | undefined {
  if (!isForVerifying(jwk)) return undefined
  const certificate = certificateOf(jwk)
  const { kty } = jwk
  if (!isKnownKind(kty) && (certificate === undefined || kty !== undefined)) return undefined
  try {
    return certificate === undefined
      ? createPublicKey({ key: { ...jwk }, format: 'jwk' })
      : new X509Certificate(Buffer.from(certificate, 'base64')).publicKey
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
function problemOfKey(jwk: unknown): string | undefined {
  if (!isJsonObject(jwk)) return 'is no JSON object'
  const { d, ...publicPart } = jwk
  const { kty } = jwk
  if (OTHER_KINDS.includes(kty) || !isForVerifying(publicPart)) return undefined
  if (!isKnownKind(kty) && certificateOf(jwk) === undefined) return 'has no kty that is known'
  if (d !== undefined) return 'is a private key'
  return toKeyId(jwk['kid']) === undefined ? 'has no kid' : problemOfMaterial(jwk)
}

/** What is wrong with the keys of a set, by their places: `keys[0] has no kid`. */
export const problemsOfKeySet = (json: unknown): readonly string[] =>
  keysOf(json).flatMap((jwk, i) => {
    const problem = problemOfKey(jwk)
    return problem === undefined ? [] : [`keys[${String(i)}] ${problem}`]
  })

/**
 * The usable keys of a JWK Set. A key without an id, of another kind, or not readable is passed
 * over, as RFC 7517 section 5 asks.
 *
 * @returns Nothing when it is no JWK Set at all.
 */
export function readKeySet(json: unknown): KeySet | undefined {
  if (!isJsonObject(json) || !Array.isArray(json['keys'])) return undefined
  const keys = new Map<string, VerificationKey[]>()
  for (const jwk of objects(keysOf(json))) {
    const [id, key] = [toKeyId(jwk['kid']), toKey(jwk)]
    if (id === undefined || key === undefined) continue
    const known = keys.get(id) ?? []
    const onlyFor = nonBlank(jwk['alg'])
    const isCopy = known.some((other) => other.onlyFor === onlyFor && other.key.equals(key))
    keys.set(id, isCopy ? known : [...known, { key, onlyFor }])
  }
  return keys
}

/** The keys of an id that may verify this algorithm. */
export const keysFor = (keys: KeySet, id: string, algorithm: Algorithm): readonly KeyObject[] =>
  (keys.get(id) ?? [])
    .filter(({ onlyFor = algorithm }) => onlyFor === algorithm)
    .map(({ key }) => key)
    .filter((key) => fitsAlgorithm(key, algorithm))
