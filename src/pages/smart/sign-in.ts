import { elements, isJsonObject } from '../../base/json.ts'
import { newUuid } from '../surroundings.ts'
import { KnownFailure } from './failure.ts'
import { scopesFor } from './scopes.ts'
import { type AppSettings, clientFor, fetchSettings } from './settings.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

/** https://hl7.org/fhir/smart-app-launch/conformance.html */
async function capabilitiesOf(server: string): Promise<readonly unknown[]> {
  const answer = await fetch(`${server}/.well-known/smart-configuration`, {
    headers: { accept: 'application/json' },
  })
  if (!answer.ok) throw new KnownFailure('noSmart', server)
  const json: unknown = await answer.json()
  return elements(isJsonObject(json) ? json['capabilities'] : undefined)
}

/**
 * Where the EHR knows the app as a confidential client, the token is asked for at the app's own
 * back end, which has the key; the library keeps in its session where to ask.
 */
function askOwnBackEnd(stateKey: string, iss: string): void {
  const stored: unknown = JSON.parse(sessionStorage.getItem(stateKey) ?? 'null')
  if (!isJsonObject(stored)) throw new KnownFailure('noSession')
  const tokenUri = new URL(`token?iss=${encodeURIComponent(iss)}`, location.href).href
  sessionStorage.setItem(stateKey, JSON.stringify({ ...stored, tokenUri }))
}

async function authorizeUrl(
  iss: string,
  launch: string | undefined,
  settings: AppSettings,
): Promise<string> {
  const [{ oauth2 }, capabilities] = await Promise.all([
    import('./fhir-client.ts'),
    capabilitiesOf(iss),
  ])
  const { clientId, isConfidential } = clientFor(settings, iss)
  const stateKey = newUuid()
  const url = await oauth2.authorize({
    iss,
    ...(launch === undefined ? {} : { launch }),
    clientId,
    scope: scopesFor(capabilities, launch !== undefined),
    redirectUri: new URL('app', location.href).href,
    pkceMode: 'required',
    completeInTarget: true,
    stateKey,
    noRedirect: true,
  })
  if (isConfidential) askOwnBackEnd(stateKey, iss)
  return String(url)
}

/** Goes to the server's authorization page, which comes back to the app. */
export async function signIn(server: string, launch: string | undefined): Promise<void> {
  const iss = withoutTrailing(server, '/')
  location.assign(await authorizeUrl(iss, launch, await fetchSettings()))
}
