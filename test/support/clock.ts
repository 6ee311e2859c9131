import { type Clock, toInstant } from '../../src/base/time.ts'

/** The moment at which every test takes place: the fixtures' nominal day. */
export const NOW = toInstant(new Date('2026-11-20T09:00:00Z'))

export const frozenClock: Clock = { now: () => NOW }
