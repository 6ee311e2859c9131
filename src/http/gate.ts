import { type RequestHandler, Router } from 'express'
import { type Authenticate, authentication, spendToken } from './authentication.ts'
import { admission, callerBody, callerRate, type Capacity } from './limits.ts'

/** What stands at the door. */
export interface GateOptions {
  readonly authenticate: Authenticate
  /** The URLs under which clients reach the service: what a token's audience begins with. */
  readonly publicUrls: readonly string[]
  readonly requestsPerMinute: number
  readonly bodyLimitBytes: number
  readonly capacity: Capacity
}

/** Every endpoint of the specification. https://cds-hooks.hl7.org/2.0/#trusting-cds-clients */
const ENDPOINTS = ['/cds-services', '/cds-services/:id', '/cds-services/:id/feedback']

const unlessPreflight =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    request.method === 'OPTIONS' ? next() : handler(request, response, next)

/**
 * What every call passes before it is looked at, cheapest first: who calls, how often, the bytes of
 * the body, whether its token was used before, whether there is capacity. A preflight carries no
 * token and passes.
 */
export function toGate(options: GateOptions): Router {
  const steps = [
    authentication(options.authenticate, options.publicUrls),
    callerRate(options.requestsPerMinute),
    callerBody(options.bodyLimitBytes),
    spendToken,
    admission(options.capacity),
  ]
  const router = Router()
  router.all(ENDPOINTS, ...steps.map(unlessPreflight))
  return router
}
