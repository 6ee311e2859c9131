import { Router } from 'express'
import type { JsonObject } from '../../base/json.ts'
import { SOFTWARE_VERSION } from '../../base/version.ts'
import type { CallableService } from '../../hook/callable-service.ts'
import type { HookName } from '../../hook/protocol/hooks.ts'
import { allowedMethods } from './allowed-methods.ts'
import { STATUSES } from './fault-response.ts'

const text = { type: 'string' }
const resource = {
  type: 'object',
  required: ['resourceType'],
  properties: { resourceType: text },
}
const texts = { type: 'array', items: text }

/** What each hook's context must hold. https://cds-hooks.hl7.org/hooks/ */
const CONTEXTS = {
  'order-select': { userId: text, patientId: text, selections: texts, draftOrders: resource },
  'order-sign': { userId: text, patientId: text, draftOrders: resource },
  'order-dispatch': { patientId: text, dispatchedOrders: texts, performer: text },
  'patient-view': { userId: text, patientId: text },
} satisfies Readonly<Record<HookName, JsonObject>>

const schemaOf = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const json = (schema: JsonObject) => ({ 'application/json': { schema } })

/** The faults of every call, by the table that answers them. */
const refusals = Object.fromEntries(
  [...new Set(Object.values(STATUSES))].map((status) => [
    String(status),
    { description: 'Refused, with the reason.', content: json(schemaOf('OperationOutcome')) },
  ]),
)

const answered = (description: string, content: JsonObject) => ({
  responses: { '200': { description, ...content }, ...refusals },
})

const security = [{}, { clientJwt: [] }]

function requestSchema({ entry: { hook, prefetch } }: CallableService): JsonObject {
  const context = CONTEXTS[hook]
  return {
    type: 'object',
    required: ['hook', 'hookInstance', 'context'],
    properties: {
      hook: { const: hook },
      hookInstance: { ...text, format: 'uuid' },
      fhirServer: { ...text, format: 'uri' },
      fhirAuthorization: { type: 'object', required: ['access_token'] },
      context: { type: 'object', required: Object.keys(context), properties: context },
      prefetch: {
        type: ['object', 'null'],
        properties: Object.fromEntries(
          Object.keys(prefetch).map((key) => [key, { type: ['object', 'null'] }]),
        ),
      },
    },
  }
}

const toCall = (service: CallableService): JsonObject => ({
  operationId: service.entry.id,
  summary: service.entry.title,
  description: service.entry.description,
  security,
  requestBody: { required: true, content: json(requestSchema(service)) },
  ...answered('Cards; none where there is nothing to say.', { content: json(schemaOf('Cards')) }),
})

const toFeedback = ({ entry: { id } }: CallableService): JsonObject => ({
  operationId: `${id}-feedback`,
  summary: 'Feedback on a card',
  security,
  requestBody: { required: true, content: json(schemaOf('Feedback')) },
  ...answered('Taken.', {}),
})

const SCHEMAS: JsonObject = {
  OperationOutcome: {
    type: 'object',
    required: ['resourceType', 'issue'],
    properties: { resourceType: { const: 'OperationOutcome' }, issue: { type: 'array' } },
  },
  Discovery: {
    type: 'object',
    required: ['services'],
    properties: {
      services: {
        type: 'array',
        items: {
          type: 'object',
          required: ['hook', 'id', 'description'],
          properties: { hook: text, id: text, title: text, description: text },
        },
      },
    },
  },
  Cards: {
    type: 'object',
    required: ['cards'],
    properties: { cards: { type: 'array', items: schemaOf('Card') } },
  },
  Card: {
    type: 'object',
    required: ['summary', 'indicator', 'source'],
    properties: {
      uuid: text,
      summary: { ...text, maxLength: 140 },
      detail: text,
      indicator: { enum: ['info', 'warning', 'critical'] },
      source: { type: 'object', required: ['label'], properties: { label: text } },
      suggestions: { type: 'array', items: { type: 'object', required: ['label'] } },
      links: { type: 'array', items: { type: 'object', required: ['label', 'url', 'type'] } },
    },
  },
  Feedback: {
    type: 'object',
    required: ['feedback'],
    properties: {
      feedback: {
        type: 'array',
        items: {
          type: 'object',
          required: ['card', 'outcome', 'outcomeTimestamp'],
          properties: {
            card: { ...text, format: 'uuid' },
            outcome: { enum: ['accepted', 'overridden'] },
            outcomeTimestamp: { ...text, format: 'date-time' },
          },
        },
      },
    },
  },
}

/** The calls of every client as an OpenAPI document, from the services as they are served. */
export function toOpenApi(services: readonly CallableService[]): JsonObject {
  const open = services.filter((service) => !('board' in service && service.onlyIfRegistered))
  return {
    openapi: '3.1.0',
    info: { title: 'TACE Resistance CDS', version: SOFTWARE_VERSION },
    paths: {
      '/cds-services': {
        get: {
          operationId: 'discovery',
          summary: 'The services, with what they prefetch',
          security,
          ...answered('The services.', { content: json(schemaOf('Discovery')) }),
        },
      },
      ...Object.fromEntries(
        open.flatMap((service) => [
          [`/cds-services/${service.entry.id}`, { post: toCall(service) }],
          [`/cds-services/${service.entry.id}/feedback`, { post: toFeedback(service) }],
        ]),
      ),
    },
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        clientJwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  }
}

/** `GET /openapi.json`. */
export function openApiRoute(services: readonly CallableService[]): Router {
  const document = toOpenApi(services)
  const router = Router()
  router
    .route('/openapi.json')
    .get((_request, response) => void response.json(document))
    .all(allowedMethods('GET', 'HEAD'))
  return router
}
