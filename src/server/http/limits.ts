import type { RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit, type Store } from 'express-rate-limit'
import { Fault } from '../../base/fault.ts'
import { callerOf } from './authentication.ts'
import { jsonBody } from './json-body.ts'
import { type Capacity, Queue } from './queue.ts'

const MINUTE_MS = 60_000

/** Counts requests by caller and minute, for several processes together. */
export interface CallerCounts {
  readonly count: (caller: string) => { readonly hits: number; readonly resetAt: number }
}

/** Nothing that was counted is ever taken back here. */
const toStore = ({ count }: CallerCounts): Store => ({
  increment: (caller) => {
    const { hits, resetAt } = count(caller)
    return { totalHits: hits, resetTime: new Date(resetAt) }
  },
  decrement: () => undefined,
  resetKey: () => undefined,
})

/**
 * At most so many requests a minute from one client; from one address when it has no name.
 *
 * @param counts - Counts that other processes share; this process's own when not given.
 */
export function callerRate(perMinute: number, counts?: CallerCounts): RequestHandler {
  return rateLimit({
    ...(counts === undefined ? {} : { store: toStore(counts) }),
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

/** Seconds after which a refused request may find a turn. */
const RETRY_AFTER = '1'

/** Takes on no more work than there is capacity for: 503 with Retry-After to the rest. */
export function admission(capacity: Capacity): RequestHandler {
  const turns = new Queue(capacity)
  capacity.watch?.(() => turns.state)
  return async (_request, response, next) => {
    const client = callerOf(response).settings.id
    if (!(await turns.take(client))) {
      response.setHeader('Retry-After', RETRY_AFTER)
      throw new Fault('temporarily-unavailable', 'The service is busy: come back later.')
    }
    if (response.closed) turns.giveBack(client)
    else response.once('close', () => turns.giveBack(client))
    next()
  }
}
