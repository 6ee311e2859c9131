import { type RequestHandler, Router } from 'express'
import { type FeedbackItem, parseFeedback } from '../cds-hooks/index.ts'
import { type CdsService, type ClientSettings, DEFAULT_CLIENT_SETTINGS } from '../guidance/index.ts'
import { Fault } from '../kernel/index.ts'
import type { Logger } from '../telemetry/index.ts'
import { allowedMethods } from './allowed-methods.ts'
import { jsonBody, parseJsonBody } from './json-body.ts'
import { logFieldsOf } from './request-context.ts'
import type { SettingsOf } from './settings.ts'

/** What the feedback routes need. */
export interface FeedbackRouteOptions {
  readonly services: readonly CdsService[]
  /** Keeps feedback and says how much of it was new; not given when there is no place to keep it. */
  readonly takeFeedback?:
    | ((
        service: string,
        items: readonly FeedbackItem[],
        settings: ClientSettings,
      ) => Promise<number>)
    | undefined
  readonly settingsOf?: SettingsOf | undefined
  readonly logger: Logger
}

const FEEDBACK_LIMIT_BYTES = 512 * 1024

function feedbackRoute(options: FeedbackRouteOptions): RequestHandler {
  const { services, takeFeedback, settingsOf = () => DEFAULT_CLIENT_SETTINGS, logger } = options
  return async (request, response) => {
    const service = services.find(({ entry }) => entry.id === request.params['id'])?.entry.id
    if (service === undefined || takeFeedback === undefined)
      throw new Fault('unknown-service', 'No feedback is taken at this URL.')
    const items = parseFeedback(parseJsonBody(request))
    const stored = await takeFeedback(service, items, settingsOf(response))
    response.status(200).end()
    const outcomes = items.map(({ outcome }) => outcome)
    logger.info({ ...logFieldsOf(response), service, outcomes, stored }, 'feedback')
  }
}

/** `POST /cds-services/{id}/feedback`. https://cds-hooks.hl7.org/2.0/#feedback */
export function feedbackRoutes(options: FeedbackRouteOptions): Router {
  const router = Router()
  router
    .route('/cds-services/:id/feedback')
    .post(jsonBody(FEEDBACK_LIMIT_BYTES), feedbackRoute(options))
    .all(allowedMethods('POST'))
  return router
}
