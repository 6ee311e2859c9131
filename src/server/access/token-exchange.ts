import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { isSameBase } from '../../base/loopback.ts'
import { quoted } from '../../base/quoted.ts'
import { proofOf, type Signing } from './client-proof.ts'
import { postForm } from './fetch-json.ts'
import type { SmartClient } from './smart-clients.ts'

/** What a page brings back from an authorization server. */
interface AuthorizationCode {
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/** The token response, or an error code of RFC 6749. */
type TokenAnswer =
  | { readonly kind: 'token'; readonly response: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly error: string; readonly description?: string }
  | { readonly kind: 'unknown-issuer' }
  /** `why` is for the log. */
  | { readonly kind: 'unavailable'; readonly why?: string }

export type ExchangeCode = (iss: string, code: AuthorizationCode) => Promise<TokenAnswer>

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2; another word is not passed on. */
const ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]

/** The page gets what it needs for this session; what would outlive it stays here, unused. */
function forPage(response: Readonly<Record<string, unknown>>) {
  const kept = Object.entries(response).filter(([member]) => member !== 'refresh_token')
  return Object.fromEntries(kept)
}

/** What the EHR says to people of its refusal: whoever looks at the page is to be helped by it. */
function descriptionOf(answer: JsonObject): string | undefined {
  const text = nonBlank(answer['error_description'])
  return text === undefined ? undefined : quoted(text)
}

function toAnswer({ isOk, answer }: Awaited<ReturnType<typeof postForm>>): TokenAnswer {
  if (answer.kind === 'failed')
    return { kind: 'unavailable', why: `${answer.why} ${answer.detail ?? ''}`.trim() }
  if (!isJsonObject(answer.value)) return { kind: 'unavailable' }
  if (isOk && nonBlank(answer.value['access_token']) !== undefined)
    return { kind: 'token', response: forPage(answer.value) }
  const error = ERRORS.find((code) => code === (answer.value as { error?: unknown }).error)
  if (isOk || error === undefined) return { kind: 'unavailable' }
  const description = descriptionOf(answer.value)
  return { kind: 'refused', error, ...(description === undefined ? {} : { description }) }
}

/**
 * Adds the proof of a confidential client to a page's token request. Only token endpoints of the
 * configuration are ever called, whatever a request names.
 */
export function toCodeExchange(clients: readonly SmartClient[], signing: Signing): ExchangeCode {
  return async (iss, { code, redirectUri, codeVerifier }) => {
    const client = clients.find((registered) => isSameBase(registered.iss, iss))
    if (client?.confidential === undefined) return { kind: 'unknown-issuer' }
    const { tokenEndpoint, credential } = client.confidential
    const { form, headers } = proofOf(client.clientId, tokenEndpoint, credential, signing)
    const grant = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    }
    return toAnswer(await postForm(tokenEndpoint, { ...grant, ...form }, headers))
  }
}
