import jwt from 'jsonwebtoken'
import { type Clock, toInstant } from '../../base/time.ts'
import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { isAlgorithm } from './algorithms.ts'
import { claimsRefusal } from './client-token.ts'
import { keysFor, readKeySet } from './key-set.ts'
import type { SpentTokens } from '../../base/between-processes.ts'
import { isSameSecret } from './same-secret.ts'
import type { SmartClient } from './smart-clients.ts'

interface TokenRequest {
  readonly authorization: string | undefined
  readonly body: JsonObject
}

/** The id of the client that made a token request; nothing when it could not prove to be it. */
export type ClientOfRequest = (request: TokenRequest) => Promise<string | undefined>

interface TokenEndpoint {
  readonly clients: readonly SmartClient[]
  /** Its URLs: the audience of assertions is one of them. */
  readonly urls: readonly string[]
  readonly replays: SpentTokens
  readonly clock: Clock
}

const LEEWAY_SECONDS = 60
const LONGEST_LIFE_SECONDS = 300

const formDecoded = (text: string) => new URLSearchParams(`_=${text}`).get('_') ?? ''

/** RFC 6749 section 2.3.1. */
function byBasic(authorization: string, clients: readonly SmartClient[]): string | undefined {
  const pair = Buffer.from(authorization.replace(/^Basic /i, ''), 'base64').toString('utf8')
  const [id = '', secret = ''] = pair.split(/:(.*)/s).map(formDecoded)
  const known = clients.find(({ clientId }) => clientId === id)?.confidential?.credential
  const isKnown = known?.kind === 'client_secret_basic' && isSameSecret(secret, known.secret)
  return isKnown ? id : undefined
}

/** The registered key of a client that signs, by its id and the header of its assertion. */
function keyOf(id: unknown, { alg, kid }: JsonObject, clients: readonly SmartClient[]) {
  const known = clients.find(({ clientId }) => clientId === id)?.confidential?.credential
  if (known?.kind !== 'private_key_jwt' || typeof kid !== 'string' || !isAlgorithm(alg))
    return undefined
  const [key] = keysFor(readKeySet({ keys: [known.key.jwk] }) ?? new Map(), kid, alg)
  return key === undefined ? undefined : { key, alg }
}

function verified(assertion: string, { clients }: TokenEndpoint): JsonObject | undefined {
  const decoded: unknown = jwt.decode(assertion, { complete: true })
  const { header, payload } = isJsonObject(decoded) ? decoded : {}
  if (!isJsonObject(header) || !isJsonObject(payload)) return undefined
  const { sub } = payload
  const found = keyOf(sub, header, clients)
  if (found === undefined) return undefined
  // Times are judged beside, by this process's own clock.
  const options = { algorithms: [found.alg], ignoreExpiration: true, ignoreNotBefore: true }
  const claims: unknown = jwt.verify(assertion, found.key, options)
  return isJsonObject(claims) && claims['iss'] === sub ? claims : undefined
}

/** https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html */
async function byAssertion(
  assertion: string,
  endpoint: TokenEndpoint,
): Promise<string | undefined> {
  let claims: JsonObject | undefined
  try {
    claims = verified(assertion, endpoint)
  } catch {
    return undefined
  }
  const now = Math.floor(endpoint.clock.now() / 1000)
  const expected = {
    audience: endpoint.urls,
    now,
    leeway: LEEWAY_SECONDS,
    longestLife: LONGEST_LIFE_SECONDS,
  }
  if (claims === undefined || claimsRefusal(claims, expected) !== undefined) return undefined
  const id = String(claims['sub'])
  const until = toInstant((Number(claims['exp']) + LEEWAY_SECONDS) * 1000)
  const use = await endpoint.replays.spend(`${id} ${String(claims['jti'])}`, until)
  return use === 'first-use' ? id : undefined
}

/** A confidential client is known by its proof, a public one by what it says. */
export function toClientAuthentication(endpoint: TokenEndpoint): ClientOfRequest {
  return async ({ authorization, body }) => {
    const assertion = nonBlank(body['client_assertion'])
    if (assertion !== undefined) return byAssertion(assertion, endpoint)
    if (authorization !== undefined) return byBasic(authorization, endpoint.clients)
    const claimed = nonBlank(body['client_id']) ?? ''
    const isConfidential = endpoint.clients.some(
      ({ clientId, confidential }) => clientId === claimed && confidential !== undefined,
    )
    return isConfidential ? undefined : claimed
  }
}
