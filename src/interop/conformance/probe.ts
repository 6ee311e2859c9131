import { messageOf } from '../../base/error-facts.ts'
import { hasNoAnswer, wordsOfNetworkError } from '../../base/network-words.ts'
import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type HttpResponse, exchange, type HttpRequest } from '../client/exchange.ts'
import { sampleRequest } from './sample-requests.ts'
import type { Signer } from '../client/signer.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

export interface ProbeOptions {
  /** Base URL of the service, without `/cds-services`. */
  readonly url: string
  /** Only this service; all of them when not given. */
  readonly service?: string | undefined
  /** The user's own requests, for which a card is expected; chosen by their `hook`. */
  readonly requests: readonly JsonObject[]
  /** Those for one service alone, by its id. */
  readonly requestsByService?: Readonly<Record<string, JsonObject>> | undefined
  readonly signer?: Signer | undefined
  /** The origin of pages that must be able to call. */
  readonly origin?: string | undefined
  readonly timeoutMs: number
  readonly newUuid: () => string
}

export interface ServiceUnderTest {
  readonly entry: JsonObject
  readonly id: string
  readonly hook: string
  readonly url: string
}

export interface Probe {
  readonly options: ProbeOptions
  /** `{baseUrl}/cds-services`. */
  readonly discoveryUrl: string
  readonly discovery: HttpResponse
  readonly entries: readonly JsonObject[]
  /** With a new client JWT when there is a key. */
  readonly send: (url: string, request?: HttpRequest) => Promise<HttpResponse>
  /** What was sent last, in short. */
  readonly last: () => string
}

export interface ServiceProbe extends Probe {
  readonly service: ServiceUnderTest
  /** A request that the service should take, with a new `hookInstance`. */
  readonly request: () => JsonObject
  /** Whether the request is the user's own, for which a card is expected. */
  readonly isOwnRequest: boolean
  readonly call: (body: unknown, headers?: HttpRequest['headers']) => Promise<HttpResponse>
  /** The answer to the request; sent once. */
  readonly answer: () => Promise<HttpResponse>
}

const LONGEST_SHOWN = 160

/** A request in one short line. */
function describeRequest(url: string, { method, body }: HttpRequest): string {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  const verb = method ?? (body === undefined ? 'GET' : 'POST')
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text
  return [verb, url, shown].filter((part) => part !== '').join(' ')
}

/** Why there is no answer, or what else went wrong. */
export const describeError = (thrown: unknown): string =>
  hasNoAnswer(thrown) ? wordsOfNetworkError(thrown) : messageOf(thrown) || 'failed'

/** Whether the service still answers anything. */
export async function isAlive({ send, discoveryUrl }: Probe): Promise<boolean> {
  try {
    await send(discoveryUrl)
    return true
  } catch {
    return false
  }
}

const isUnauthorized = ({ status }: HttpResponse) => status === 401 || status === 403

/** Whether the service refuses every call, since there is no key to sign with. */
export const refusesEverything = async ({ options, answer }: ServiceProbe): Promise<boolean> =>
  options.signer === undefined && isUnauthorized(await answer())

/** @throws {Error} When the service cannot be reached, or wants a token and there is no key. */
export async function openProbe(options: ProbeOptions): Promise<Probe> {
  const { url, signer, timeoutMs } = options
  const base = withoutTrailing(url, '/').replace(/\/cds-services$/, '')
  const discoveryUrl = `${base}/cds-services`
  let last = ''
  const send: Probe['send'] = (to, request = {}) => {
    const token = signer === undefined ? {} : { authorization: `Bearer ${signer.token(to)}` }
    last = describeRequest(to, request)
    return exchange(to, { ...request, headers: { ...token, ...request.headers } }, timeoutMs)
  }
  const discovery = await send(discoveryUrl)
  if (isUnauthorized(discovery) && signer === undefined)
    throw new Error('the service wants a token: give a key and an issuer')
  const { services } = isJsonObject(discovery.json) ? discovery.json : {}
  return { options, discoveryUrl, discovery, entries: objects(services), send, last: () => last }
}

function toServiceUnderTest(entry: JsonObject, discoveryUrl: string): ServiceUnderTest | undefined {
  const [id, hook] = [nonBlank(entry['id']), nonBlank(entry['hook'])]
  if (id === undefined || hook === undefined) return undefined
  return { entry, id, hook, url: `${discoveryUrl}/${encodeURIComponent(id)}` }
}

export function servicesUnderTest({
  entries,
  discoveryUrl,
  options,
}: Probe): readonly ServiceUnderTest[] {
  return entries
    .map((entry) => toServiceUnderTest(entry, discoveryUrl))
    .filter((service) => service !== undefined)
    .filter(({ id }) => options.service === undefined || options.service === id)
}

/** Nothing when no request for the hook of the service is known. */
export function toServiceProbe(probe: Probe, service: ServiceUnderTest): ServiceProbe | undefined {
  const { requests, requestsByService = {}, newUuid } = probe.options
  const own = requestsByService[service.id] ?? requests.find(({ hook }) => hook === service.hook)
  const request = own ?? sampleRequest(service.hook, service.entry['prefetch'])
  if (request === undefined) return undefined
  const next = () => ({ ...request, hookInstance: newUuid() })
  const call: ServiceProbe['call'] = (body, headers = {}) =>
    probe.send(service.url, { body, headers })
  let answer: Promise<HttpResponse> | undefined
  return {
    ...probe,
    service,
    request: next,
    isOwnRequest: own !== undefined,
    call,
    answer: () => (answer ??= call(next())),
  }
}
