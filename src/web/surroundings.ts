import { type Instant, toInstant } from '../kernel/index.ts'

/** The wall clock of the browser. */
export const now = (): Instant => toInstant(Date.now())

export const newUuid = (): string => crypto.randomUUID()
