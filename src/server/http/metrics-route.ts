import { hash, timingSafeEqual } from 'node:crypto'
import { Router } from 'express'
import { Fault } from '../../base/fault.ts'
import type { Metrics } from '../../base/telemetry/metric-types.ts'
import { allowedMethods } from './allowed-methods.ts'

/** Digests are of one length, as the comparison wants it. */
const digest = (text: string) => hash('sha256', text, 'buffer')

/** `GET /metrics`: for Prometheus, and for nobody else where a token is asked for. */
export function metricsRoute(expose: Metrics['expose'], token: string | undefined): Router {
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`)
  const router = Router()
  router
    .route('/metrics')
    .get(async (request, response) => {
      const given = digest(request.headers.authorization ?? '')
      if (expected !== undefined && !timingSafeEqual(given, expected)) {
        response.setHeader('WWW-Authenticate', 'Bearer')
        throw new Fault('unauthenticated', 'Authentication is required.')
      }
      const { type, text } = await expose()
      response.setHeader('Content-Type', type)
      response.end(text)
    })
    .all(allowedMethods('GET', 'HEAD'))
  return router
}
