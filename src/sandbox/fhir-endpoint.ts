import { json, Router, text } from 'express'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { isJsonObject } from '../base/json.ts'
import { accessOf } from './access.ts'
import type { FhirServer } from './fhir-server.ts'
import type { Grant, Grants } from './grants.ts'
import { refusalOf } from './negotiation.ts'
import { failure } from './outcomes.ts'

const BODY_LIMIT = '5mb'

/** Reads bodies and credentials, and answers an OperationOutcome for whatever goes wrong. */
export function fhirEndpoint(server: FhirServer, grants: Pick<Grants, 'findToken'>): Router {
  const router = Router()
  router.use(refuseUnknownToken(grants))
  router.use(refuseOtherForms)
  router.use(json({ type: ['json', '+json'], limit: BODY_LIMIT }))
  router.use(text({ type: 'application/x-www-form-urlencoded', limit: BODY_LIMIT }))
  router.use(async ({ method, url, headers, body }: Request, response: Response) => {
    const incoming = { method, url, headers, body: body as unknown, grant: grantOf(response) }
    const reply = await server.answer(incoming)
    response.set(reply.headers)
    send(response, reply.status, reply.resource)
  })
  router.use(answerError)
  return router
}

const GRANT = 'grant'

/** What the token of a request was granted; nothing for a request to which everything is open. */
const grantOf = ({ locals }: Response) => locals[GRANT] as Grant | undefined

/** Before a body is read. */
function refuseUnknownToken(grants: Pick<Grants, 'findToken'>): RequestHandler {
  return ({ headers }, response, next) => {
    const access = accessOf(headers.authorization, grants)
    if (access !== 'unknown-token') {
      if (access !== 'open') response.locals[GRANT] = access
      next()
      return
    }
    response.set('WWW-Authenticate', 'Bearer')
    send(response, 401, failure('login', 'The token is not one of the sandbox, or it expired'))
  }
}

/** Before a body is read. */
const refuseOtherForms: RequestHandler = ({ method, url, headers }, response, next) => {
  const refusal = refusalOf(method, url, headers)
  if (refusal === undefined) next()
  else send(response, refusal.status, failure('not-supported', refusal.text))
}

/** Express knows an error handler by its four parameters. */
function answerError(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) {
    next(error)
    return
  }
  const status = statusOf(error)
  send(response, status, status < 500 ? unreadable(status) : failure('exception', 'Internal error'))
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}

function unreadable(status: number): ReturnType<typeof failure> {
  return status === 413
    ? failure('too-long', `The body is larger than ${BODY_LIMIT}`)
    : failure('structure', 'The request could not be read: is the body valid JSON?')
}

function send(response: Response, status: number, resource: object | undefined): void {
  response.status(status)
  if (!isJsonObject(resource)) {
    response.end()
    return
  }
  response.type('application/fhir+json').send(JSON.stringify(resource))
}
