import { elements, isJsonObject, nonBlank } from '../../base/json.ts'
import { isSafeUrl } from '../../base/loopback.ts'
import { newUuid } from '../surroundings.ts'
import { KnownFailure } from './failure.ts'
import { scopesFor } from './scopes.ts'

/** How an EHR knows the app, as the app's own back end says. */
interface Registration {
  readonly iss: string
  readonly clientId: string
  /** Whether the app's back end asks for the token, which has the key; else this page does. */
  readonly isConfidential: boolean
}

/** @throws {KnownFailure} `unknownIssuer`: the app goes nowhere but where it is registered. */
async function registrationAt(server: string): Promise<Registration> {
  const answer = await fetch(`issuer?iss=${encodeURIComponent(server)}`)
  if (answer.status === 404) throw new KnownFailure('unknownIssuer', server)
  const json: unknown = answer.ok ? await answer.json() : undefined
  const { iss, clientId, isConfidential } = isJsonObject(json) ? json : {}
  const named = nonBlank(iss)
  if (named === undefined)
    throw new KnownFailure('refused', `${location.host} (${String(answer.status)})`)
  return { iss: named, clientId: nonBlank(clientId) ?? '', isConfidential: isConfidential === true }
}

/** What a server says of itself. */
interface SmartServer {
  readonly capabilities: readonly unknown[]
  readonly authorize: string
  readonly token: string
}

/** @throws {KnownFailure} `unsafeEndpoint`: codes and tokens do not travel in the clear. */
function endpointOf(json: Readonly<Record<string, unknown>>, name: string): string {
  const url = nonBlank(json[name])
  if (url === undefined) throw new KnownFailure('noSmart', name)
  if (!isSafeUrl(url)) throw new KnownFailure('unsafeEndpoint', `${name} ${url}`)
  return url
}

/** Elsewhere than at the server's own URL nothing is believed of it. */
const NO_REDIRECT = { redirect: 'error' } as const

/** https://hl7.org/fhir/smart-app-launch/conformance.html */
async function smartServerAt(server: string): Promise<SmartServer> {
  const answer = await fetch(`${server}/.well-known/smart-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'manual',
  })
  if (answer.type === 'opaqueredirect') throw new KnownFailure('redirected', server)
  if (!answer.ok) throw new KnownFailure('noSmart', server)
  const json: unknown = await answer.json().catch(() => undefined)
  if (!isJsonObject(json)) throw new KnownFailure('noSmart', server)
  if (json['jwks_uri'] !== undefined) endpointOf(json, 'jwks_uri')
  return {
    capabilities: elements(json['capabilities']),
    authorize: endpointOf(json, 'authorization_endpoint'),
    token: endpointOf(json, 'token_endpoint'),
  }
}

/**
 * Where the EHR knows the app as a confidential client, the token is asked for at the app's own
 * back end, which has the key; the library keeps in its session where to ask.
 */
function askForTokenAt(stateKey: string, tokenUri: string): void {
  const stored: unknown = JSON.parse(sessionStorage.getItem(stateKey) ?? 'null')
  if (!isJsonObject(stored)) throw new KnownFailure('noSession')
  sessionStorage.setItem(stateKey, JSON.stringify({ ...stored, tokenUri }))
}

/** The library prefers what a launch URL says to what it is told: it is not shown the URL. */
async function withoutQuery<Value>(work: () => Promise<Value>): Promise<Value> {
  const { pathname, search } = location
  history.replaceState(null, '', pathname)
  try {
    return await work()
  } finally {
    history.replaceState(null, '', `${pathname}${search}`)
  }
}

async function authorizeUrl(
  { iss, clientId, isConfidential }: Registration,
  launch: string | undefined,
): Promise<string> {
  const [{ oauth2 }, server] = await Promise.all([import('./fhir-client.ts'), smartServerAt(iss)])
  const stateKey = newUuid()
  const url = await withoutQuery(() =>
    oauth2.authorize({
      iss,
      ...(launch === undefined ? {} : { launch }),
      clientId,
      scope: scopesFor(server.capabilities, launch !== undefined),
      redirectUri: new URL('app', location.href).href,
      pkceMode: 'required',
      completeInTarget: true,
      stateKey,
      noRedirect: true,
      wellKnownRequestOptions: NO_REDIRECT,
      conformanceRequestOptions: NO_REDIRECT,
    }),
  )
  // The library has asked again; what it was told is not what was looked at if it differs.
  if (!String(url).startsWith(`${server.authorize}?`)) throw new KnownFailure('redirected', iss)
  const own = new URL(`token?iss=${encodeURIComponent(iss)}`, location.href).href
  askForTokenAt(stateKey, isConfidential ? own : server.token)
  return String(url)
}

/** Goes to the authorization page of a server that is known, which comes back to the app. */
export async function signIn(server: string, launch: string | undefined): Promise<void> {
  location.assign(await authorizeUrl(await registrationAt(server), launch))
}
