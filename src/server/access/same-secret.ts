import { hash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => hash('sha256', text, 'buffer')

/**
 * Whether two secrets are the same, in a time that says nothing of either. Digests are compared:
 * they are of one length, so that the length of the secret stays unknown too.
 */
export const isSameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected))
