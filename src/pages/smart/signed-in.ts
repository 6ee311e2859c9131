import { KnownFailure, refusalOf, toSignInFailure } from './failure.ts'
import type { Session } from './session.ts'
import { toSession } from './session.ts'

/** Where the SMART library keeps the key of the present sign-in. */
const CURRENT = 'SMART_KEY'

const parse = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}

/** Whether a sign-in was begun here: the library's words for that are not to be relied upon. */
function isBegun(parameters: URLSearchParams): boolean {
  const key = parameters.get('state') ?? parse(sessionStorage.getItem(CURRENT))
  return typeof key === 'string' && sessionStorage.getItem(key) !== null
}

/** What the authorization server said instead of giving a code. RFC 6749 section 4.1.2.1. */
function refuseAsServerSays(parameters: URLSearchParams): void {
  const error = parameters.get('error')
  const description = parameters.get('error_description')
  const said = refusalOf(error, description)
  if (said === undefined) return
  throw new KnownFailure(said === 'access_denied' ? 'denied' : 'signInRefused', said)
}

/**
 * The session of the sign-in that led to this page.
 *
 * @throws {KnownFailure} That says why there is none; never that it expired.
 */
export async function signedIn(): Promise<Session> {
  const parameters = new URLSearchParams(location.search)
  refuseAsServerSays(parameters)
  if (!isBegun(parameters)) throw new KnownFailure('noSession')
  const { oauth2 } = await import('./fhir-client.ts')
  const client = await oauth2.ready().catch(async (error: unknown) => {
    const { kind, what } = await toSignInFailure(error)
    throw new KnownFailure(kind, what)
  })
  return toSession(client)
}
