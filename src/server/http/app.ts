import express, { type Express, type RequestHandler, type Router } from 'express'
import { Fault } from '../../base/fault.ts'
import { allowedMethods } from './allowed-methods.ts'
import { authentication, type Gate, spendToken } from './authentication.ts'
import { callService, type CdsServicesOptions, discovery } from './cds-services.ts'
import { commonHeaders } from './common-headers.ts'
import { packPages } from './compression.ts'
import { crossOrigin } from './cross-origin.ts'
import { faultHandler } from './fault-response.ts'
import { feedback, type FeedbackOptions } from './feedback.ts'
import { jsonBody } from './json-body.ts'
import { modelCardRoute, type ServedModelCard } from './model-card-route.ts'
import { waitForCapacity } from './capacity.ts'
import { openApiRoute } from './openapi.ts'
import type { Capacity } from './queue.ts'
import { limitCaller } from './rate-limit.ts'
import type { CallerCounts } from '../../base/between-processes.ts'
import { annotate, beginRequest, type RequestObserver } from './request-context.ts'

/** Who may call the endpoints of the specification, and how much. */
export interface AdmissionOptions extends Gate {
  readonly requestsPerMinute: number
  /** Counts of callers that other processes share. */
  readonly callerCounts?: CallerCounts | undefined
  readonly bodyLimitBytes: number
  readonly capacity: Capacity
}

export interface AppOptions extends CdsServicesOptions, FeedbackOptions {
  readonly admission: AdmissionOptions
  readonly modelCards: readonly ServedModelCard[]
  readonly observer?: RequestObserver | undefined
  /** A name for a request that came without one. */
  readonly newRequestId: () => string
  readonly trustProxy: number | boolean | string
  /** Origins whose pages may call; `*` for any, none for no browser client. */
  readonly corsOrigins: readonly string[]
  /** Further routers by path, such as the sandbox. */
  readonly mounts: readonly (readonly [path: string, router: Router])[]
}

/** Feedback holds no resource of a record: codes, times and a comment. */
const FEEDBACK_LIMIT_BYTES = 512 * 1024

/** A preflight carries no token. */
const unlessPreflight =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    request.method === 'OPTIONS' ? next() : handler(request, response, next)

/** What is refused from here on is told of this service. */
const nameService =
  ({ services }: CdsServicesOptions): RequestHandler =>
  (request, response, next) => {
    const { id } = request.params
    if (services.some(({ entry }) => entry.id === id)) annotate(response, { service: String(id) })
    next()
  }

/**
 * The steps before a route of the specification, in their order: a body is read only from who may
 * call; a token is used up once its body is there, since some clients use a token once per body;
 * and only what may be worked on waits for capacity.
 */
function toAdmission(options: AppOptions, watchQueue: RequestObserver['queue']) {
  const { admission } = options
  const named = nameService(options)
  const authenticated = authentication(admission)
  const limited = limitCaller(admission.requestsPerMinute, admission.callerCounts)
  const spent = spendToken(admission)
  const queued = waitForCapacity(admission.capacity, watchQueue)
  return (bodyLimitBytes: number): readonly RequestHandler[] =>
    [named, authenticated, limited, jsonBody(bodyLimitBytes), spent, queued].map(unlessPreflight)
}

const nothingHere: RequestHandler = () => {
  throw new Fault('unknown-service', 'There is nothing at this URL.')
}

/** The Express application; it does not listen yet. A request goes through it from top to bottom. */
export function toApp(options: AppOptions): Express {
  const { observer, corsOrigins, mounts, logger } = options
  const { bodyLimitBytes } = options.admission
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', options.trustProxy)

  // Every request: its id, its trace and its time; the headers of its answer.
  app.use(beginRequest(options.newRequestId, observer))
  app.use(commonHeaders())
  if (corsOrigins.length > 0) app.use(crossOrigin(corsOrigins))
  app.use(packPages)

  // A call of a CDS Client: it is let in, then its route answers and logs.
  const admitted = toAdmission(options, observer?.queue)
  const calls = admitted(bodyLimitBytes)
  const feedbackCalls = admitted(Math.min(bodyLimitBytes, FEEDBACK_LIMIT_BYTES))
  app
    .route('/cds-services')
    .all(...calls)
    .get(discovery(options))
    .all(allowedMethods('GET', 'HEAD'))
  app
    .route('/cds-services/:id')
    .all(...calls)
    .post(callService(options))
    .all(allowedMethods('POST'))
  app
    .route('/cds-services/:id/feedback')
    .all(...feedbackCalls)
    .post(feedback(options))
    .all(allowedMethods('POST'))

  // Everything else: pages, health, metrics, the sandbox.
  app.use(openApiRoute(options.services))
  app.use(modelCardRoute(options.modelCards))
  for (const [path, router] of mounts) app.use(path, router)
  app.use(nothingHere)

  // Whatever was thrown above is logged, and answered with an OperationOutcome.
  app.use(faultHandler(logger))
  return app
}
