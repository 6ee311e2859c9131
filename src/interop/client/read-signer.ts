import { readFileSync } from 'node:fs'
import { parseJsonText } from '../../base/json.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { type Signer, toSigner } from './signer.ts'

export interface SigningOptions {
  /** Path of a private key as JWK. */
  readonly key?: string
  readonly issuer?: string
  readonly tenant?: string
  readonly jku?: string
}

/**
 * What signs the calls of a command; nothing where no key is named.
 *
 * @throws {Error} When the key cannot be used, or nobody says whose it is.
 */
export function readSigner(
  { key, issuer, tenant, jku }: SigningOptions,
  { clock, newUuid }: Pick<Terminal, 'clock' | 'newUuid'>,
): Signer | undefined {
  if (key === undefined) return undefined
  if (issuer === undefined) throw new Error('--key needs --issuer: who signs')
  const jwk = parseJsonText(readFileSync(key, 'utf8'))
  return toSigner({ jwk, issuer, tenant, jku, now: () => clock.now(), newUuid })
}
