import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import smart from 'fhirclient'
import { type Session, toSession } from '../../src/pages/smart/session.ts'

const storage = {
  get: () => Promise.resolve(undefined),
  set: (_key: string, value: unknown) => Promise.resolve(value),
  unset: () => Promise.resolve(true),
}

/** The app signed in to a server for a patient, by the SMART library itself. */
export function smartAppAt(
  serverUrl: string,
  patient: string,
  scope?: unknown,
  token: string | null = 'secret',
): Session {
  const request = new IncomingMessage(new Socket())
  const library = smart(request, new ServerResponse(request), storage)
  const tokenResponse = { access_token: token, patient, scope }
  return toSession(library.client({ serverUrl, tokenResponse } as never))
}
