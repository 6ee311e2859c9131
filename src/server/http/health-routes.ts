import { type RequestHandler, Router } from 'express'
import type { HealthReport } from '../../base/telemetry/health.ts'
import { allowedMethods } from './allowed-methods.ts'

interface HealthRoutesOptions {
  readonly report: () => Promise<HealthReport>
  readonly version: string
}

/** Degraded is still ready: another replica would be no better. */
const STATUS = { ok: 200, degraded: 200, down: 503, draining: 503 } as const

/**
 * `GET /health/live`: the process answers; if it does not, it is to be started again. `GET
 * /health/ready`: whether calls should be sent here, and what is unwell.
 */
export function healthRoutes({ report, version }: HealthRoutesOptions): Router {
  const router = Router()
  const live: RequestHandler = (_request, response) => {
    response.json({ status: 'ok', version })
  }
  const ready: RequestHandler = async (_request, response) => {
    const { status, checks } = await report()
    if (STATUS[status] === 503) response.setHeader('Retry-After', '5')
    response.status(STATUS[status]).json({ status, version, checks })
  }
  router.route('/health/live').get(live).all(allowedMethods('GET', 'HEAD'))
  router.route('/health/ready').get(ready).all(allowedMethods('GET', 'HEAD'))
  return router
}
