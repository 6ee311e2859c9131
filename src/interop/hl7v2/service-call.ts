import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { MessageProblem } from './problem.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

export interface ServiceOptions {
  /** Base URL, without `/cds-services`. */
  readonly url: string
  /** Its id, where the server offers more than one for the hook. */
  readonly serviceId?: string | undefined
  /** Makes the client JWT for a URL; without it none is sent. */
  readonly sign?: ((audience: string) => string) | undefined
  readonly language?: string | undefined
  readonly timeoutMs: number
}

export interface DiscoveredService {
  readonly id: string
  readonly prefetch: Readonly<Record<string, string>>
}

export interface CdsServiceCall {
  /** @throws {MessageProblem} When it cannot be reached, or is not offered. */
  readonly discover: () => Promise<DiscoveredService>
  /** @throws {MessageProblem} When it does not answer with cards. */
  readonly ask: (id: string, request: JsonObject) => Promise<readonly JsonObject[]>
}

/** A message says that an order is done: it has been signed. */
export const ORDER_SIGN = 'order-sign'

const problem = (text: string, cause?: unknown) => new MessageProblem('AE', '207', text, { cause })

function toRequestInit(
  { sign, language, timeoutMs }: ServiceOptions,
  url: string,
  body?: JsonObject,
) {
  const headers = {
    accept: 'application/json',
    ...(sign === undefined ? {} : { authorization: `Bearer ${sign(url)}` }),
    ...(language === undefined ? {} : { 'accept-language': language }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  // What is sent is for this URL: a redirect is an answer like any other that is not cards.
  const redirect = 'manual' as const
  return { ...sent, headers, redirect, signal: AbortSignal.timeout(timeoutMs) }
}

/** By name, since an error may come from another realm than this code. */
const nameOf = (error: unknown) => (isJsonObject(error) ? error['name'] : undefined)

function describeFailure(error: unknown): string {
  switch (nameOf(error)) {
    case 'SyntaxError':
      return 'the decision support service answered no JSON'
    case 'TimeoutError':
      return 'the decision support service did not answer in time'
    default:
      return 'the decision support service cannot be reached'
  }
}

async function exchange(options: ServiceOptions, url: string, body?: JsonObject): Promise<unknown> {
  try {
    const response = await fetch(url, toRequestInit(options, url, body))
    if (response.status === 200) return await response.json()
    await response.body?.cancel()
    throw problem(`the decision support service answered ${String(response.status)}`)
  } catch (error) {
    throw error instanceof MessageProblem ? error : problem(describeFailure(error), error)
  }
}

function toTemplates(prefetch: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(prefetch)) return {}
  const entries = Object.entries(prefetch).map(
    ([key, template]) => [key, nonBlank(template)] as const,
  )
  return Object.fromEntries(
    entries.flatMap(([key, template]) => (template === undefined ? [] : [[key, template]])),
  )
}

function choose(discovery: unknown, serviceId: string | undefined): DiscoveredService {
  const services = objects(isJsonObject(discovery) ? discovery['services'] : undefined)
  const candidates = services.filter(
    ({ id, hook }) => hook === ORDER_SIGN && (serviceId === undefined || id === serviceId),
  )
  const [service] = candidates
  const id = nonBlank(service?.['id'])
  if (service === undefined || id === undefined)
    throw problem(`no decision support service for ${ORDER_SIGN} is offered`)
  if (candidates.length > 1)
    throw problem(`more than one service for ${ORDER_SIGN} is offered: name one`)
  return { id, prefetch: toTemplates(service['prefetch']) }
}

export function toServiceCall(options: ServiceOptions): CdsServiceCall {
  const base = `${withoutTrailing(options.url, '/')}/cds-services`
  return {
    discover: async () => choose(await exchange(options, base), options.serviceId),
    ask: async (id, request) => {
      const answer = await exchange(options, `${base}/${encodeURIComponent(id)}`, request)
      if (!isJsonObject(answer) || !Array.isArray(answer['cards']))
        throw problem('the decision support service answered without cards')
      return elements(answer['cards']).filter(isJsonObject)
    },
  }
}
