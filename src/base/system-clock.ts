import { type Clock, toInstant } from './time.ts'

/** The wall clock. */
export const systemClock: Clock = { now: () => toInstant(Date.now()) }
