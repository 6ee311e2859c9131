import jwt from 'jsonwebtoken'
import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { type Algorithm, isAlgorithm } from './algorithms.ts'
import { toKeyId } from './key-set.ts'
import type { Refusal } from './refusal.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

/** What a client's token says, once it has the right form. Nothing of it is proven yet. */
export interface ClientToken {
  readonly text: string
  readonly algorithm: Algorithm
  readonly keyId: string
  readonly keyUrl: unknown
  readonly issuer: string
  readonly tenant: string | undefined
  readonly claims: JsonObject
}

/** A refusal, or what was asked for. */
export type OrRefusal<T> = { readonly refusal: Refusal } | { readonly value: T }

/** Real tokens have some 600 characters; node:http ends all headers at 16 KiB. */
const LONGEST = 8 * 1024

/** Longest key and token ids, which are kept in memory. */
const LONGEST_ID = 256

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i

const shortText = (value: unknown) => {
  const text = nonBlank(value)
  return text !== undefined && text.length <= LONGEST_ID ? text : undefined
}

function decode(text: string): { header: JsonObject; claims: JsonObject } | undefined {
  try {
    const decoded: unknown = jwt.decode(text, { complete: true })
    if (!isJsonObject(decoded)) return undefined
    const { header, payload } = decoded
    return isJsonObject(header) && isJsonObject(payload) ? { header, claims: payload } : undefined
  } catch {
    return undefined
  }
}

/** https://cds-hooks.hl7.org/2.0/#trusting-cds-clients: alg, kid and typ are required. */
function headerRefusal({ alg, typ, kid, crit }: JsonObject): Refusal | undefined {
  if (!isAlgorithm(alg)) return 'algorithm-not-allowed'
  if (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT') return 'not-of-type-jwt'
  // RFC 7515 section 4.1.11: what must be understood is not understood here.
  if (crit !== undefined) return 'critical-header'
  return shortText(toKeyId(kid)) === undefined ? 'no-key-id' : undefined
}

/** The text of a bearer token. RFC 6750 section 2.1. */
function bearerText(authorization: string | undefined): OrRefusal<string> {
  if (authorization === undefined) return { refusal: 'no-token' }
  if (authorization.length > LONGEST) return { refusal: 'token-too-long' }
  if (!/^Bearer /i.test(authorization)) return { refusal: 'not-a-bearer-token' }
  const text = BEARER.exec(authorization)?.[1]
  return text === undefined ? { refusal: 'malformed-token' } : { value: text }
}

/** The token of an Authorization header, read and not yet judged. */
export function readClientToken(authorization: string | undefined): OrRefusal<ClientToken> {
  const bearer = bearerText(authorization)
  if ('refusal' in bearer) return bearer
  const text = bearer.value
  const decoded = decode(text)
  if (decoded === undefined) return { refusal: 'malformed-token' }
  const { header, claims } = decoded
  const refusal = headerRefusal(header)
  if (refusal !== undefined) return { refusal }
  const issuer = nonBlank(claims['iss'])
  if (issuer === undefined) return { refusal: 'no-issuer' }
  const token = {
    text,
    algorithm: header['alg'] as Algorithm,
    keyId: toKeyId(header['kid']) ?? '',
    keyUrl: header['jku'] ?? undefined,
    issuer,
    tenant: nonBlank(claims['tenant']),
    claims,
  }
  return { value: token }
}

/** What the claims must agree with. */
interface Expectation {
  /** The URLs by which the called endpoint may be meant. */
  readonly audience: readonly string[]
  /** Seconds since 1970. */
  readonly now: number
  /** Seconds by which clocks may differ. */
  readonly leeway: number
  /** Seconds from issue to expiry. */
  readonly longestLife: number
}

/**
 * A URL as it is compared: scheme and host in lower case, the default port dropped, no trailing
 * slash; nothing for what is no bare URL.
 */
function comparable(url: unknown): string | undefined {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  if (parsed?.search !== '' || parsed.hash !== '') return undefined
  return `${parsed.protocol}//${parsed.host}${withoutTrailing(parsed.pathname, '/')}`
}

function isMeant(aud: unknown, audience: readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const ours = audience.map(comparable)
  return named.map(comparable).some((url) => url !== undefined && ours.includes(url))
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value)

function timeRefusal({ exp, iat, nbf }: JsonObject, expected: Expectation): Refusal | undefined {
  const { now, leeway, longestLife } = expected
  if (!isTime(exp)) return 'no-expiry'
  if (exp + leeway <= now) return 'expired'
  if (!isTime(iat)) return 'no-issue-time'
  if (iat - leeway > now) return 'issued-in-the-future'
  if (exp - iat > longestLife) return 'lives-too-long'
  const isValidYet = nbf === undefined || (isTime(nbf) && nbf - leeway <= now)
  return isValidYet ? undefined : 'not-yet-valid'
}

/** What is wrong with the claims; all of it is cheap to see, so it comes before the signature. */
export function claimsRefusal(claims: JsonObject, expected: Expectation): Refusal | undefined {
  if (!isMeant(claims['aud'], expected.audience)) return 'wrong-audience'
  return (
    timeRefusal(claims, expected) ??
    (shortText(claims['jti']) === undefined ? 'no-token-id' : undefined)
  )
}
