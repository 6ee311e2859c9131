import type { RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { Fault } from '../kernel/index.ts'
import { callerOf } from './authentication.ts'
import { jsonBody } from './json-body.ts'

const MINUTE_MS = 60_000

/** At most so many requests a minute from one client; from one address when it has no name. */
export function callerRate(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: (_request, response) => callerOf(response).limits.requestsPerMinute ?? perMinute,
    keyGenerator: ({ ip = '' }, response) => {
      const { id } = callerOf(response).settings
      return id === 'anonymous' ? `address ${ipKeyGenerator(ip)}` : `client ${id}`
    },
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // Its checks would write header values to the terminal.
    validate: false,
    handler: (_request, _response, next) => {
      next(new Fault('too-many-requests', 'Too many requests: come back later.'))
    },
  })
}

/** Reads a JSON body up to the limit of the caller, or of the service if that is lower. */
export function callerBody(limitBytes: number): RequestHandler {
  const readers = new Map<number, RequestHandler>()
  return (request, response, next) => {
    const limit = Math.min(callerOf(response).limits.bodyBytes ?? limitBytes, limitBytes)
    const reader = readers.get(limit) ?? jsonBody(limit)
    readers.set(limit, reader)
    return reader(request, response, next)
  }
}

/** How much work is taken on. */
export interface Capacity {
  /** Requests that are worked on at once. */
  readonly atOnce: number
  /** Requests that wait for their turn. */
  readonly waiting: number
  /** How long one waits: a card that comes after the clinician has gone on helps nobody. */
  readonly patienceMs: number
  /** Is given a way to ask how many work and wait now, once. */
  readonly watch?: ((read: () => TurnsState) => void) | undefined
}

/** How many requests are worked on and wait. */
export interface TurnsState {
  readonly working: number
  readonly waiting: number
}

/** A bounded number of turns and a bounded queue for them, first come, first served. */
class Turns {
  readonly #capacity: Capacity
  readonly #queue = new Set<() => void>()
  #taken = 0

  constructor(capacity: Capacity) {
    this.#capacity = capacity
  }

  get state(): TurnsState {
    return { working: this.#taken, waiting: this.#queue.size }
  }

  /** Whether a turn was had in time. */
  take(): Promise<boolean> {
    const { atOnce, waiting, patienceMs } = this.#capacity
    if (this.#taken < atOnce) {
      this.#taken += 1
      return Promise.resolve(true)
    }
    if (this.#queue.size >= waiting) return Promise.resolve(false)
    return new Promise((resolve) => {
      const impatience = setTimeout(() => {
        this.#queue.delete(go)
        resolve(false)
      }, patienceMs)
      const go = () => {
        clearTimeout(impatience)
        resolve(true)
      }
      this.#queue.add(go)
    })
  }

  /** Passes a turn on to the next in the queue. */
  giveBack(): void {
    const [next] = this.#queue
    if (next === undefined) {
      this.#taken -= 1
      return
    }
    this.#queue.delete(next)
    next()
  }
}

/** Seconds after which a refused request may find a turn. */
const RETRY_AFTER = '1'

/** Takes on no more work than there is capacity for: 503 with Retry-After to the rest. */
export function admission(capacity: Capacity): RequestHandler {
  const turns = new Turns(capacity)
  capacity.watch?.(() => turns.state)
  return async (_request, response, next) => {
    if (!(await turns.take())) {
      response.setHeader('Retry-After', RETRY_AFTER)
      throw new Fault('temporarily-unavailable', 'The service is busy: come back later.')
    }
    if (response.closed) turns.giveBack()
    else response.once('close', () => turns.giveBack())
    next()
  }
}
