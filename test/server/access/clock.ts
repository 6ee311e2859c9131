import { type Clock, toInstant } from '../../../src/base/time.ts'
import { toLogger } from '../../../src/base/telemetry/logger.ts'
import { NOW } from '../../support/clock.ts'

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
