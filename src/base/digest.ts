import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** SHA-256, in hexadecimal. */
export const digestOf = (text: string): string => hash('sha256', text, 'hex')

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function digestOfFile(path: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(path), digest)
  return digest.digest('hex')
}
