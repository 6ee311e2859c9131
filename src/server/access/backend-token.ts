import { elements, isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { problemOfSafeUrl } from '../../base/loopback.ts'
import { quoted } from '../../base/quoted.ts'
import { withoutTrailing } from '../../base/text-ends.ts'
import { proofOf, type Signing } from './client-proof.ts'
import { fetchJson, postForm } from './fetch-json.ts'
import { readSigningKey } from './signing-key.ts'
import type { SmartCredential } from './smart-clients.ts'

/** A program that an authorization server knows: nobody signs in. */
export interface BackendClient {
  readonly clientId: string
  readonly credential: SmartCredential
}

export interface BackendToken {
  readonly accessToken: string
  readonly tokenEndpoint: string
  /** What was granted, in the server's words; what was asked for where it says nothing. */
  readonly scope: string
}

/**
 * A private key, in PEM or as JWK, or else a client secret.
 *
 * @throws {Error} That repeats nothing of what it read.
 */
export function readCredential(text: string): SmartCredential {
  if (/^\s*(?:\{|-----BEGIN)/.test(text)) {
    try {
      return { kind: 'private_key_jwt', key: readSigningKey(text) }
    } catch {
      // The reason may quote the key.
      throw new Error('holds no private key that can sign: P-384, or RSA of 2048 bits or more')
    }
  }
  const secret = text.trim()
  if (secret === '' || /[\r\n]/.test(secret))
    throw new Error('holds neither a private key (PEM, JWK) nor one line with a secret')
  return { kind: 'client_secret_basic', secret }
}

type Answer = Awaited<ReturnType<typeof fetchJson>>

/** Why no token came, as the other side says it; what proves the client is not repeated. */
function wordsOf(answer: Answer, proofs: readonly string[]): string {
  if (answer.kind === 'failed') return [answer.why, answer.detail ?? ''].join(' ').trim()
  const { error, error_description: description } = isJsonObject(answer.value) ? answer.value : {}
  const said = [error, description].flatMap((text) => nonBlank(text) ?? []).join(': ')
  const hidden = proofs.reduce((text, proof) => text.replaceAll(proof, '...'), said)
  return hidden === '' ? 'no access_token is in its answer' : quoted(hidden)
}

async function findConfiguration(fhirServer: string) {
  const url = `${withoutTrailing(fhirServer, '/')}/.well-known/smart-configuration`
  const answer = await fetchJson(url)
  const configuration = answer.kind === 'json' && isJsonObject(answer.value) ? answer.value : {}
  const tokenEndpoint = nonBlank(configuration['token_endpoint'])
  const why = answer.kind === 'failed' ? wordsOf(answer, []) : 'no token_endpoint'
  if (tokenEndpoint === undefined) throw new Error(`${url}: ${why}`)
  const problem = problemOfSafeUrl(tokenEndpoint)
  if (problem !== undefined) throw new Error(`${url}: token_endpoint ${problem}`)
  return { tokenEndpoint, configuration }
}

/** Reading and searching, in the older form where the server knows that alone. */
function scopeFor({ capabilities }: JsonObject): string {
  const known = elements(capabilities)
  const isOld = known.includes('permission-v1') && !known.includes('permission-v2')
  return isOld ? 'system/*.read' : 'system/*.rs'
}

/**
 * Gets an access token of SMART Backend Services.
 * https://hl7.org/fhir/smart-app-launch/backend-services.html
 *
 * @param fhirServer - The base URL that the operator names.
 * @throws {Error} When none comes, in the words of the server.
 */
export async function requestBackendToken(
  fhirServer: string,
  { clientId, credential }: BackendClient,
  signing: Signing,
): Promise<BackendToken> {
  const { tokenEndpoint, configuration } = await findConfiguration(fhirServer)
  const scope = scopeFor(configuration)
  const { form, headers } = proofOf(clientId, tokenEndpoint, credential, signing)
  const grant = { grant_type: 'client_credentials', scope }
  const { isOk, answer } = await postForm(tokenEndpoint, { ...grant, ...form }, headers)
  const value = answer.kind === 'json' && isJsonObject(answer.value) ? answer.value : {}
  const accessToken = isOk ? nonBlank(value['access_token']) : undefined
  if (accessToken !== undefined)
    return { accessToken, tokenEndpoint, scope: quoted(nonBlank(value['scope']) ?? scope) }
  const secrets = credential.kind === 'client_secret_basic' ? [credential.secret] : []
  const proofs = [...secrets, ...Object.values(headers), form['client_assertion'] ?? '']
  const told = proofs.filter((proof) => proof !== '')
  throw new Error(`no token for ${clientId} from ${tokenEndpoint}: ${wordsOf(answer, told)}`)
}
