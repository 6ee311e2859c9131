import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import express, { type Express, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import { Fault } from '../../base/fault.ts'
import { cdsServicesRoutes, type CdsServicesRoutesOptions } from './cds-services-routes.ts'
import { packPages } from './compression.ts'
import { crossOrigin } from './cross-origin.ts'
import { faultHandler } from './fault-response.ts'
import { feedbackRoutes, type FeedbackRouteOptions } from './feedback-route.ts'
import { type GateOptions, toGate } from './gate.ts'
import { modelCardRoute, type ServedModelCard } from './model-card-route.ts'
import { observed, type RequestObserver } from './observed.ts'
import { withRequestContext } from './request-context.ts'

/** What the HTTP edge needs. */
export interface AppOptions extends CdsServicesRoutesOptions, FeedbackRouteOptions {
  readonly gate: GateOptions
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

/** Pages here hold text and style; nothing else is loaded. */
const secure = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'style-src': ["'unsafe-inline'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'self'"],
    },
  },
  // A browser client reads the answers from another origin; CORS decides which.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
})

/** The headers that the library sets. They are the same for every answer, so it is asked once. */
function securityHeaders(): ReadonlyMap<string, string> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  secure(request, response, () => undefined)
  return new Map(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  )
}

function commonHeaders(): RequestHandler {
  const headers = new Map([...securityHeaders(), ['cache-control', 'no-store']])
  return (_request, response, next) => {
    response.setHeaders(headers)
    next()
  }
}

const nothingHere: RequestHandler = () => {
  throw new Fault('unknown-service', 'There is nothing at this URL.')
}

/** The Express application; it does not listen yet. */
export function toApp(options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', options.trustProxy)
  app.use(withRequestContext(options.newRequestId))
  if (options.observer !== undefined) app.use(observed(options.observer))
  app.use(commonHeaders())
  if (options.corsOrigins.length > 0) app.use(crossOrigin(options.corsOrigins))
  app.use(packPages)
  const gate = toGate(options.gate)
  app.use(cdsServicesRoutes(options, gate))
  app.use(feedbackRoutes(options, gate))
  app.use(modelCardRoute(options.modelCards))
  for (const [path, router] of options.mounts) app.use(path, router)
  app.use(nothingHere)
  app.use(faultHandler(options.logger))
  return app
}
