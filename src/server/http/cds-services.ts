import type { RequestHandler } from 'express'
import { parseHookRequest } from '../../hook/protocol/hook-request.ts'
import { requestedMaxCards } from '../../hook/protocol/configuration-extension.ts'
import type { CdsServiceResponse } from '../../hook/protocol/card.ts'
import { shapeDiscovery, shapeResponse } from '../../hook/protocol/dialect.ts'
import { violations } from '../../hook/protocol/invariants.ts'
import {
  type CallableService,
  entryIn,
  isOpenTo,
  languagesOf,
} from '../../hook/callable-service.ts'
import type { ClientSettings } from '../../hook/client-settings.ts'
import type { Answer, Question } from '../../hook/answer.ts'
import type { AnswerNote } from '../../hook/answer-note.ts'
import { Fault } from '../../base/fault.ts'
import { chooseLanguage } from '../../base/language.ts'
import { meantBy } from '../../base/similar.ts'
import { isJsonObject } from '../../base/json.ts'
import type { LogFields, Logger } from '../../base/telemetry/logger.ts'
import { sendJsonText } from './compression.ts'
import { parseJsonBody } from './json-body.ts'
import { annotate, callerOf, contextOf, logFieldsOf } from './request-context.ts'

export interface CdsServicesOptions {
  readonly services: readonly CallableService[]
  readonly answer: (question: Question) => Promise<Answer>
  readonly logger: Logger
}

/** The service that a call means: by id and, since several services may share one, by hook. */
function findService(
  services: readonly CallableService[],
  id: unknown,
  body: unknown,
  settings: ClientSettings,
): CallableService {
  const withId = services.filter(({ entry }) => entry.id === id)
  if (withId.length === 0) {
    const open = services.filter((service) => isOpenTo(service, settings))
    const ids = open.map(({ entry }) => entry.id)
    const meant = meantBy(String(id), ids)
    const hint = meant === undefined ? '' : ` Is ${meant} meant?`
    throw new Fault('unknown-service', `There is no CDS Service of this id.${hint}`)
  }
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

/** The `fhirVersion` of a content type. https://hl7.org/fhir/R4/versioning.html#mt-version */
const fhirVersionOf = (contentType = '') =>
  /;\s*fhirVersion\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1]

/** The client's own limits with what this one request asks for: the lower number counts. */
function withRequestedLimits(settings: ClientSettings, body: unknown): ClientSettings {
  const requested = requestedMaxCards(body)
  if (requested === undefined) return settings
  return { ...settings, maximumCards: Math.min(requested, settings.maximumCards ?? requested) }
}

/** @throws {TypeError} When the answer would break the specification: that is our bug. */
function toText(answer: CdsServiceResponse, settings: ClientSettings): string {
  const shaped = shapeResponse(answer, settings)
  const broken = violations(shaped, settings.cdsHooksVersion)
  if (broken.length > 0) throw new TypeError(`the answer breaks ${broken.join(', ')}`)
  return JSON.stringify(shaped)
}

/**
 * Logs an answer. That somebody gave resources of another patient than the one asked for is a fault
 * of theirs, though nothing of it entered the computation: a warning.
 */
function logAnswer(logger: Logger, fields: LogFields, note: AnswerNote): void {
  const all = { ...fields, ...note }
  if (note.ofOthers > 0) logger.warn(all, 'answered; resources of other patients were dropped')
  else logger.info(all, 'answered')
}

/** `POST /cds-services/{id}`. https://cds-hooks.hl7.org/2.0/#calling-a-cds-service */
export function callService(options: CdsServicesOptions): RequestHandler {
  const { services, logger } = options
  return async (request, response) => {
    const { stages } = contextOf(response)
    stages.mark('receive')
    const body = parseJsonBody(request)
    const service = findService(services, request.params['id'], body, callerOf(response).settings)
    const { entry } = service
    annotate(response, { service: entry.id, hook: entry.hook })
    const hookRequest = parseHookRequest(body, entry.hook, Object.keys(entry.prefetch))
    stages.mark('parse')

    const client = withRequestedLimits(callerOf(response).settings, body)
    const acceptLanguage = request.headers['accept-language']
    const fhirVersion = fhirVersionOf(request.headers['content-type'])
    const told = { acceptLanguage, fhirVersion }
    const question = { service, request: hookRequest, client, ...told, stages }
    const { response: answer, note } = await options.answer(question)
    stages.mark('guidance')

    const text = toText(answer, client)
    response.setHeader('Server-Timing', stages.toHeader())
    sendJsonText(response, text)

    const { cards } = answer
    annotate(response, { note, cards: cards.map(({ indicator }) => indicator) })
    const ms = stages.totalMs
    const counted = { client: client.id, service: entry.id, cards: cards.length, ms }
    const problem = hookRequest.fhirAuthorization?.problem
    const grant = problem === undefined ? {} : { unusableGrant: problem }
    logAnswer(logger, { ...counted, ...grant, ...logFieldsOf(response) }, note)
  }
}

/**
 * `GET /cds-services`: what is open to the caller, in its version.
 * https://cds-hooks.hl7.org/2.0/#discovery
 */
export function discovery({ services }: CdsServicesOptions): RequestHandler {
  return (request, response) => {
    const { settings } = callerOf(response)
    const open = services.filter((service) => isOpenTo(service, settings))
    const asked = request.headers['accept-language']
    const entries = open.map((service) =>
      entryIn(service, chooseLanguage(asked, languagesOf(service)) ?? settings.language),
    )
    response.vary('Accept-Language')
    const shaped = shapeDiscovery({ services: entries }, settings.cdsHooksVersion)
    response.type('application/json').send(JSON.stringify(shaped))
  }
}
