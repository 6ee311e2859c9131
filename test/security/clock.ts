import { type Clock, toInstant } from '../../src/kernel/index.ts'
import { toLogger } from '../../src/telemetry/index.ts'
import { NOW } from '../support/service.ts'

/** A clock that a test moves by hand. */
export interface MovableClock extends Clock {
  move: (ms: number) => void
}

export function movableClock(): MovableClock {
  let now: number = NOW
  return { now: () => toInstant(now), move: (ms) => void (now += ms) }
}

export const addMinutes = (clock: MovableClock, minutes: number) => clock.move(minutes * 60_000)

export const silentLogger = toLogger('silent')
