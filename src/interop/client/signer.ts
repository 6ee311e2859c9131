import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { isJsonObject, nonBlank } from '../../base/json.ts'

interface SignerOptions {
  /** A private key as a JWK, with its `kid`. */
  readonly jwk: unknown
  readonly issuer: string
  readonly tenant?: string | undefined
  /** Where the key is published. */
  readonly jku?: string | undefined
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly newUuid: () => string
}

/** How a token differs from a valid one. */
export interface TokenFlaw {
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  readonly withoutClaim?: string
  readonly signature?: 'none' | 'hmac' | 'broken'
}

/** Makes client JWTs: valid, or with a flaw for which a service must refuse them. */
export interface Signer {
  readonly token: (audience: string | readonly string[], flaw?: TokenFlaw) => string
}

const LIFETIME_S = 300

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** JWS signatures of elliptic curves are the two numbers side by side. RFC 7518, section 3.4. */
function signWith(key: KeyObject, algorithm: string, text: string): Buffer {
  const digest = `sha${algorithm.slice(2)}`
  return sign(digest, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
}

function algorithmOf(jwk: Readonly<Record<string, unknown>>): string {
  const named = nonBlank(jwk['alg'])
  if (named !== undefined && /^(ES|RS)(256|384|512)$/.test(named)) return named
  if (jwk['kty'] === 'RSA') return 'RS384'
  if (jwk['crv'] === 'P-384') return 'ES384'
  if (jwk['crv'] === 'P-256') return 'ES256'
  throw new TypeError('the key must be an RSA key or one of P-256 or P-384')
}

function breakSignature(signature: Buffer): Buffer {
  const broken = Buffer.from(signature)
  broken[10] = (broken[10] ?? 0) ^ 0xff
  return broken
}

export function toSigner({ jwk, issuer, tenant, jku, now, newUuid }: SignerOptions): Signer {
  if (!isJsonObject(jwk)) throw new TypeError('the key file must hold one JWK')
  const algorithm = algorithmOf(jwk)
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  const kid = nonBlank(jwk['kid'])

  function signatureOf(text: string, kind: TokenFlaw['signature']): string {
    if (kind === 'none') return ''
    if (kind === 'hmac') return createHmac('sha384', 'secret').update(text).digest('base64url')
    const signature = signWith(key, algorithm, text)
    return (kind === 'broken' ? breakSignature(signature) : signature).toString('base64url')
  }

  return {
    token: (audience, flaw = {}) => {
      const iat = Math.floor(now() / 1000)
      const header = { alg: algorithm, typ: 'JWT', kid, jku, ...flaw.header }
      const valid = {
        iss: issuer,
        aud: audience,
        exp: iat + LIFETIME_S,
        iat,
        jti: newUuid(),
        tenant,
      }
      const claims = Object.entries({ ...valid, ...flaw.claims }).filter(
        ([name]) => name !== flaw.withoutClaim,
      )
      const text = `${encode(header)}.${encode(Object.fromEntries(claims))}`
      return `${text}.${signatureOf(text, flaw.signature)}`
    },
  }
}
