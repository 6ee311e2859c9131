/** How much work is taken on. */
export interface Capacity {
  /** Requests that are worked on at once. */
  readonly atOnce: number
  readonly waiting: number
  /** How long each waits, ms: a card that comes after the clinician has gone on helps nobody. */
  readonly waitMs: number
}

export interface QueueState {
  readonly working: number
  readonly waiting: number
}

interface Waiting {
  readonly client: string
  readonly start: () => void
}

/** The share of the capacity, and of those that wait, that one client has at most. */
const SHARE = 1 / 2

const shareOf = (all: number) => Math.ceil(all * SHARE)

class Tally {
  readonly #counts = new Map<string, number>()

  of(client: string): number {
    return this.#counts.get(client) ?? 0
  }

  add(client: string, by: 1 | -1): void {
    const count = this.of(client) + by
    if (count === 0) this.#counts.delete(client)
    else this.#counts.set(client, count)
  }
}

/**
 * Bounded work and a bounded queue for it, first come, first served. One client, whose FHIR server
 * may hang, never has all of it (a bulkhead): the others go past those of it that wait.
 */
export class Queue {
  readonly #capacity: Capacity
  readonly #queue = new Set<Waiting>()
  readonly #workingOf = new Tally()
  readonly #waitingOf = new Tally()
  #working = 0

  constructor(capacity: Capacity) {
    this.#capacity = capacity
  }

  get state(): QueueState {
    return { working: this.#working, waiting: this.#queue.size }
  }

  /** Whether work may begin, at once or after a wait; it must {@link leave} when it is over. */
  enter(client: string): Promise<boolean> {
    if (this.#isFreeFor(client)) {
      this.#start(client)
      return Promise.resolve(true)
    }
    const { waiting, waitMs } = this.#capacity
    if (this.#queue.size >= waiting || this.#waitingOf.of(client) >= shareOf(waiting))
      return Promise.resolve(false)
    return new Promise((resolve) => {
      const request = {
        client,
        start: () => {
          clearTimeout(timer)
          this.#endWait(request)
          this.#start(client)
          resolve(true)
        },
      }
      const timer = setTimeout(() => {
        this.#endWait(request)
        resolve(false)
      }, waitMs)
      this.#queue.add(request)
      this.#waitingOf.add(client, 1)
    })
  }

  /** Ends work, and starts the first in the queue that may now be worked on. */
  leave(client: string): void {
    this.#working -= 1
    this.#workingOf.add(client, -1)
    for (const request of this.#queue) {
      if (!this.#isFreeFor(request.client)) continue
      request.start()
      return
    }
  }

  #isFreeFor(client: string): boolean {
    const { atOnce } = this.#capacity
    return this.#working < atOnce && this.#workingOf.of(client) < shareOf(atOnce)
  }

  #start(client: string): void {
    this.#working += 1
    this.#workingOf.add(client, 1)
  }

  #endWait(request: Waiting): void {
    this.#queue.delete(request)
    this.#waitingOf.add(request.client, -1)
  }
}
