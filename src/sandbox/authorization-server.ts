import { json, type Request, type RequestHandler, type Response, Router, urlencoded } from 'express'
import { isJsonObject, type JsonObject, nonBlank } from '../base/json.ts'
import { isLoopbackHost, isSameBase } from '../base/loopback.ts'
import type { ClientOfRequest } from '../server/access/client-authentication.ts'
import { type Grants, type LaunchContext, TOKEN_SECONDS } from './grants.ts'
import type { SandboxPatient } from './patients.ts'
import { patientPicker } from './patient-picker.ts'
import { grantable } from './scopes.ts'

export interface AuthorizationServerOptions {
  readonly fhirServer: string
  /** Its own URL, without a trailing slash. */
  readonly baseUrl: string
  readonly grants: Grants
  readonly patients: readonly SandboxPatient[]
  /** CSP sources of pages that may frame the choice of a patient. */
  readonly frameAncestors: readonly string[]
  /** Tells who makes a token request. */
  readonly clientOf: ClientOfRequest
  /** Who has signed in: `Type/id` on the FHIR server. */
  readonly user: string
  /** Where the key of its id_tokens is published. */
  readonly jwksUri: string
  /** Signs an id_token for a client. */
  readonly signIdToken: (clientId: string, claims: object) => string
}

