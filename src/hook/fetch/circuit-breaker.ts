/** When a server is left alone, and for how long. */
export interface BreakerLimits {
  /** Failed calls in a row. */
  readonly failures: number
  /** Milliseconds. */
  readonly pauseMs: number
}

export type BreakerState = 'closed' | 'open' | 'half-open'

/** How a call ended, as far as the health of the server goes. */
export type Health = 'healthy' | 'failed'

/**
 * Leaves a server alone that keeps failing: after some failures in a row no call goes through;
 * after a pause one call tries, and decides. Michael Nygard, Release It!, 2nd ed. 2018, "Circuit
 * Breaker".
 */
export class CircuitBreaker {
  readonly #limits: BreakerLimits
  #failures = 0
  #pausedUntil = 0
  #isTrying = false

  constructor(limits: BreakerLimits) {
    this.#limits = limits
  }

  /**
   * Whether a call may go through; one that may must be settled.
   *
   * @param now - Milliseconds of a clock that never goes back.
   */
  admits(now: number): boolean {
    if (this.#failures < this.#limits.failures) return true
    if (this.#isTrying || now < this.#pausedUntil) return false
    this.#isTrying = true
    return true
  }

  /** Closed: calls go through. Open: none does. Half-open: one tries, or the next one will. */
  state(now: number): BreakerState {
    if (this.#failures < this.#limits.failures) return 'closed'
    return this.#isTrying || now >= this.#pausedUntil ? 'half-open' : 'open'
  }

  settle(end: Health, now: number): void {
    this.#isTrying = false
    this.#failures = end === 'healthy' ? 0 : this.#failures + 1
    this.#pausedUntil = now + this.#limits.pauseMs
  }
}
