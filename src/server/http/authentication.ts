import type { Request, RequestHandler, Response } from 'express'
import { Fault } from '../../base/fault.ts'
import type { Authenticate } from '../access/authenticator.ts'
import { callerOf, setCaller } from './request-context.ts'

/** Without detail: what is wrong with a token goes to the log alone. */
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
  return publicUrls.flatMap((url) => paths.map((suffix) => `${url}${suffix}`))
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
    setCaller(response, outcome.value)
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
