import { Router } from 'express'
import type { Metrics } from '../../base/telemetry/metric-types.ts'
import { allowedMethods } from './allowed-methods.ts'
import { bearerToken } from './bearer-token.ts'

/** `GET /metrics`: for Prometheus, and for nobody else where a token is asked for. */
export function metricsRoute(expose: Metrics['expose'], token: string | undefined): Router {
  const router = Router()
  router
    .route('/metrics')
    .get(
      ...(token === undefined ? [] : bearerToken(token, 'metrics token')),
      async (_request, response) => {
        const { type, text } = await expose()
        response.setHeader('Content-Type', type)
        response.end(text)
      },
    )
    .all(allowedMethods('GET', 'HEAD'))
  return router
}
