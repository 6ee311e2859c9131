import { readFileSync } from 'node:fs'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { withoutTrailing } from '../../base/text-ends.ts'
import { tokenIn } from '../../base/token-file.ts'
import {
  type BackendClient,
  readCredential,
  requestBackendToken,
} from '../../server/access/backend-token.ts'
import { exchange } from '../client/exchange.ts'
import { linesOfRefusal } from '../client/outcome-text.ts'
import type { Asking } from './asking.ts'
import type { InitOptions } from './options.ts'

type AccessOptions = Pick<InitOptions, 'fhir' | 'tokenFile' | 'clientId' | 'credential'>

/**
 * An access token for the FHIR server, new each time where it is granted; nothing where none is
 * needed.
 */
export type GetToken = () => Promise<string | undefined>

const HOW =
  'How is a token for it got? "backend": SMART Backend Services; "file": it is in a file; empty: it needs none'

/** The person is asked where nothing is said and the server was asked for, too. */
async function askAccess(options: AccessOptions, asking: Asking): Promise<AccessOptions> {
  const { fhir, tokenFile, clientId, credential } = options
  if (tokenFile !== undefined || clientId !== undefined || credential !== undefined) return options
  const how = fhir === undefined ? await asking.maybe(HOW) : ''
  if (how === '') return {}
  if (how === 'file')
    return { tokenFile: await asking.ask('Which file holds the token?', '--token-file') }
  if (how !== 'backend') throw new Error(`${how}: "backend", "file" or nothing can be said here`)
  return {
    clientId: await asking.ask('Client id at its authorization server?', '--client-id'),
    credential: await asking.ask(
      'Which file holds its private key (PEM, JWK) or its secret?',
      '--credential',
    ),
  }
}

function backendClientOf({ clientId, credential, tokenFile }: AccessOptions): BackendClient {
  if (tokenFile !== undefined)
    throw new Error('--token-file and --client-id exclude each other: a token is had or got')
  if (clientId === undefined || credential === undefined)
    throw new Error('--client-id and --credential go together')
  const text = readFileSync(credential, 'utf8')
  try {
    return { clientId, credential: readCredential(text) }
  } catch (cause) {
    throw new Error(`${credential} ${cause instanceof Error ? cause.message : ''}`, { cause })
  }
}

/** How `init` gets tokens: of the authorization server of a FHIR server, of a file, or not at all. */
export async function chooseAccess(
  fhir: string,
  options: AccessOptions,
  asking: Asking,
  { clock, newUuid, say }: Terminal,
): Promise<GetToken> {
  const access = await askAccess(options, asking)
  const { tokenFile } = access
  if (access.clientId === undefined && access.credential === undefined)
    return () => Promise.resolve(tokenIn(tokenFile))
  const client = backendClientOf(access)
  return async () => {
    const granted = await requestBackendToken(fhir, client, { clock, newId: newUuid })
    say(`token: granted by ${granted.tokenEndpoint} for ${granted.scope}`)
    return granted.accessToken
  }
}

const TIMEOUT_MS = 30_000

/**
 * Reads one patient, so that a token that is refused is told once, in the server's words.
 *
 * @throws {Error} When the server refuses.
 */
export async function tryToken(fhir: string, patientId: string, token: string): Promise<void> {
  const url = `${withoutTrailing(fhir, '/')}/Patient/${encodeURIComponent(patientId)}`
  const headers = { accept: 'application/fhir+json', authorization: `Bearer ${token}` }
  const { status, json, text, ...answer } = await exchange(url, { headers }, TIMEOUT_MS)
  if (status !== 401 && status !== 403) return
  const said = [answer.headers.get('www-authenticate') ?? '', ...linesOfRefusal(json, text)]
  const words = said.filter((line) => line !== '').join('; ')
  throw new Error(`${url}: ${String(status)} ${words}`.replaceAll(token, '...').trim())
}
