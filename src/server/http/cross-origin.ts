import cors from 'cors'
import type { RequestHandler } from 'express'

const REQUEST_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  // Conditional creates of a FHIR server, and what it is to answer.
  'if-none-exist',
  'prefer',
  'traceparent',
  'x-request-id',
]
const ANSWER_HEADERS = ['X-Request-ID', 'traceparent', 'Server-Timing', 'Retry-After']

/** A day is what no browser exceeds; most keep a preflight for two hours at the most. */
const PREFLIGHT_SECONDS = 7_200

/**
 * Lets pages of these origins call, `*` for any. Cookies are never allowed: a client shows who it
 * is by its token. A preflight carries no token, so this stands before whatever asks for one.
 * https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html#cross-origin-resource-sharing
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  const handle = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: ANSWER_HEADERS,
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
  })
  return (request, response, next) => {
    const isPreflight = request.headers['access-control-request-method'] !== undefined
    if (request.method === 'OPTIONS' && !isPreflight) next()
    else handle(request, response, next)
  }
}
