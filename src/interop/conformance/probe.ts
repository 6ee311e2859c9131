import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Answer, exchange, type Sent } from './exchange.ts'
import { sampleRequest } from './sample-requests.ts'
import type { Signer } from './signer.ts'

/** What is looked at, and with what. */
export interface ProbeOptions {
  /** Base URL of the service, without `/cds-services`. */
  readonly url: string
  /** Only this service; all of them when not given. */
  readonly service?: string | undefined
  /** Requests that a service gives a card for; taken by their `hook`. */
  readonly requests: readonly JsonObject[]
  readonly signer?: Signer | undefined
  /** The origin whose pages shall be able to call. */
  readonly origin?: string | undefined
  readonly timeoutMs: number
  readonly newUuid: () => string
}

/** A service as discovery tells of it. */
export interface Subject {
  readonly entry: JsonObject
  readonly id: string
  readonly hook: string
  readonly url: string
}

/** Access to the service under test. */
export interface Probe {
  readonly options: ProbeOptions
  /** `{baseUrl}/cds-services`. */
  readonly discoveryUrl: string
  readonly discovery: Answer
  readonly entries: readonly JsonObject[]
  /** Sends a request; with a fresh token when there is a key. */
  readonly send: (url: string, sent?: Sent) => Promise<Answer>
}

/** Access to one service of it. */
export interface ServiceProbe extends Probe {
  readonly subject: Subject
  /** A request that the service should take, with a new `hookInstance`. */
  readonly request: () => JsonObject
  /** The request is the user's own, for which a card is expected. */
  readonly isOwnRequest: boolean
  /** Posts a body to the service. */
  readonly call: (body: unknown, headers?: Sent['headers']) => Promise<Answer>
  /** The answer to the request; asked once. */
  readonly answer: () => Promise<Answer>
}

/** The description of what failed. */
export const inWords = (thrown: unknown): string =>
  thrown instanceof Error
    ? [thrown.message, thrown.cause instanceof Error ? thrown.cause.message : undefined]
        .filter((message) => message !== undefined)
        .join(': ')
    : 'failed'

const isClosed = ({ status }: Answer) => status === 401 || status === 403

/** Whether a service refuses everything, since there is no key to sign with. */
export const isClosedTo = async ({ options, answer }: ServiceProbe): Promise<boolean> =>
  options.signer === undefined && isClosed(await answer())

/**
 * Asks a service for its discovery answer.
 *
 * @throws {Error} When it cannot be reached, or wants a token that there is none of.
 */
export async function openProbe(options: ProbeOptions): Promise<Probe> {
  const { url, signer, timeoutMs } = options
  const discoveryUrl = `${url.replace(/\/+$/, '')}/cds-services`
  const send: Probe['send'] = (to, sent = {}) => {
    const token = signer === undefined ? {} : { authorization: `Bearer ${signer.token(to)}` }
    return exchange(to, { ...sent, headers: { ...token, ...sent.headers } }, timeoutMs)
  }
  const discovery = await send(discoveryUrl)
  if (isClosed(discovery) && signer === undefined)
    throw new Error('the service wants a token: give a key and an issuer')
  const { services } = isJsonObject(discovery.json) ? discovery.json : {}
  return { options, discoveryUrl, discovery, entries: objects(services), send }
}

function toSubject(entry: JsonObject, discoveryUrl: string): Subject | undefined {
  const [id, hook] = [nonBlank(entry['id']), nonBlank(entry['hook'])]
  if (id === undefined || hook === undefined) return undefined
  return { entry, id, hook, url: `${discoveryUrl}/${encodeURIComponent(id)}` }
}

/** The services that are to be looked at. */
export function subjectsOf({ entries, discoveryUrl, options }: Probe): readonly Subject[] {
  return entries
    .map((entry) => toSubject(entry, discoveryUrl))
    .filter((subject) => subject !== undefined)
    .filter(({ id }) => options.service === undefined || options.service === id)
}

/** Access to one service; nothing when no request for its hook is known. */
export function toServiceProbe(probe: Probe, subject: Subject): ServiceProbe | undefined {
  const { requests, newUuid } = probe.options
  const own = requests.find(({ hook }) => hook === subject.hook)
  const request = own ?? sampleRequest(subject.hook, subject.entry['prefetch'])
  if (request === undefined) return undefined
  const next = () => ({ ...request, hookInstance: newUuid() })
  const call: ServiceProbe['call'] = (body, headers = {}) =>
    probe.send(subject.url, { body, headers })
  let first: Promise<Answer> | undefined
  return {
    ...probe,
    subject,
    request: next,
    isOwnRequest: own !== undefined,
    call,
    answer: () => (first ??= call(next())),
  }
}
