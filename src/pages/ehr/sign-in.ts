import { isJsonObject, nonBlank } from '../../base/json.ts'
import { withoutTrailing } from '../../base/text-ends.ts'
import type { FhirToken } from '../cds/client.ts'

/** A token that a FHIR server gave, for as long as the window is open. */
export interface SignIn extends FhirToken {
  readonly server: string
  /** The patient that the server's own page chose; `''` when it named none. */
  readonly patient: string
}

const [TOKEN, RETURN] = ['mock-ehr-token', 'mock-ehr-return']

export const DEFAULT_CLIENT_ID = 'mock-ehr'

/** What a mock EHR does, in the scopes that most servers know. */
export const DEFAULT_SCOPE =
  'launch/patient openid fhirUser user/*.read user/*.write patient/*.read'

export interface SignInRequest {
  readonly server: string
  readonly clientId: string
  readonly scope: string
}

/** The library is loaded when somebody signs in. */
const library = async () => (await import('../smart/fhir-client.ts')).oauth2

const pageUrl = () => new URL('.', location.href).href

/**
 * Goes to the sign-in page of a FHIR server, which comes back here.
 * https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-standalone-launch
 *
 * @throws {Error} With what the server says of itself that makes a sign-in impossible.
 */
export async function startSignIn({ server, clientId, scope }: SignInRequest): Promise<void> {
  const oauth2 = await library()
  sessionStorage.setItem(RETURN, JSON.stringify({ search: location.search, clientId }))
  const url = await oauth2.authorize({
    iss: server,
    clientId,
    scope,
    redirectUri: pageUrl(),
    pkceMode: 'ifSupported',
    completeInTarget: true,
    noRedirect: true,
  })
  location.assign(String(url))
}

const jsonIn = (key: string): unknown => JSON.parse(sessionStorage.getItem(key) ?? 'null')

function toSignIn(serverUrl: string, tokenResponse: unknown, clientId: string): SignIn | undefined {
  const answer = isJsonObject(tokenResponse) ? tokenResponse : {}
  const token = nonBlank(answer['access_token'])
  if (token === undefined) return undefined
  const expiresIn = Number(answer['expires_in'])
  return {
    server: withoutTrailing(serverUrl, '/'),
    token,
    clientId,
    scope: nonBlank(answer['scope']) ?? '',
    expiresIn: Number.isFinite(expiresIn) ? expiresIn : 300,
    patient: nonBlank(answer['patient']) ?? '',
  }
}

/** The query that the page had, with the patient that was chosen where it had none. */
function queryAfter(before: string, patient: string): string {
  const query = new URLSearchParams(before)
  if (patient !== '' && !query.has('patient')) query.set('patient', patient)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** @throws {Error} With what the server said against it. */
async function takeToken(clientId: string): Promise<SignIn> {
  const query = new URLSearchParams(location.search)
  const said = query.get('error_description') ?? query.get('error')
  if (said !== null) throw new Error(said)
  const { state } = await (await library()).ready()
  const signIn = toSignIn(state.serverUrl, state.tokenResponse, clientId)
  if (signIn === undefined) throw new Error('no access_token')
  sessionStorage.setItem(TOKEN, JSON.stringify(signIn))
  return signIn
}

/**
 * Takes what a sign-in page came back with, and puts the URL back that the page had before.
 *
 * @returns What the server said against it; nothing when all went well or nobody came back.
 */
export async function finishSignIn(): Promise<string | undefined> {
  if (!/[?&]state=/.test(location.search)) return undefined
  const before = jsonIn(RETURN)
  const { search, clientId } = isJsonObject(before) ? before : {}
  const goBack = (patient: string) => {
    const query = queryAfter(nonBlank(search) ?? '', patient)
    history.replaceState(null, '', `${location.pathname}${query}`)
  }
  try {
    const { patient } = await takeToken(nonBlank(clientId) ?? '')
    goBack(patient)
    return undefined
  } catch (error) {
    goBack('')
    return error instanceof Error ? error.message : String(error)
  }
}

/** The token for a server, when somebody has signed in to it in this window. */
export function signInAt(server: string): SignIn | undefined {
  const stored = jsonIn(TOKEN)
  return isJsonObject(stored) && stored['server'] === server
    ? (stored as unknown as SignIn)
    : undefined
}

export const signOut = (): void => sessionStorage.removeItem(TOKEN)
