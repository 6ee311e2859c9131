import type { RequestHandler, Response } from 'express'
import type { AnswerNote } from '../../hook/answer-note.ts'
import type { FaultCode } from '../../base/fault.ts'
import { callerIdOf } from './authentication.ts'
import { contextOf } from './request-context.ts'
import type { OnStage } from './stages.ts'

/** What is learned of a request on its way; nothing of it is the caller's own text. */
export interface RequestFacts {
  readonly service?: string
  readonly hook?: string
  readonly note?: AnswerNote
  /** Indicators of the cards that are sent. */
  readonly cards?: readonly string[]
  /** Outcomes of feedback. */
  readonly feedback?: readonly string[]
  readonly fault?: FaultCode
  /** Why a token was refused. */
  readonly refusal?: string | undefined
}

/** How a request ended. */
export interface RequestOutcome extends RequestFacts {
  /** The registered client, or `anonymous`; nothing when nobody was let in. */
  readonly client: string | undefined
  /** Nothing when the caller went away before the answer. */
  readonly status: number | undefined
  readonly durationMs: number
  /** Milliseconds by stage. */
  readonly stages: ReadonlyMap<string, number>
}

/** Watches requests. */
export interface RequestObserver {
  /** When a request is over. */
  readonly ended?: ((outcome: RequestOutcome) => void) | undefined
  /** Runs a request within its trace. */
  readonly trace?:
    | ((
        traceparent: string | undefined,
        run: () => void,
      ) => { readonly stage: OnStage; readonly end: (outcome: RequestOutcome) => void })
    | undefined
}

const learned = new WeakMap<Response, RequestFacts>()

/** Notes what was learned of a request. */
export function annotate(response: Response, facts: RequestFacts): void {
  const known = learned.get(response)
  learned.set(response, known === undefined ? facts : { ...known, ...facts })
}

function outcomeOf(response: Response): RequestOutcome {
  const { stages } = contextOf(response)
  return {
    ...learned.get(response),
    client: callerIdOf(response),
    status: response.writableFinished ? response.statusCode : undefined,
    durationMs: stages.elapsedMs,
    stages: stages.took,
  }
}

/** Lets a request be watched from its beginning to its end. */
export function observed({ ended, trace }: RequestObserver): RequestHandler {
  return (request, response, next) => {
    if (ended !== undefined) response.once('close', () => ended(outcomeOf(response)))
    if (trace === undefined) {
      next()
      return
    }
    const { traceparent } = request.headers
    const given = typeof traceparent === 'string' ? traceparent : undefined
    const { stage, end } = trace(given, next)
    contextOf(response).stages.tell(stage)
    response.once('close', () => end(outcomeOf(response)))
  }
}
