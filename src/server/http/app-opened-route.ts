import { Router } from 'express'
import { Fault } from '../../base/fault.ts'
import { allowedMethods } from './allowed-methods.ts'
import { ownOriginOnly } from './own-origin.ts'
import { limitRate } from './rate-limit.ts'

/** How the app can have been opened. */
const WAYS = ['card', 'standalone']

interface AppOpenedOptions {
  /** Ids of the services that the app can be about. */
  readonly services: readonly string[]
  /** The service's own URLs: the app's pages are below them, and nobody else is counted. */
  readonly publicUrls: readonly string[]
  readonly count: (labels: readonly [service: string, from: string]) => void
}

/** A hospital's workstations may share one address. */
const PER_MINUTE = 120

/**
 * `POST /?service=…&from=card|standalone`: the app says that it was opened. Nothing else is taken,
 * kept or logged: no body, no patient, no user, no EHR. Whoever loads the app can send it, so the
 * count tells how it is used and is no proof.
 */
export function appOpenedRoute({ services, publicUrls, count }: AppOpenedOptions): Router {
  const router = Router()
  router
    .route('/')
    .post(
      limitRate({ perMinute: PER_MINUTE }),
      ownOriginOnly(publicUrls, (_request, response) => void response.status(403).end()),
      ({ query }, response, next) => {
        const service = services.find((id) => id === query['service'])
        const from = WAYS.find((way) => way === query['from'])
        if (service === undefined || from === undefined) {
          next(new Fault('malformed-request', 'Not a way to open an app of this service.'))
          return
        }
        count([service, from])
        response.status(204).end()
      },
    )
    .all(allowedMethods('POST'))
  return router
}
