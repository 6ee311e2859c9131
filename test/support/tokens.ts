import {
  constants,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign as signBytes,
} from 'node:crypto'
import { NOW } from './clock.ts'

/** A key pair of a synthetic client, made for one run. */
export interface TestKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const pairOf = (alg: string, bits = 2048) =>
  alg.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' })
    : generateKeyPairSync('rsa', { modulusLength: bits })

/** A new key pair. */
export const newKey = (kid: string, alg: string, bits?: number): TestKey => ({
  kid,
  alg,
  ...pairOf(alg, bits),
})

/** The public half as a JWK. */
export const toJwk = ({ kid, publicKey }: TestKey, more: object = {}) => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  ...more,
})

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')

function signatureOf(text: string, { privateKey }: TestKey, alg: string): Buffer {
  const digest = `sha${alg.slice(2)}`
  const bytes = Buffer.from(text)
  if (alg.startsWith('ES'))
    return signBytes(digest, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  if (alg.startsWith('PS'))
    return signBytes(digest, bytes, {
      key: privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    })
  return signBytes(digest, bytes, privateKey)
}

/** A token signed by hand, so that no library corrects what a test gets wrong on purpose. */
export function signToken(header: unknown, claims: unknown, key: TestKey, alg = key.alg): string {
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${signatureOf(text, key, alg).toString('base64url')}`
}

/** A token with an HMAC where a signature should be. */
export function hmacToken(header: object, claims: object, secret: string | Buffer): string {
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** A token without a signature. */
export const unsignedToken = (header: object, claims: object) =>
  `${encode(header)}.${encode(claims)}.`

/** The moment of the tests in seconds. */
export const NOW_SECONDS = Math.floor(NOW / 1_000)

export const ISSUER = 'https://ehr.example.org'

/** The header of a good token. */
export const goodHeader = ({ kid, alg }: TestKey) => ({ alg, typ: 'JWT', kid })

/** The claims of a good token, each time with another id. */
export const goodClaims = (aud: string) => ({
  iss: ISSUER,
  aud,
  exp: NOW_SECONDS + 300,
  iat: NOW_SECONDS,
  jti: randomUUID(),
})

/** A good token. */
export const goodToken = (key: TestKey, aud: string, claims: object = {}) =>
  signToken(goodHeader(key), { ...goodClaims(aud), ...claims }, key)
