import { type RequestHandler, Router } from 'express'
import {
  type DiscoveryResponse,
  type HookRequest,
  parseHookRequest,
  type ServiceResponse,
  violations,
} from '../cds-hooks/index.ts'
import type { CdsService, Guidance } from '../guidance/index.ts'
import { Fault, isJsonObject } from '../kernel/index.ts'
import type { Logger } from '../telemetry/index.ts'
import { jsonBody, parseJsonBody } from './json-body.ts'
import { logAnswer } from './log-answer.ts'

/** What the routes of the CDS Services need. */
export interface CdsServicesRoutesOptions {
  readonly services: readonly CdsService[]
  readonly giveGuidance: (
    service: CdsService,
    request: HookRequest,
    acceptLanguage: string | undefined,
  ) => Promise<Guidance>
  readonly bodyLimitBytes: number
  readonly logger: Logger
}

/** The service that a call means: by id and, since several services may share one, by hook. */
function findService(services: readonly CdsService[], id: unknown, body: unknown): CdsService {
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

/** Nothing leaves that the specification forbids; that it would is our bug. */
function assertConformant(response: ServiceResponse): void {
  const broken = violations(response)
  if (broken.length > 0) throw new TypeError(`the answer breaks ${broken.join(', ')}`)
}

function callRoute({ services, giveGuidance, logger }: CdsServicesRoutesOptions): RequestHandler {
  return async (request, response) => {
    const started = performance.now()
    const body = parseJsonBody(request)
    const service = findService(services, request.params['id'], body)
    const { hook, prefetch } = service.entry
    const hookRequest = parseHookRequest(body, hook, Object.keys(prefetch))
    const { response: answer, note } = await giveGuidance(
      service,
      hookRequest,
      request.headers['accept-language'],
    )
    assertConformant(answer)
    response
      .writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(answer))
    const ms = Math.round((performance.now() - started) * 10) / 10
    logAnswer(logger, { service: service.entry.id, cards: answer.cards.length, ms }, note)
  }
}

/** `GET /cds-services` and `POST /cds-services/{id}`. https://cds-hooks.hl7.org/2.0/#discovery */
export function cdsServicesRoutes(options: CdsServicesRoutesOptions): Router {
  const discovery: DiscoveryResponse = { services: options.services.map(({ entry }) => entry) }
  const text = JSON.stringify(discovery)
  const router = Router()
  router.get('/cds-services', (_request, response) => {
    response.type('application/json').send(text)
  })
  router.post('/cds-services/:id', jsonBody(options.bodyLimitBytes), callRoute(options))
  return router
}
