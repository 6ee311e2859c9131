import { isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Answer, isSuccess, type Send } from './exchange.ts'
import { resolvePrefetch } from './prefetch.ts'
import { type ReadResponse, readResponse } from './read-response.ts'

/** A CDS Service as discovery tells of it. */
export interface DiscoveredService {
  /** The discovery URL that told of it: it is called nowhere else. */
  readonly base: string
  readonly id: string
  readonly hook: string
  readonly title: string
  readonly prefetch: Readonly<Record<string, string>>
}

/** A token for the FHIR server, which services may read with. */
export interface FhirToken {
  readonly token: string
  readonly scope: string
  /** In seconds. */
  readonly expiresIn: number
  /** Whom the token is for. */
  readonly clientId: string
}

export interface CdsClient {
  readonly send: Send
  readonly fhirServer: string
  readonly fhirToken: FhirToken | undefined
  readonly language: string
  /** The signed JWT for a URL, when calls are signed. */
  readonly jwtFor: (audience: string) => Promise<string | undefined>
  readonly newId: () => string
}

/** A call without the answer that was asked for. */
export class CallFailure extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(String(answer.status ?? answer.silence))
    this.answer = answer
  }
}

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )

async function headersFor(client: CdsClient, url: string) {
  const jwt = await client.jwtFor(url)
  return {
    accept: 'application/json',
    'accept-language': client.language,
    ...(jwt === undefined ? {} : { authorization: `Bearer ${jwt}` }),
  }
}

/**
 * The services behind a discovery URL. https://cds-hooks.hl7.org/2.0/#discovery
 *
 * @throws {CallFailure} When there is no list of services.
 */
export async function discover(
  client: CdsClient,
  base: string,
): Promise<readonly DiscoveredService[]> {
  const headers = await headersFor(client, base)
  const answer = await client.send({ what: 'discovery', method: 'GET', url: base, headers })
  const { body } = answer
  if (!isSuccess(answer) || !isJsonObject(body) || !Array.isArray(body['services']))
    throw new CallFailure(answer)
  return objects(body['services']).map(({ id, hook, title, prefetch }) => ({
    base,
    id: String(id),
    hook: String(hook),
    title: nonBlank(title) ?? String(id),
    prefetch: texts(prefetch),
  }))
}

export function readFhir(client: CdsClient, path: string, what: string): Promise<Answer> {
  return client.send({
    what,
    method: 'GET',
    url: `${client.fhirServer}/${path}`,
    headers: fhirHeaders(client),
  })
}

export const fhirHeaders = ({ fhirToken }: CdsClient): Readonly<Record<string, string>> => ({
  accept: 'application/fhir+json',
  ...(fhirToken === undefined ? {} : { authorization: `Bearer ${fhirToken.token}` }),
})

/**
 * What a service wants prefetched. A key whose read fails is omitted, and so is all of it when
 * there is none: the service may read it itself. https://cds-hooks.hl7.org/2.0/#prefetch-template
 */
async function prefetchFor(
  client: CdsClient,
  service: DiscoveredService,
  context: Readonly<Record<string, unknown>>,
): Promise<{ readonly prefetch?: Readonly<Record<string, unknown>> }> {
  const read = await Promise.all(
    Object.entries(service.prefetch).map(async ([key, template]) => {
      const path = resolvePrefetch(template, context)
      if (path === undefined) return []
      const answer = await readFhir(client, path, `prefetch ${key}`)
      return isSuccess(answer) ? [[key, answer.body] as const] : []
    }),
  )
  const entries = read.flat()
  return entries.length === 0 ? {} : { prefetch: Object.fromEntries(entries) }
}

const authorization = ({ fhirToken }: CdsClient, patientId: unknown) =>
  fhirToken === undefined
    ? {}
    : {
        fhirAuthorization: {
          access_token: fhirToken.token,
          token_type: 'Bearer',
          expires_in: fhirToken.expiresIn,
          scope: fhirToken.scope,
          subject: fhirToken.clientId,
          ...(fhirToken.scope.includes('patient/') ? { patient: String(patientId) } : {}),
        },
      }

/**
 * Calls a service. https://cds-hooks.hl7.org/2.0/#calling-a-cds-service
 *
 * @throws {CallFailure} When there is no list of cards.
 */
export async function callService(
  client: CdsClient,
  service: DiscoveredService,
  context: Readonly<Record<string, unknown>>,
): Promise<ReadResponse> {
  const url = `${service.base}/${encodeURIComponent(service.id)}`
  const answer = await client.send({
    what: `hook ${service.hook}`,
    method: 'POST',
    url,
    headers: await headersFor(client, url),
    body: {
      hook: service.hook,
      hookInstance: client.newId(),
      fhirServer: client.fhirServer,
      ...authorization(client, context['patientId']),
      context,
      ...(await prefetchFor(client, service, context)),
    },
    isOfService: true,
  })
  const { body } = answer
  // Without cards there may be system actions alone, against the specification: they are shown.
  const isResponse = isJsonObject(body) && (Array.isArray(body['cards']) || 'systemActions' in body)
  if (!isSuccess(answer) || !isResponse) throw new CallFailure(answer)
  return readResponse(body)
}

/** What became of a card. https://cds-hooks.hl7.org/2.0/#feedback */
export interface CardFeedback {
  readonly card: string
  readonly outcome: 'accepted' | 'overridden'
  readonly acceptedSuggestions?: readonly { readonly id: string }[]
  readonly overrideReason?: {
    readonly reason?: { readonly code: string; readonly system: string }
    readonly userComment?: string
  }
  readonly outcomeTimestamp: string
}

export async function sendFeedback(
  client: CdsClient,
  service: DiscoveredService,
  feedback: CardFeedback,
): Promise<Answer> {
  const url = `${service.base}/${encodeURIComponent(service.id)}/feedback`
  return client.send({
    what: 'feedback',
    method: 'POST',
    url,
    headers: await headersFor(client, url),
    body: { feedback: [feedback] },
  })
}

/** Asks the EHR's FHIR server for a SMART launch of an app. */
export async function newLaunch(
  client: CdsClient,
  launchUrl: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const answer = await client.send({
    what: 'SMART launch',
    method: 'POST',
    url: `${client.fhirServer}/_services/smart/Launch`,
    headers: fhirHeaders(client),
    body: { launchUrl, parameters },
  })
  const id = isJsonObject(answer.body) ? nonBlank(answer.body['launch_id']) : undefined
  if (!isSuccess(answer) || id === undefined) return undefined
  const url = new URL(launchUrl)
  url.searchParams.set('launch', id)
  url.searchParams.set('iss', client.fhirServer)
  return url.href
}
