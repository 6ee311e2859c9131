import type { SpentTokens } from '../../base/between-processes.ts'
import type { Clock, Instant } from '../../base/time.ts'

/** The tokens of 3 000 requests a minute that live for an hour. */
const MOST_TOKENS = 200_000

/**
 * A replay store of this process. When it is full of tokens that still live it takes no more: to
 * forget one of them would let it be used again.
 */
export function memoryReplayStore(clock: Clock, mostTokens = MOST_TOKENS): SpentTokens {
  const spent = new Map<string, Instant>()
  let sweptAt = -Infinity

  function sweep(now: Instant): void {
    if (now - sweptAt < 60_000) return
    sweptAt = now
    for (const [token, until] of spent) if (until < now) spent.delete(token)
  }

  return {
    spend: (token, until) => {
      const now = clock.now()
      sweep(now)
      if (spent.has(token)) return Promise.resolve('used-before')
      if (spent.size >= mostTokens) return Promise.resolve('no-room')
      spent.set(token, until)
      return Promise.resolve('first-use')
    },
  }
}