/** https://hl7.org/fhir/smart-app-launch/conformance.html */
export function smartConfiguration(options: AuthorizationServerOptions): RequestHandler {
  const { baseUrl, jwksUri } = options
  const configuration = {
    issuer: baseUrl,
    jwks_uri: jwksUri,
    authorization_endpoint: `${baseUrl}/authorize`,
    token_endpoint: `${baseUrl}/token`,
    grant_types_supported: ['authorization_code'],
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
    token_endpoint_auth_signing_alg_values_supported: ['ES384', 'RS384'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: [
      'openid',
      'fhirUser',
      'launch',
      'launch/patient',
      'patient/*.cruds',
      'user/*.cruds',
    ],
    response_types_supported: ['code'],
    capabilities: [
      'launch-ehr',
      'launch-standalone',
      'client-public',
      'client-confidential-asymmetric',
      'client-confidential-symmetric',
      'context-ehr-patient',
      'context-standalone-patient',
      'permission-patient',
      'permission-user',
      'permission-v1',
      'permission-v2',
      'sso-openid-connect',
    ],
  }
  return (_request, response) => {
    response.json(configuration)
  }
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
function openIdConfiguration({ baseUrl, jwksUri }: AuthorizationServerOptions): RequestHandler {
  const configuration = {
    issuer: baseUrl,
    jwks_uri: jwksUri,
    authorization_endpoint: `${baseUrl}/authorize`,
    token_endpoint: `${baseUrl}/token`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES384'],
  }
  return (_request, response) => {
    response.json(configuration)
  }
}

/**
 * Who signed in, for an app that asked to know.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-identity-data
 */
function identityFor(
  clientId: string,
  scope: string,
  { baseUrl, fhirServer, user, signIdToken }: AuthorizationServerOptions,
): { readonly id_token?: string } {
  const scopes = scope.split(' ')
  if (!scopes.includes('openid')) return {}
  const fhirUser = scopes.includes('fhirUser') ? { fhirUser: `${fhirServer}/${user}` } : {}
  return { id_token: signIdToken(clientId, { iss: baseUrl, sub: user, ...fhirUser }) }
}

interface AuthorizeRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly scope: string
  readonly state: string
  readonly codeChallenge: string
  readonly launch: string | undefined
  readonly patient: string | undefined
}

/**
 * Codes are sent only to pages on this machine or on the sandbox's own host. A URL of another
 * scheme has a host too: `javascript://localhost/`.
 * https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2
 */
function isOwnPage(redirectUri: string, baseUrl: string): boolean {
  const url = URL.parse(redirectUri)
  if (url === null || !/^https?:$/.test(url.protocol)) return false
  const hasMore = url.username + url.password + url.hash !== '' || redirectUri.endsWith('#')
  return !hasMore && (isLoopbackHost(url.hostname) || url.hostname === new URL(baseUrl).hostname)
}

function problemOf(
  query: Readonly<Record<string, unknown>>,
  { fhirServer, baseUrl }: AuthorizationServerOptions,
): string | undefined {
  const { response_type: type, aud, code_challenge_method: method } = query
  if (type !== 'code') return 'response_type must be code'
  if (nonBlank(query['client_id']) === undefined) return 'client_id is missing'
  if (!isOwnPage(nonBlank(query['redirect_uri']) ?? '', baseUrl))
    return 'redirect_uri must be a page on this host: this server is a sandbox'
  if (!isSameBase(nonBlank(aud) ?? '', fhirServer)) return `aud must be ${fhirServer}`
  if (method !== 'S256' || nonBlank(query['code_challenge']) === undefined)
    return 'PKCE with S256 is required'
  return nonBlank(query['state']) === undefined ? 'state is missing' : undefined
}

const toAuthorizeRequest = (query: Readonly<Record<string, unknown>>): AuthorizeRequest => ({
  clientId: nonBlank(query['client_id']) ?? '',
  redirectUri: nonBlank(query['redirect_uri']) ?? '',
  scope: grantable(nonBlank(query['scope']) ?? ''),
  state: nonBlank(query['state']) ?? '',
  codeChallenge: nonBlank(query['code_challenge']) ?? '',
  launch: nonBlank(query['launch']),
  patient: nonBlank(query['patient']),
})

function contextOf(
  { launch, patient }: AuthorizeRequest,
  { grants, patients }: AuthorizationServerOptions,
): LaunchContext | undefined {
  if (launch !== undefined) return grants.findLaunch(launch)
  const chosen = patients.find(({ id }) => id === patient)
  return chosen === undefined ? undefined : { patient: chosen.id }
}

const pickerPolicy = ({ frameAncestors }: AuthorizationServerOptions) =>
  `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors ${frameAncestors.join(' ')}`

function authorize(options: AuthorizationServerOptions): RequestHandler {
  return (httpRequest, response) => {
    const query: JsonObject = httpRequest.query
    const problem = problemOf(query, options)
    if (problem !== undefined) {
      response.status(400).type('text').send(`Sandbox authorization server: ${problem}`)
      return
    }
    const request = toAuthorizeRequest(query)
    const context = contextOf(request, options)
    if (context === undefined && request.launch !== undefined) {
      response.status(400).type('text').send('Sandbox authorization server: no such launch')
    } else if (context === undefined) {
      // frame-ancestors says who may frame the page; the older header knows only the own origin.
      response.removeHeader('X-Frame-Options')
      response.setHeader('Content-Security-Policy', pickerPolicy(options))
      response.type('html').send(patientPicker(options.patients, httpRequest.originalUrl))
    } else {
      const { clientId, redirectUri, scope, state, codeChallenge } = request
      const code = options.grants.newCode({
        ...context,
        clientId,
        redirectUri,
        scope,
        codeChallenge,
      })
      const redirect = new URL(redirectUri)
      redirect.searchParams.set('code', code)
      redirect.searchParams.set('state', state)
      response.redirect(redirect.href)
    }
  }
}

function token(options: AuthorizationServerOptions): RequestHandler {
  const { grants, clientOf } = options
  return async (request: Request, response: Response) => {
    const body = isJsonObject(request.body) ? request.body : {}
    const clientId = await clientOf({ authorization: request.headers.authorization, body })
    if (clientId === undefined) {
      response.status(401).json({ error: 'invalid_client' })
      return
    }
    const redeemed = grants.redeem(nonBlank(body['code']) ?? '', {
      clientId,
      redirectUri: nonBlank(body['redirect_uri']) ?? '',
      codeVerifier: nonBlank(body['code_verifier']) ?? '',
    })
    if (redeemed === undefined || body['grant_type'] !== 'authorization_code') {
      response.status(400).json({ error: 'invalid_grant' })
      return
    }
    const { scope, patient, appContext } = redeemed.grant
    response.json({
      access_token: redeemed.token,
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      scope,
      patient,
      need_patient_banner: true,
      ...identityFor(clientId, scope, options),
      ...(appContext === undefined ? {} : { appContext }),
    })
  }
}

/**
 * The launch of an app by an EHR, in the form that the public CDS Hooks Sandbox and the SMART App
 * Launcher agreed on.
 */
export function launchRoute({ grants, patients }: AuthorizationServerOptions): RequestHandler {
  return (request, response) => {
    const body: unknown = request.body
    const parameters = isJsonObject(body) ? body['parameters'] : undefined
    const { patient, appContext } = isJsonObject(parameters) ? parameters : {}
    const chosen = patients.find(({ id }) => id === patient)
    if (chosen === undefined) {
      response.status(400).json({ error: 'parameters.patient names no patient of the sandbox' })
      return
    }
    const launchId = grants.newLaunch({ patient: chosen.id, appContext: nonBlank(appContext) })
    response.json({ launch_id: launchId })
  }
}

/**
 * A SMART authorization server for the sandbox alone: it lets everybody in, without a password, and
 * knows synthetic patients only. https://hl7.org/fhir/smart-app-launch/app-launch.html
 */
export function authorizationServer(options: AuthorizationServerOptions): Router {
  const router = Router()
  router.get('/.well-known/openid-configuration', openIdConfiguration(options))
  router.get('/authorize', authorize(options))
  router.post('/token', urlencoded({ extended: false }), json(), token(options))
  return router
}
