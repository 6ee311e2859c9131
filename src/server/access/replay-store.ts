import type { SpentTokens } from '../../base/between-processes.ts'
import { CLOCK_ERROR_MS, type Clock, type Instant, MINUTE_MS } from '../../base/time.ts'

/** The tokens of 3 000 requests a minute that live for an hour. */
const MOST_TOKENS = 200_000

interface Spent {
  readonly until: Instant
  /** When it may be forgotten, by the clock that never goes back or ahead. */
  readonly kept: number
}

interface ReplayStoreOptions {
  readonly mostTokens?: number
  /** Milliseconds of a clock that never goes back. */
  readonly steadyNow?: () => number
}

/**
 * A replay store of this process. When it is full of tokens that still live it takes no more: to
 * forget one of them would let it be used again.
 */
export function memoryReplayStore(
  clock: Clock,
  { mostTokens = MOST_TOKENS, steadyNow = () => performance.now() }: ReplayStoreOptions = {},
): SpentTokens {
  const spent = new Map<string, Spent>()
  let sweptAt = -Infinity

  function forget(mayGo: (token: Spent) => boolean): void {
    for (const [text, token] of spent) if (mayGo(token)) spent.delete(text)
  }

  function sweep(now: Instant): void {
    // Room for a token that lives comes before the memory of those that do not.
    const steady = steadyNow()
    if (spent.size >= mostTokens) forget(({ until, kept }) => until < now || kept < steady)
    if (steady - sweptAt < MINUTE_MS) return
    sweptAt = steady
    // Both clocks must say so: the one may have leapt ahead, and the other counts since the start.
    forget(({ until, kept }) => until + CLOCK_ERROR_MS < now && kept < steady)
  }

  return {
    spend: (token, until) => {
      const now = clock.now()
      sweep(now)
      if (spent.has(token)) return Promise.resolve('used-before')
      if (spent.size >= mostTokens) return Promise.resolve('no-room')
      spent.set(token, { until, kept: steadyNow() + Math.max(0, until - now) + CLOCK_ERROR_MS })
      return Promise.resolve('first-use')
    },
  }
}
