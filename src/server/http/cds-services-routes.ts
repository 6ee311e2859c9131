import { type RequestHandler, Router } from 'express'
import { type HookRequest, parseHookRequest } from '../../hook/protocol/hook-request.ts'
import { requestedMaxCards } from '../../hook/protocol/configuration-extension.ts'
import type { CdsServiceResponse } from '../../hook/protocol/card.ts'
import { shapeDiscovery, shapeResponse } from '../../hook/protocol/dialect.ts'
import { violations } from '../../hook/protocol/invariants.ts'
import type { CallableService } from '../../hook/board.ts'
import type { ClientSettings } from '../../hook/client-settings.ts'
import type { Answer } from '../../hook/answer-with-risk.ts'
import { isOpenTo } from '../../hook/prepare-call.ts'
import { Fault } from '../../base/fault.ts'
import { isJsonObject } from '../../base/json.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import { allowedMethods } from './allowed-methods.ts'
import { callerOf } from './authentication.ts'
import { sendJsonText } from './compression.ts'
import type { Gate } from './gate.ts'
import { parseJsonBody } from './json-body.ts'
import { logAnswer } from './log-answer.ts'
import { contextOf, logFieldsOf } from './request-context.ts'
import { annotate } from './observed.ts'
import type { Stages } from './stages.ts'

/** Who calls, and where the time of the call is noted. */
export interface Calling {
  readonly settings: ClientSettings
  readonly stages: Stages
  /** The languages that the caller wants, as it says them. */
  readonly acceptLanguage: string | undefined
}

/** What the routes of the CDS Services need. */
export interface CdsServicesRoutesOptions {
  readonly services: readonly CallableService[]
  readonly giveGuidance: (
    service: CallableService,
    request: HookRequest,
    calling: Calling,
  ) => Promise<Answer>
  readonly logger: Logger
}

/** The service that a call means: by id and, since several services may share one, by hook. */
function findService(
  services: readonly CallableService[],
  id: unknown,
  body: unknown,
): CallableService {
  const withId = services.filter(({ entry }) => entry.id === id)
  if (withId.length === 0) throw new Fault('unknown-service', 'There is no CDS Service of this id.')
  const hook = isJsonObject(body) ? body['hook'] : undefined
  const service = withId.find(({ entry }) => entry.hook === hook)
  if (service === undefined) {
    const hooks = withId.map(({ entry }) => entry.hook).join(' or ')
    throw new Fault('malformed-request', [
      { text: `hook: this service listens to ${hooks}`, expression: 'hook' },
    ])
  }
  return service
}

/** The client's own limits with what this one request asks for: the lower number counts. */
function withRequestedLimits(settings: ClientSettings, body: unknown): ClientSettings {
  const requested = requestedMaxCards(body)
  if (requested === undefined) return settings
  return { ...settings, maximumCards: Math.min(requested, settings.maximumCards ?? requested) }
}

/** The text of an answer in the client's version; that it would break the specification is our bug. */
function toText(answer: CdsServiceResponse, settings: ClientSettings): string {
  const shaped = shapeResponse(answer, settings)
  const broken = violations(shaped, settings.cdsHooksVersion)
  if (broken.length > 0) throw new TypeError(`the answer breaks ${broken.join(', ')}`)
  return JSON.stringify(shaped)
}

function callRoute(options: CdsServicesRoutesOptions): RequestHandler {
  const { services, giveGuidance, logger } = options
  return async (request, response) => {
    const { stages } = contextOf(response)
    stages.mark('receive')
    const body = parseJsonBody(request)
    const service = findService(services, request.params['id'], body)
    const { entry } = service
    const hookRequest = parseHookRequest(body, entry.hook, Object.keys(entry.prefetch))
    stages.mark('parse')
    annotate(response, { service: entry.id, hook: entry.hook })
    const settings = withRequestedLimits(callerOf(response).settings, body)
    const acceptLanguage = request.headers['accept-language']
    const calling = { settings, stages, acceptLanguage }
    const { response: answer, note } = await giveGuidance(service, hookRequest, calling)
    stages.mark('guidance')
    const text = toText(answer, settings)
    response.setHeader('Server-Timing', stages.toHeader())
    sendJsonText(response, text)
    const { cards } = answer
    annotate(response, { note, cards: cards.map(({ indicator }) => indicator) })
    const ms = stages.totalMs
    const fields = {
      client: settings.id,
      service: entry.id,
      cards: cards.length,
      ms,
      ...logFieldsOf(response),
    }
    logAnswer(logger, fields, note)
  }
}

/** The services that are open to a client, in its version. */
function discoveryFor({ services }: CdsServicesRoutesOptions, settings: ClientSettings): string {
  const open = services.filter((service) => isOpenTo(service, settings))
  const entries = open.map(({ entry }) => entry)
  return JSON.stringify(shapeDiscovery({ services: entries }, settings.cdsHooksVersion))
}

/** `GET /cds-services` and `POST /cds-services/{id}`. https://cds-hooks.hl7.org/2.0/#discovery */
export function cdsServicesRoutes(options: CdsServicesRoutesOptions, gate: Gate): Router {
  const router = Router()
  router
    .route('/cds-services')
    .all(...gate.services)
    .get((_request, response) => {
      response.type('application/json').send(discoveryFor(options, callerOf(response).settings))
    })
    .all(allowedMethods('GET', 'HEAD'))
  router
    .route('/cds-services/:id')
    .all(...gate.services)
    .post(callRoute(options))
    .all(allowedMethods('POST'))
  return router
}
