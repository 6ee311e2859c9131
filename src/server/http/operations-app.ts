import express, { type Express, type Router } from 'express'
import { Fault } from '../../base/fault.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import { faultHandler } from './fault-response.ts'
import { beginRequest } from './request-context.ts'

/** The application of a port that only operators reach. */
export function toOperationsApp(routers: readonly Router[], logger: Logger): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(beginRequest(() => 'operations'))
  for (const router of routers) app.use(router)
  app.use(() => {
    throw new Fault('unknown-service', 'There is nothing at this URL.')
  })
  app.use(faultHandler(logger))
  return app
}
