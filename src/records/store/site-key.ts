import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from '../../base/error-facts.ts'

/** As many random bytes as the digest is long. */
const KEY_BYTES = 32

/** Random: for a process that keeps nothing. */
export const newSiteKey = (): string => randomBytes(KEY_BYTES).toString('base64url')

/**
 * The key in a file; the file is made, for its owner alone, when it is not there.
 *
 * @throws {Error} When the file cannot be read or made, or is empty.
 */
export function readOrMakeSiteKey(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    // Only who makes the file writes it: of two processes one reads the other's.
    writeFileSync(path, `${newSiteKey()}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const key = readFileSync(path, 'utf8').trim()
  if (key === '') throw new Error(`${path}: the site key is empty`)
  return key
}

/**
 * Pseudonyms by HMAC-SHA-256: the same for the same parts and key, and without the key nobody can
 * try out identifiers.
 */
export function toPseudonyms(key: string) {
  return (kind: 'patient' | 'order' | 'resource', ...parts: readonly string[]): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([kind, ...parts]))
      .digest('base64url')
}
