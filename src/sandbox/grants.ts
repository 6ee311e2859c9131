import { createHash } from 'node:crypto'
import type { Clock } from '../base/time.ts'

/** What an app was let in with. */
export interface Grant {
  readonly scope: string
  readonly patient: string
  readonly appContext?: string | undefined
}

/** A grant that waits for the app to come back with its code. */
interface PendingGrant extends Grant {
  readonly clientId: string
  readonly redirectUri: string
  readonly codeChallenge: string
}

/** What an app proves at the token endpoint. */
interface CodeProof {
  readonly clientId: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/** An EHR's note of who is being looked at when it launches an app. */
export type LaunchContext = Pick<Grant, 'patient' | 'appContext'>

/** Where the sandbox keeps launches, codes and access tokens, in memory. */
export interface Grants {
  readonly newLaunch: (context: LaunchContext) => string
  readonly findLaunch: (id: string) => LaunchContext | undefined
  readonly newCode: (grant: PendingGrant) => string
  /** The access token for a code, once, if the proof fits. */
  readonly redeem: (code: string, proof: CodeProof) => { token: string; grant: Grant } | undefined
  readonly findToken: (token: string) => Grant | undefined
}

const CODE_MS = 60_000
export const TOKEN_SECONDS = 3_600

/** What is forgotten after a time. */
function toShelf<Value>({ now }: Clock, newId: () => string, lifetimeMs: number) {
  const kept = new Map<string, { readonly value: Value; readonly until: number }>()
  return {
    put: (value: Value): string => {
      const id = newId()
      for (const [old, { until }] of kept) if (until < now()) kept.delete(old)
      kept.set(id, { value, until: now() + lifetimeMs })
      return id
    },
    find: (id: string): Value | undefined => {
      const found = kept.get(id)
      return found === undefined || found.until < now() ? undefined : found.value
    },
    remove: (id: string) => kept.delete(id),
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

/**
 * The grants of one sandbox.
 *
 * @param newId - An id that cannot be guessed.
 */
export function toGrants(clock: Clock, newId: () => string): Grants {
  const launches = toShelf<LaunchContext>(clock, newId, TOKEN_SECONDS * 1_000)
  const codes = toShelf<PendingGrant>(clock, newId, CODE_MS)
  const tokens = toShelf<Grant>(clock, newId, TOKEN_SECONDS * 1_000)
  return {
    newLaunch: launches.put,
    findLaunch: launches.find,
    newCode: codes.put,
    findToken: tokens.find,
    redeem: (code, proof) => {
      const pending = codes.find(code)
      codes.remove(code)
      if (pending === undefined || !fits(pending, proof)) return undefined
      const { scope, patient, appContext } = pending
      const grant = { scope, patient, appContext }
      return { token: tokens.put(grant), grant }
    },
  }
}
