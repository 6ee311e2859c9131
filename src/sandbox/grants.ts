import { createHash } from 'node:crypto'
import type { Clock } from '../base/time.ts'

export interface Grant {
  readonly scope: string
  readonly patient: string
  readonly appContext?: string | undefined
}

/** A grant whose code the app has not redeemed yet. */
interface PendingGrant extends Grant {
  readonly clientId: string
  readonly redirectUri: string
  readonly codeChallenge: string
}

interface CodeProof {
  readonly clientId: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/** Whose chart is open when an EHR launches an app. */
export type LaunchContext = Pick<Grant, 'patient' | 'appContext'>

/** Launches, codes and access tokens of the sandbox, in memory. */
export interface Grants {
  readonly newLaunch: (context: LaunchContext) => string
  readonly findLaunch: (id: string) => LaunchContext | undefined
  readonly newCode: (grant: PendingGrant) => string
  /**
   * The access token for a code, once, if the proof fits. A code that comes again was stolen once:
   * its token is revoked. https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
   */
  readonly redeem: (code: string, proof: CodeProof) => { token: string; grant: Grant } | undefined
  readonly findToken: (token: string) => Grant | undefined
}

/** A code, and what became of it: kept as long as its token lives. */
interface Code {
  readonly pending: PendingGrant
  readonly until: number
  /** Nothing where the proof did not fit. */
  token?: string | undefined
  isSpent: boolean
}

const CODE_MS = 60_000
export const TOKEN_SECONDS = 3_600

/** Values by an id, each forgotten after a time. */
function expiringStore<Value>({ now }: Clock, newId: () => string, lifetimeMs: number) {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>()
  return {
    put: (value: Value): string => {
      const id = newId()
      for (const [expired, { until }] of entries) if (until < now()) entries.delete(expired)
      entries.set(id, { value, until: now() + lifetimeMs })
      return id
    },
    find: (id: string): Value | undefined => {
      const found = entries.get(id)
      return found === undefined || found.until < now() ? undefined : found.value
    },
    remove: (id: string) => entries.delete(id),
  }
}

/** https://www.rfc-editor.org/rfc/rfc7636#section-4.6 */
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

function fits(pending: PendingGrant, proof: CodeProof): boolean {
  return (
    pending.clientId === proof.clientId &&
    pending.redirectUri === proof.redirectUri &&
    pending.codeChallenge === challengeOf(proof.codeVerifier)
  )
}

/** @param newId - An id that cannot be guessed. */
export function toGrants(clock: Clock, newId: () => string): Grants {
  const launches = expiringStore<LaunchContext>(clock, newId, TOKEN_SECONDS * 1_000)
  const codes = expiringStore<Code>(clock, newId, TOKEN_SECONDS * 1_000)
  const tokens = expiringStore<Grant>(clock, newId, TOKEN_SECONDS * 1_000)
  return {
    newLaunch: launches.put,
    findLaunch: launches.find,
    newCode: (pending) => codes.put({ pending, until: clock.now() + CODE_MS, isSpent: false }),
    findToken: tokens.find,
    redeem: (code, proof) => {
      const known = codes.find(code)
      if (known?.token !== undefined) tokens.remove(known.token)
      if (known === undefined || known.isSpent || known.until < clock.now()) return undefined
      known.isSpent = true
      if (!fits(known.pending, proof)) return undefined
      const { scope, patient, appContext } = known.pending
      const grant = { scope, patient, appContext }
      known.token = tokens.put(grant)
      return { token: known.token, grant }
    },
  }
}
