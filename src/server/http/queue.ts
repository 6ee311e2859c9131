/** How much work is taken on. */
export interface Capacity {
  /** Requests that are worked on at once. */
  readonly atOnce: number
  /** Requests that wait for their turn. */
  readonly waiting: number
  /** How long one waits: a card that comes after the clinician has gone on helps nobody. */
  readonly patienceMs: number
  /** Is given a way to ask how many work and wait now, once. */
  readonly watch?: ((read: () => QueueState) => void) | undefined
}

/** How many requests are worked on and wait. */
export interface QueueState {
  readonly working: number
  readonly waiting: number
}

interface Waiting {
  readonly client: string
  readonly go: () => void
}

/** One client has at most this share of the turns, and of the queue. */
const SHARE = 1 / 2

const shareOf = (all: number) => Math.ceil(all * SHARE)

/** How many there are of each client. */
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
 * A bounded number of turns and a bounded queue for them, first come, first served. One client,
 * whose FHIR server may hang, never has all of them (a bulkhead): the others go past those of it
 * that wait.
 */
export class Queue {
  readonly #capacity: Capacity
  readonly #queue = new Set<Waiting>()
  readonly #working = new Tally()
  readonly #waiting = new Tally()
  #taken = 0

  constructor(capacity: Capacity) {
    this.#capacity = capacity
  }

  get state(): QueueState {
    return { working: this.#taken, waiting: this.#queue.size }
  }

  /** Whether a turn was had in time. */
  take(client: string): Promise<boolean> {
    if (this.#isFreeFor(client)) {
      this.#begin(client)
      return Promise.resolve(true)
    }
    const { waiting, patienceMs } = this.#capacity
    if (this.#queue.size >= waiting || this.#waiting.of(client) >= shareOf(waiting))
      return Promise.resolve(false)
    return new Promise((resolve) => {
      const place = {
        client,
        go: () => {
          clearTimeout(impatience)
          this.#leave(place)
          this.#begin(client)
          resolve(true)
        },
      }
      const impatience = setTimeout(() => {
        this.#leave(place)
        resolve(false)
      }, patienceMs)
      this.#queue.add(place)
      this.#waiting.add(client, 1)
    })
  }

  /** Passes a turn on to the next in the queue that may have one. */
  giveBack(client: string): void {
    this.#taken -= 1
    this.#working.add(client, -1)
    for (const place of this.#queue) {
      if (!this.#isFreeFor(place.client)) continue
      place.go()
      return
    }
  }

  #isFreeFor(client: string): boolean {
    const { atOnce } = this.#capacity
    return this.#taken < atOnce && this.#working.of(client) < shareOf(atOnce)
  }

  #begin(client: string): void {
    this.#taken += 1
    this.#working.add(client, 1)
  }

  #leave(place: Waiting): void {
    this.#queue.delete(place)
    this.#waiting.add(place.client, -1)
  }
}
