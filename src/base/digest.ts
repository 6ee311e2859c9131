import { hash } from 'node:crypto'

/** The SHA-256 digest of a text, in hexadecimal. */
export const digestOf = (text: string): string => hash('sha256', text, 'hex')
