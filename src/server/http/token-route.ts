import { type RequestHandler, type Response, Router, urlencoded } from 'express'
import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import type { ExchangeCode } from '../access/token-exchange.ts'
import { ownOriginOnly } from './own-origin.ts'
import { limitRate } from './rate-limit.ts'

interface TokenRouteOptions {
  /** Exchanges a code at the token endpoint that the configuration names for an EHR. */
  readonly exchange: ExchangeCode
  /** The service's own URLs: the app's pages are below them, and nobody else may ask. */
  readonly publicUrls: readonly string[]
  /** Path of the page that codes come back to. */
  readonly redirectPath: string
  readonly logger: Logger
}

/** A hospital's workstations may share one address. */
const PER_MINUTE = 120
const BODY_LIMIT = '16kb'

const refuse = (response: Response, status: number, error: string, description?: string) => {
  response
    .status(status)
    .json({ error, ...(description === undefined ? {} : { error_description: description }) })
}

function codeIn(body: JsonObject, redirectUris: readonly string[]) {
  const [code, redirectUri, codeVerifier] = [
    nonBlank(body['code']),
    nonBlank(body['redirect_uri']),
    nonBlank(body['code_verifier']),
  ]
  const isComplete = code !== undefined && redirectUri !== undefined && codeVerifier !== undefined
  if (!isComplete || body['grant_type'] !== 'authorization_code') return undefined
  return redirectUris.includes(redirectUri) ? { code, redirectUri, codeVerifier } : undefined
}

const STATUS = { 'unknown-issuer': 400, unavailable: 502 } as const
const ERROR = {
  'unknown-issuer': 'invalid_request',
  unavailable: 'temporarily_unavailable',
} as const

function tokenHandler(options: TokenRouteOptions): RequestHandler {
  const redirectUris = options.publicUrls.map((url) => `${url}${options.redirectPath}`)
  return async (request, response) => {
    const body: unknown = request.body
    const code = codeIn(isJsonObject(body) ? body : {}, redirectUris)
    const issuer = nonBlank(request.query['iss'])
    if (code === undefined || issuer === undefined) {
      refuse(response, 400, 'invalid_request')
      return
    }
    const answer = await options.exchange(issuer, code)
    response.setHeader('Pragma', 'no-cache')
    if (answer.kind === 'token') {
      response.json(answer.response)
      return
    }
    const error = answer.kind === 'refused' ? answer.error : ERROR[answer.kind]
    const why = answer.kind === 'unavailable' ? answer.why : undefined
    options.logger.warn({ answer: answer.kind, error, why }, 'SMART token request failed')
    if (answer.kind === 'refused') refuse(response, 400, error, answer.description)
    else refuse(response, STATUS[answer.kind], error)
  }
}

/**
 * The token request of a confidential SMART app: its page has the code and its PKCE verifier, this
 * back end has the key. https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-access-token
 */
export function tokenRoute(options: TokenRouteOptions): Router {
  const router = Router()
  router.post(
    '/',
    limitRate({
      perMinute: PER_MINUTE,
      refuse: (_request, response) => refuse(response, 429, 'temporarily_unavailable'),
    }),
    // A page of another origin must not have tokens fetched for it.
    ownOriginOnly(options.publicUrls, (_request, response) =>
      refuse(response, 403, 'access_denied'),
    ),
    urlencoded({ extended: false, limit: BODY_LIMIT }),
    tokenHandler(options),
  )
  return router
}
