import { Router } from 'express'
import type { FindIssuer } from '../access/known-issuers.ts'
import { limitRate } from './rate-limit.ts'

/** A hospital's workstations may share one address. */
const PER_MINUTE = 600

/**
 * Tells the SMART app whether it may sign in to the server that a launch names, and how it is known
 * there. Asked for one at a time, so that nobody is told the list.
 */
export function issuerRoute(findIssuer: FindIssuer): Router {
  const router = Router()
  const limited = limitRate({
    perMinute: PER_MINUTE,
    refuse: (_request, response) => response.status(429).json({ error: 'too_many_requests' }),
  })
  router.get('/', limited, ({ query: { iss } }, response) => {
    const found = typeof iss === 'string' ? findIssuer(iss) : undefined
    if (found === undefined) response.status(404).json({ error: 'unknown_issuer' })
    else response.json(found)
  })
  return router
}
