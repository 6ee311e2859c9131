import type { RequestHandler } from 'express'
import type { Config } from '../../base/config/config.ts'
import { type Authenticate, authentication, spendToken } from './authentication.ts'
import { admission, callerBody, callerRate, type CallerCounts } from './limits.ts'
import type { Capacity } from './queue.ts'

/** What stands at the door. */
export interface GateOptions {
  readonly authenticate: Authenticate
  /** The URLs under which clients reach the service: what a token's audience begins with. */
  readonly publicUrls: readonly string[]
  readonly requestsPerMinute: number
  /** Counts of callers that other processes share. */
  readonly callerCounts?: CallerCounts | undefined
  readonly bodyLimitBytes: number
  readonly capacity: Capacity
}

/** How long a request may wait until it is its turn. */
const WAIT_MS = 2_000

/** What a configuration says of the limits of callers. */
export const toGateOptions = (
  config: Config,
  { authenticate }: Pick<GateOptions, 'authenticate'>,
  publicUrls: readonly string[],
  { callerCounts }: Pick<GateOptions, 'callerCounts'>,
): GateOptions => ({
  authenticate,
  publicUrls,
  requestsPerMinute: config.ratePerMinute,
  callerCounts,
  bodyLimitBytes: config.bodyLimitBytes,
  capacity: {
    atOnce: config.concurrentRequests,
    waiting: config.queuedRequests,
    patienceMs: WAIT_MS,
  },
})

/** The steps before the routes, in their order. */
export interface Gate {
  readonly services: readonly RequestHandler[]
  readonly feedback: readonly RequestHandler[]
}

/** Feedback holds no resource of a record: codes, times and a comment. */
const FEEDBACK_LIMIT_BYTES = 512 * 1024

const unlessPreflight =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    request.method === 'OPTIONS' ? next() : handler(request, response, next)

/**
 * What every call of an endpoint of the specification passes before it is looked at: who calls, how
 * often, the bytes of the body, whether its token was used before, whether there is capacity. A
 * preflight carries no token and passes. https://cds-hooks.hl7.org/2.0/#trusting-cds-clients
 */
export function toGate(options: GateOptions): Gate {
  const { bodyLimitBytes } = options
  const [who, howOften, withCapacity] = [
    authentication(options.authenticate, options.publicUrls),
    callerRate(options.requestsPerMinute, options.callerCounts),
    admission(options.capacity),
  ]
  const steps = (limitBytes: number) =>
    [who, howOften, callerBody(limitBytes), spendToken, withCapacity].map(unlessPreflight)
  return {
    services: steps(bodyLimitBytes),
    feedback: steps(Math.min(bodyLimitBytes, FEEDBACK_LIMIT_BYTES)),
  }
}
