import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import jwt from 'jsonwebtoken'
import { isJsonObject, nonBlank, parseJsonText } from '../../base/json.ts'
import { type Algorithm, fitsAlgorithm } from './algorithms.ts'

/** A private key with what others need to check its signatures. */
export interface SigningKey {
  readonly privateKey: KeyObject
  readonly algorithm: Algorithm
  readonly kid: string
  /** The public half, for a JSON Web Key Set. */
  readonly jwk: JsonWebKey
}

/** The two that CDS Hooks and SMART App Launch both name. */
const SIGNED_WITH = ['ES384', 'RS384'] as const

function toSigningKey(privateKey: KeyObject, named?: string): SigningKey | undefined {
  const publicKey = createPublicKey(privateKey)
  const algorithm = SIGNED_WITH.find((name) => fitsAlgorithm(publicKey, name))
  if (algorithm === undefined) return undefined
  const key = publicKey.export({ format: 'jwk' })
  const kid = named ?? hash('sha256', JSON.stringify(key), 'hex').slice(0, 16)
  return { privateKey, algorithm, kid, jwk: { ...key, kid, alg: algorithm, use: 'sig' } }
}

/** A new key that lives as long as the process. */
export function newSigningKey(): SigningKey {
  const key = toSigningKey(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)
  if (key === undefined) throw new TypeError('a P-384 key signs ES384')
  return key
}

/**
 * A private key in PEM, or as a JWK, whose `kid` is kept: by it others know the key.
 *
 * @throws {Error} When it is none, or neither P-384 nor RSA of 2048 bits at least.
 */
export function readSigningKey(text: string): SigningKey {
  const jwk = /^\s*\{/.test(text) ? parseJsonText(text) : undefined
  const key = isJsonObject(jwk)
    ? toSigningKey(createPrivateKey({ key: { ...jwk }, format: 'jwk' }), nonBlank(jwk['kid']))
    : toSigningKey(createPrivateKey(text))
  if (key === undefined) throw new Error('must be an EC key on P-384, or RSA of 2048 bits or more')
  return key
}

/** A JWT under a key; `jku` says where its public half is published. */
export function signJwt(claims: object, key: SigningKey, jku?: string): string {
  const { privateKey, algorithm, kid } = key
  const header = { alg: algorithm, typ: 'JWT', kid, ...(jku === undefined ? {} : { jku }) }
  return jwt.sign(claims, privateKey, { algorithm, header })
}
