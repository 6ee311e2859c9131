import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Fault } from '../../../base/fault.ts'

/** How patients are called in the table. */
export type Pseudonym = (patientId: string) => string

/** A key shorter than this can be guessed, and with it the ids behind the pseudonyms. */
const LEAST_KEY = 32

/** Numbers in the order of the rows: nobody can go back, and the next extract numbers anew. */
export function numbered(): Pseudonym {
  let count = 0
  return () => {
    count += 1
    return String(count)
  }
}

/**
 * The key in a file.
 *
 * @throws {Fault} When it cannot be read, or is short.
 */
export async function readPseudonymKey(keyFile: string): Promise<string> {
  const key = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new Fault('malformed-request', 'the pseudonym key cannot be read', { cause })
  })
  const trimmed = key.trim()
  if (trimmed.length < LEAST_KEY)
    throw new Fault('malformed-request', `the pseudonym key has at least ${LEAST_KEY} characters`)
  return trimmed
}

const named =
  (key: string, prefix: string, digits: number): Pseudonym =>
  (patientId) =>
    createHmac('sha256', key)
      .update(prefix + patientId)
      .digest('hex')
      .slice(0, digits)

/**
 * Keyed pseudonyms: the same patient has the same one in every extract under the same key; whoever
 * has the key can go back from a list of ids.
 */
export const keyed = (key: string): Pseudonym => named(key, '', 32)

/** Names by which the parts of one export tell whether they saw the same patient; no pseudonyms. */
export const tagged = (key: string): Pseudonym => named(key, 'seen ', 16)
