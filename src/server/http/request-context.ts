import type { IncomingMessage } from 'node:http'
import type { RequestHandler, Response } from 'express'
import type { FaultCode } from '../../base/fault.ts'
import type { AnswerNote } from '../../hook/answer-note.ts'
import type { Caller } from '../access/authenticator.ts'
import type { QueueState } from './queue.ts'
import { type OnStage, Stages } from './stages.ts'

/** What goes with a request from its first byte to its last. */
interface RequestContext {
  /** By which client and service speak of this request: the client's own word, or a new one. */
  readonly requestId: string
  /** Of the W3C trace that the request belongs to. */
  readonly traceId: string | undefined
  readonly stages: Stages
  /** Not set before somebody was let in. */
  readonly caller?: Caller
  readonly facts: RequestFacts
}

/** What is found out about a request on its way; nothing of it is the caller's own text. */
interface RequestFacts {
  readonly service?: string
  readonly hook?: string
  readonly note?: AnswerNote
  /** Indicators of the cards that are sent. */
  readonly cards?: readonly string[]
  readonly feedback?: readonly string[]
  readonly fault?: FaultCode
  /** The client that a refused token names; nothing of it is proven. */
  readonly claimed?: string | undefined
  /** Why a token was refused. */
  readonly refusal?: string | undefined
}

export interface RequestOutcome extends RequestFacts {
  /** The registered client, or `anonymous`; nothing when nobody was let in. */
  readonly client: string | undefined
  /** Nothing when the caller went away before the answer. */
  readonly status: number | undefined
  readonly durationMs: number
  /** Milliseconds by stage. */
  readonly stages: ReadonlyMap<string, number>
}

export interface RequestObserver {
  readonly ended?: ((outcome: RequestOutcome) => void) | undefined
  /** Runs a request within its trace. */
  readonly trace?:
    | ((
        traceparent: string | undefined,
        run: () => void,
      ) => { readonly stage: OnStage; readonly end: (outcome: RequestOutcome) => void })
    | undefined
  /** Is given, once, a way to ask how many requests are worked on and wait now. */
  readonly queue?: ((read: () => QueueState) => void) | undefined
}

const CONTEXT = Symbol('request context')

/** It stands on the response: a `WeakMap` of all would keep each from the collector's quick pass. */
type Begun = Response & { [CONTEXT]?: RequestContext }

function setContext(response: Begun, context: RequestContext): void {
  response[CONTEXT] = context
}

/**
 * The context of a response's request.
 *
 * @throws {TypeError} When the request did not come through {@link beginRequest}.
 */
export function contextOf({ [CONTEXT]: context }: Begun): RequestContext {
  if (context === undefined) throw new TypeError('the request has no context')
  return context
}

export function setCaller(response: Response, caller: Caller): void {
  setContext(response, { ...contextOf(response), caller })
}

/**
 * The caller of a request.
 *
 * @throws {TypeError} When nobody was authenticated: no route may answer a caller that nobody
 *   looked at.
 */
export function callerOf(response: Response): Caller {
  const { caller } = contextOf(response)
  if (caller === undefined) throw new TypeError('this route does not authenticate')
  return caller
}

export function annotate(response: Response, facts: RequestFacts): void {
  const context = contextOf(response)
  setContext(response, { ...context, facts: { ...context.facts, ...facts } })
}

/** What every log line of a request has. */
export function logFieldsOf(response: Response) {
  const { requestId, traceId } = contextOf(response)
  return traceId === undefined ? { requestId } : { requestId, traceId }
}

/** Who was refused what, in the line of a fault: `none` where nobody, or no service, is known. */
export function refusedFieldsOf(response: Response) {
  const { caller, facts } = contextOf(response)
  const { service = 'none', hook, claimed } = facts
  return { client: caller?.settings.id ?? 'none', claimed, service, hook }
}

const REQUEST_ID = /^[\w.:-]{1,128}$/

// https://www.w3.org/TR/trace-context/#traceparent-header; an id of zeros is invalid.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

function textOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

function outcomeOf(response: Response): RequestOutcome {
  const { stages, caller, facts } = contextOf(response)
  return {
    ...facts,
    client: caller?.settings.id,
    status: response.writableFinished ? response.statusCode : undefined,
    durationMs: stages.elapsedMs,
    stages: stages.took,
  }
}

/**
 * Takes or makes the request's id, gives it and the trace's header back with the answer, and lets
 * the request be watched from here to its end.
 */
export function beginRequest(
  newRequestId: () => string,
  { ended, trace }: RequestObserver = {},
): RequestHandler {
  return (request, response, next) => {
    const given = textOf(request, 'x-request-id') ?? ''
    const requestId = REQUEST_ID.test(given) ? given : newRequestId()
    const traceparent = textOf(request, 'traceparent')
    const traceId = TRACEPARENT.exec(traceparent ?? '')?.[1]
    const stages = new Stages()
    setContext(response, { requestId, traceId, stages, facts: {} })
    response.setHeader('X-Request-ID', requestId)
    if (traceId !== undefined && traceparent !== undefined)
      response.setHeader('traceparent', traceparent)
    if (ended !== undefined) response.once('close', () => ended(outcomeOf(response)))
    if (trace === undefined) {
      next()
      return
    }
    const { stage, end } = trace(traceparent, next)
    stages.watch(stage)
    response.once('close', () => end(outcomeOf(response)))
  }
}
