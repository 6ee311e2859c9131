import type { IncomingMessage } from 'node:http'
import type { RequestHandler, Response } from 'express'
import { Stages } from './stages.ts'

/** What goes with a request from its first byte to its last. */
export interface RequestContext {
  /** By which client and service speak of this request: the client's own word, or a new one. */
  readonly requestId: string
  /** Of the W3C trace that the request belongs to. */
  readonly traceId: string | undefined
  readonly stages: Stages
}

const REQUEST_ID = /^[\w.:-]{1,128}$/

// https://www.w3.org/TR/trace-context/#traceparent-header; an id of zeros is invalid.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

function traceIdOf({ headers }: IncomingMessage): string | undefined {
  const { traceparent } = headers
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
}

const CONTEXT = 'requestContext'

const isContext = (value: unknown): value is RequestContext =>
  typeof value === 'object' && value !== null && 'stages' in value

/**
 * The context of a response's request.
 *
 * @throws {TypeError} When the request did not come through {@link withRequestContext}.
 */
export function contextOf(response: Response): RequestContext {
  const context: unknown = response.locals[CONTEXT]
  if (!isContext(context)) throw new TypeError('the request has no context')
  return context
}

/** What every log line of a request says of it. */
export function logFieldsOf(response: Response) {
  const { requestId, traceId } = contextOf(response)
  return traceId === undefined ? { requestId } : { requestId, traceId }
}

/** Takes or makes the request's id, and gives it and the trace's header back with the answer. */
export function withRequestContext(newRequestId: () => string): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id']
    const isUsable = typeof given === 'string' && REQUEST_ID.test(given)
    const requestId = isUsable ? given : newRequestId()
    const traceId = traceIdOf(request)
    response.locals[CONTEXT] = { requestId, traceId, stages: new Stages() }
    response.setHeader('X-Request-ID', requestId)
    const { traceparent } = request.headers
    if (traceId !== undefined && typeof traceparent === 'string')
      response.setHeader('traceparent', traceparent)
    next()
  }
}
