import type { Request, RequestHandler, Response } from 'express'
import {
  ipKeyGenerator,
  rateLimit,
  type RateLimitRequestHandler,
  type Store,
} from 'express-rate-limit'
import { Fault } from '../../base/fault.ts'
import { callerOf } from './request-context.ts'

const MINUTE_MS = 60_000

/** Counts requests by caller and minute, for several processes together. */
export interface CallerCounts {
  readonly count: (caller: string) => { readonly hits: number; readonly resetAt: number }
}

interface RateLimit {
  readonly perMinute: number | ((response: Response) => number)
  /** Whose requests are counted together; those of one address when not given. */
  readonly keyOf?: (request: Request, response: Response) => string
  /** Requests that are neither counted nor refused. */
  readonly isExempt?: (request: Request) => Promise<boolean>
  /** Counts that other processes share; this process's own when not given. */
  readonly counts?: CallerCounts | undefined
  /** Answers what is too much; an OperationOutcome when not given. */
  readonly refuse?: RequestHandler
}

/** An IPv6 address counts as its network, since one caller has all addresses of it. */
export const addressOf = ({ ip = '' }: Request): string => ipKeyGenerator(ip)

const tooMany: RequestHandler = (_request, _response, next) => {
  next(new Fault('too-many-requests', 'Too many requests: come back later.'))
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

/** So many requests a minute; to what is beyond them 429 with Retry-After. */
export function limitRate(limit: RateLimit): RateLimitRequestHandler {
  const { perMinute, keyOf = addressOf, isExempt, counts, refuse = tooMany } = limit
  return rateLimit({
    ...(counts === undefined ? {} : { store: toStore(counts) }),
    windowMs: MINUTE_MS,
    limit: typeof perMinute === 'number' ? perMinute : (_request, response) => perMinute(response),
    keyGenerator: keyOf,
    skip: (request) => isExempt?.(request) ?? false,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // Its checks would write header values to the terminal.
    validate: false,
    handler: refuse,
  })
}

/** At most so many requests a minute from one client; from one address when it has no name. */
export const limitCaller = (perMinute: number, counts?: CallerCounts): RequestHandler =>
  limitRate({
    counts,
    perMinute: (response) => callerOf(response).limits.requestsPerMinute ?? perMinute,
    keyOf: (request, response) => {
      const { id } = callerOf(response).settings
      return id === 'anonymous' ? `address ${addressOf(request)}` : `client ${id}`
    },
  })
