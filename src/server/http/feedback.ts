import type { RequestHandler } from 'express'
import { type FeedbackItem, parseFeedback } from '../../hook/protocol/feedback.ts'
import type { CallableService } from '../../hook/callable-service.ts'
import type { ClientSettings } from '../../hook/client-settings.ts'
import { Fault } from '../../base/fault.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import { parseJsonBody } from './json-body.ts'
import { annotate, callerOf, logFieldsOf } from './request-context.ts'

export interface FeedbackOptions {
  readonly services: readonly CallableService[]
  /** Keeps feedback and says how much of it was new; not given when there is no place to keep it. */
  readonly takeFeedback?:
    | ((
        service: string,
        items: readonly FeedbackItem[],
        settings: ClientSettings,
      ) => Promise<number>)
    | undefined
  readonly logger: Logger
}

/** `POST /cds-services/{id}/feedback`. https://cds-hooks.hl7.org/2.0/#feedback */
export function feedback(options: FeedbackOptions): RequestHandler {
  const { services, takeFeedback, logger } = options
  return async (request, response) => {
    const service = services.find(({ entry }) => entry.id === request.params['id'])?.entry.id
    if (service === undefined || takeFeedback === undefined)
      throw new Fault('unknown-service', 'No feedback is taken at this URL.')
    const items = parseFeedback(parseJsonBody(request))
    const stored = await takeFeedback(service, items, callerOf(response).settings)
    response.status(200).end()
    const outcomes = items.map(({ outcome }) => outcome)
    annotate(response, { service, feedback: outcomes })
    const client = callerOf(response).settings.id
    logger.info({ ...logFieldsOf(response), client, service, outcomes, stored }, 'feedback')
  }
}
