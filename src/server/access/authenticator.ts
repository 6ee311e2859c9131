import { hash } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { type Clock, toInstant } from '../../base/time.ts'
import {
  type Agreement,
  clientOf,
  type ClientRegistry,
  type RegisteredClient,
} from './client-registry.ts'
import { claimsRefusal, type ClientToken, type OrRefusal, readClientToken } from './client-token.ts'
import type { KeySource } from './key-source.ts'
import type { Refusal } from './refusal.ts'
import type { SpentTokens } from '../../base/between-processes.ts'

interface Call {
  readonly authorization: string | undefined
  /** The URLs by which a token may mean the called endpoint. */
  readonly audience: readonly string[]
}

/** A caller that was let in. */
export interface Caller extends Agreement {
  /**
   * Uses the token up; to be called once the body is there, since some clients may use one token
   * once per body.
   */
  readonly spend: (body: Uint8Array) => Promise<Refusal | undefined>
}

/** Who calls, or why not; `client` is who it says it is, when that one is registered. */
export type Admission =
  { readonly value: Caller } | { readonly refusal: Refusal; readonly client?: string | undefined }

export type Authenticate = (call: Call) => Promise<Admission>

interface AuthenticatorOptions {
  /** The registry as it is now. */
  readonly registry: () => ClientRegistry
  /** @param keyUrl - The `jku` of a token, which is registered. */
  readonly keysOf: (client: RegisteredClient, keyUrl: unknown) => KeySource
  readonly replays: SpentTokens
  readonly clock: Clock
  /** Whether a caller without a token is let in as anonymous. A bad token never is. */
  readonly mayBeAnonymous: boolean
}

/** Seconds by which the clocks of two hospitals' machines may differ. */
const LEEWAY = 60

/**
 * Seconds that a token may live: spent tokens are remembered that long. Clients use five minutes.
 * http://cds-hooks.org/best-practices: "no more than an hour".
 */
const LONGEST_LIFE = 3_600

const registeredUrls = ({ keys }: RegisteredClient): readonly unknown[] =>
  keys.kind === 'url' ? keys.urls : keys.jku

function signatureHolds(token: ClientToken, key: jwt.PublicKey, now: number): boolean {
  try {
    jwt.verify(token.text, key, {
      algorithms: [token.algorithm],
      clockTimestamp: now,
      clockTolerance: LEEWAY,
    })
    return true
  } catch {
    return false
  }
}

const SPENDING = {
  'first-use': undefined,
  'used-before': 'used-before',
  'no-room': 'replay-store-full',
} as const

/** The name by which a used token is remembered: its id is unique among the tokens of its issuer. */
function spentAs({ replay }: RegisteredClient, token: ClientToken, body: Uint8Array): string {
  const per = replay === 'once' ? '' : hash('sha256', body, 'base64')
  return JSON.stringify([token.issuer, token.claims['jti'], per])
}

/**
 * The client that a token claims to be of, if all that is cheap to see is in order: a stranger must
 * not buy the cost of a signature.
 */
function claimedClient(
  { clients }: ClientRegistry,
  token: ClientToken,
  { audience }: Call,
  now: number,
): OrRefusal<RegisteredClient> {
  const client = clientOf(clients, token.issuer, token.tenant)
  if (typeof client === 'string') return { refusal: client }
  if (!client.algorithms.includes(token.algorithm)) return { refusal: 'algorithm-not-allowed' }
  if (token.keyUrl !== undefined && !registeredUrls(client).includes(token.keyUrl))
    return { refusal: 'key-url-not-registered' }
  const expected = { audience, now, leeway: LEEWAY, longestLife: LONGEST_LIFE }
  const refusal = claimsRefusal(token.claims, expected)
  return refusal === undefined ? { value: client } : { refusal }
}

/** Authentication by JWT. https://cds-hooks.hl7.org/2.0/#trusting-cds-clients */
export function toAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { registry, keysOf, replays, clock, mayBeAnonymous } = options

  function toCaller(client: RegisteredClient, token: ClientToken): Caller {
    const until = toInstant((Number(token.claims['exp']) + LEEWAY) * 1_000)
    return {
      ...client,
      spend: async (body) => SPENDING[await replays.spend(spentAs(client, token, body), until)],
    }
  }

  async function prove(token: ClientToken, call: Call): Promise<OrRefusal<Caller>> {
    const now = Math.floor(clock.now() / 1_000)
    const claimed = claimedClient(registry(), token, call, now)
    if ('refusal' in claimed) return claimed
    const client = claimed.value
    const keys = await keysOf(client, token.keyUrl).find(token.keyId, token.algorithm)
    if (keys.length === 0) return { refusal: 'unknown-key' }
    return keys.some((key) => signatureHolds(token, key, now))
      ? { value: toCaller(client, token) }
      : { refusal: 'bad-signature' }
  }

  function claimedId({ issuer, tenant }: ClientToken): string | undefined {
    const client = clientOf(registry().clients, issuer, tenant)
    return typeof client === 'string' ? undefined : client.settings.id
  }

  const anonymous = (): Caller => ({
    ...registry().anonymous,
    spend: () => Promise.resolve(undefined),
  })

  return async (call) => {
    if (call.authorization === undefined && mayBeAnonymous) return { value: anonymous() }
    const read = readClientToken(call.authorization)
    if ('refusal' in read) return read
    const proven = await prove(read.value, call)
    return 'refusal' in proven ? { ...proven, client: claimedId(read.value) } : proven
  }
}
