import type { Request, RequestHandler, Response } from 'express'
import { Fault } from '../../base/fault.ts'
import type { Authenticate } from '../access/authenticator.ts'
import type { Refusal } from '../access/refusal.ts'
import { wordsOfRefusal } from '../access/refusal-words.ts'
import { factsOfToken } from '../access/token-facts.ts'
import { annotate, callerOf, setCaller } from './request-context.ts'

/** How callers are let in. */
export interface Gate {
  readonly authenticate: Authenticate
  /** The URLs under which clients reach the service: what a token's audience begins with. */
  readonly publicUrls: readonly string[]
  /** Testers are told why their token was refused; nobody else is. */
  readonly tellsTesters: boolean
}

/**
 * The URLs by which a token may mean the called endpoint. The specification says nothing of
 * feedback: some clients name its own URL, some the service's.
 */
function audienceOf({ path }: Request, { publicUrls }: Gate): readonly string[] {
  const paths = new Set([path, path.replace(/\/feedback\/*$/, '')])
  return publicUrls.flatMap((url) => [...paths].map((suffix) => `${url}${suffix}`))
}

/** Without detail, but to testers: what is wrong with a token goes to the log alone. */
function refuse(request: Request, response: Response, gate: Gate, refusal: Refusal): never {
  const facts = factsOfToken(request.headers.authorization, audienceOf(request, gate))
  const text = gate.tellsTesters ? wordsOfRefusal(refusal, facts) : 'Authentication is required.'
  response.setHeader('WWW-Authenticate', 'Bearer')
  throw new Fault('unauthenticated', text, { cause: refusal, facts: { ...facts } })
}

/** Lets in who may call, and remembers who it is. */
export function authentication(gate: Gate): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers
    const outcome = await gate.authenticate({ authorization, audience: audienceOf(request, gate) })
    if ('refusal' in outcome) {
      annotate(response, { claimed: outcome.client })
      refuse(request, response, gate, outcome.refusal)
    }
    setCaller(response, outcome.value)
    next()
  }
}

const NO_BODY = new Uint8Array()

/** Uses the token up, once the body is there. */
export function spendToken(gate: Gate): RequestHandler {
  return async (request, response, next) => {
    const body: unknown = request.body
    const refusal = await callerOf(response).spend(Buffer.isBuffer(body) ? body : NO_BODY)
    if (refusal !== undefined) refuse(request, response, gate, refusal)
    next()
  }
}
