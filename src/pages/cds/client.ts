import type { Card } from '../../hook/protocol/card.ts'
import { violations } from '../../hook/protocol/invariants.ts'
import { isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { outcomeText } from '../outcome-text.ts'
import { type Answer, isSuccess, type Send } from './exchange.ts'
import { resolvePrefetch } from './prefetch.ts'

/** A CDS Service as discovery tells of it. */
export interface DiscoveredService {
  readonly id: string
  readonly hook: string
  readonly title: string
  readonly prefetch: Readonly<Record<string, string>>
}

export interface CdsClient {
  readonly send: Send
  /** The discovery URL. */
  readonly base: string
  readonly fhirServer: string
  /** A token for the FHIR server, which services may read with. */
  readonly accessToken: string | undefined
  readonly language: string
  /** The signed JWT for a URL, when calls are signed. */
  readonly jwtFor: (audience: string) => Promise<string | undefined>
  readonly newId: () => string
}

/** A call that was refused, or that nothing answered. */
export class CallFailure extends Error {
  readonly status: number | undefined

  constructor(answer: Answer) {
    super(whyOf(answer))
    this.status = answer.status
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
 * @throws {CallFailure} With the status or the reason why there is none.
 */
export async function discover(client: CdsClient): Promise<readonly DiscoveredService[]> {
  const url = client.base
  const answer = await client.send({
    what: 'discovery',
    method: 'GET',
    url,
    headers: await headersFor(client, url),
  })
  if (!isSuccess(answer) || !isJsonObject(answer.body)) throw new CallFailure(answer)
  return objects(answer.body['services']).map(({ id, hook, title, prefetch }) => ({
    id: String(id),
    hook: String(hook),
    title: nonBlank(title) ?? String(id),
    prefetch: texts(prefetch),
  }))
}

export function whyOf({ status, body }: Answer): string {
  const said = outcomeText(body)
  if (status === undefined) return typeof body === 'string' ? body : 'no answer'
  return said === undefined ? String(status) : `${String(status)}: ${said}`
}

export function readFhir(client: CdsClient, path: string, what: string): Promise<Answer> {
  return client.send({
    what,
    method: 'GET',
    url: `${client.fhirServer}/${path}`,
    headers: fhirHeaders(client),
  })
}

export const fhirHeaders = ({ accessToken }: CdsClient): Readonly<Record<string, string>> => ({
  accept: 'application/fhir+json',
  ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
})

/**
 * What a service wants prefetched. A key whose read fails is omitted, and the service may read it
 * itself. https://cds-hooks.hl7.org/2.0/#prefetch-template
 */
async function prefetchFor(
  client: CdsClient,
  service: DiscoveredService,
  context: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const read = await Promise.all(
    Object.entries(service.prefetch).map(async ([key, template]) => {
      const path = resolvePrefetch(template, context)
      if (path === undefined) return []
      const answer = await readFhir(client, path, `prefetch ${key}`)
      return isSuccess(answer) ? [[key, answer.body] as const] : []
    }),
  )
  return Object.fromEntries(read.flat())
}

const authorization = ({ accessToken }: CdsClient, patientId: unknown) =>
  accessToken === undefined
    ? {}
    : {
        fhirAuthorization: {
          access_token: accessToken,
          token_type: 'Bearer',
          expires_in: 300,
          scope:
            'patient/Patient.rs patient/Condition.rs patient/Procedure.rs patient/Observation.rs patient/ServiceRequest.rs',
          subject: 'mock-ehr',
          patient: String(patientId),
        },
      }

/**
 * Calls a service. https://cds-hooks.hl7.org/2.0/#calling-a-cds-service
 *
 * @throws {Error} With the reason why there is no answer.
 */
export async function callService(
  client: CdsClient,
  service: DiscoveredService,
  context: Readonly<Record<string, unknown>>,
): Promise<readonly Card[]> {
  const url = `${client.base}/${service.id}`
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
      prefetch: await prefetchFor(client, service, context),
    },
    judge: violations,
  })
  if (!isSuccess(answer) || !isJsonObject(answer.body)) throw new Error(whyOf(answer))
  // Shown as it came; the drawer tells what of it breaks the specification.
  return objects(answer.body['cards']) as unknown as readonly Card[]
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
  serviceId: string,
  feedback: CardFeedback,
): Promise<Answer> {
  const url = `${client.base}/${serviceId}/feedback`
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
