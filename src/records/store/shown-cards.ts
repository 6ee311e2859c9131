import type { ShownCards } from '../../hook/shown-cards.ts'
import { type Clock, hasPassed, type Instant } from '../../base/time.ts'

interface ShownCardsOptions {
  readonly clock: Clock
  readonly maxCards: number
  readonly forgetAfterMs: number
}

/** Keys with the time they were seen; the oldest are forgotten beyond a number, all beyond an age. */
class RecentKeys {
  readonly #seen = new Map<string, Instant>()
  readonly #options: ShownCardsOptions

  constructor(options: ShownCardsOptions) {
    this.#options = options
  }

  add(key: string): void {
    this.#seen.delete(key)
    this.#seen.set(key, this.#options.clock.now())
    if (this.#seen.size <= this.#options.maxCards) return
    const [oldest] = this.#seen.keys()
    if (oldest !== undefined) this.#seen.delete(oldest)
  }

  has(key: string): boolean {
    const at = this.#seen.get(key)
    const { clock, forgetAfterMs } = this.#options
    return at !== undefined && !hasPassed(forgetAfterMs, at, clock.now())
  }
}

/** The cards shown of late, in memory, by digests of what they said to whom. */
export function rememberShownCards(options: ShownCardsOptions): ShownCards {
  const keys = new RecentKeys(options)
  return { remember: (key) => keys.add(key), has: (key) => keys.has(key) }
}
