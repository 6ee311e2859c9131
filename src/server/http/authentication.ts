import type { Request, RequestHandler, Response } from 'express'
import type { ClientSettings } from '../../hook/client-settings.ts'
import { Fault } from '../../base/fault.ts'

/** Who calls, and what is agreed with it. */
export interface Caller {
  readonly settings: ClientSettings
  readonly limits: {
    readonly requestsPerMinute?: number | undefined
    readonly bodyBytes?: number | undefined
  }
  /** Uses the caller's token up; a reason, for the log, when it cannot be used again. */
  readonly spend: (body: Uint8Array) => Promise<string | undefined>
}

/** Decides who calls. A refusal is a code for the log. */
export type Authenticate = (call: {
  readonly authorization: string | undefined
  readonly audience: readonly string[]
}) => Promise<{ readonly refusal: string } | { readonly value: Caller }>

const callers = new WeakMap<Response, Caller>()

/**
 * The caller of a request that passed the gate.
 *
 * @throws {TypeError} When it did not: no route may answer a caller that nobody looked at.
 */
export function callerOf(response: Response): Caller {
  const caller = callers.get(response)
  if (caller === undefined) throw new TypeError('this route is not behind the gate')
  return caller
}

/** Who was let in; nothing when nobody was, or nobody was asked. */
export const callerIdOf = (response: Response): string | undefined =>
  callers.get(response)?.settings.id

/** Without detail: what is wrong with a token is told to the log alone. */
function refuse(response: Response, refusal: string): never {
  response.setHeader('WWW-Authenticate', 'Bearer')
  throw new Fault('unauthenticated', 'Authentication is required.', { cause: refusal })
}

/**
 * The URLs by which a token may mean the called endpoint. The specification says nothing of
 * feedback: some clients name its own URL, some the service's.
 */
function audienceOf({ path }: Request, publicUrls: readonly string[]): readonly string[] {
  const paths = [path, path.replace(/\/feedback\/*$/, '')]
  return publicUrls.flatMap((url) => paths.map((one) => `${url}${one}`))
}

/** Lets in who may call, and remembers who it is. */
export function authentication(
  authenticate: Authenticate,
  publicUrls: readonly string[],
): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers
    const audience = audienceOf(request, publicUrls)
    const outcome = await authenticate({ authorization, audience })
    if ('refusal' in outcome) refuse(response, outcome.refusal)
    callers.set(response, outcome.value)
    next()
  }
}

const NO_BODY = new Uint8Array()

/** Uses the token up, once the body is there. */
export const spendToken: RequestHandler = async (request, response, next) => {
  const body: unknown = request.body
  const refusal = await callerOf(response).spend(Buffer.isBuffer(body) ? body : NO_BODY)
  if (refusal !== undefined) refuse(response, refusal)
  next()
}
