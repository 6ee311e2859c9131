import { Client } from 'fhir-kit-client'
import type { Dispatcher } from 'undici'
import type { FetchFailure, PrefetchSlot } from '../cds-hooks/index.ts'
import { type FhirResource, isFhirResource, readBundle } from '../fhir/index.ts'
import { isJsonObject } from '../kernel/index.ts'

/** How much of an answer is read at most. */
export interface ReadLimits {
  readonly pages: number
  readonly resources: number
}

/** One FHIR server, one token, one time budget. */
export interface FhirReaderOptions {
  readonly baseUrl: string
  readonly accessToken: string | undefined
  /** Aborts everything when the budget is used up. */
  readonly signal: AbortSignal
  readonly dispatcher: Dispatcher
  readonly limits: ReadLimits
}

type Page =
  | { readonly kind: 'page'; readonly resource: FhirResource }
  | { readonly kind: 'failed'; readonly why: FetchFailure }

const FAILURE_BY_STATUS: Readonly<Record<number, FetchFailure>> = {
  401: 'not-permitted',
  403: 'not-permitted',
  404: 'not-found',
  410: 'not-found',
}

function statusOf(error: unknown): number | undefined {
  if (!isJsonObject(error) || !isJsonObject(error['response'])) return undefined
  const { status } = error['response']
  return typeof status === 'number' ? status : undefined
}

function failureOf(error: unknown, signal: AbortSignal): FetchFailure {
  if (signal.aborted) return 'timed-out'
  return FAILURE_BY_STATUS[statusOf(error) ?? 0] ?? 'server-error'
}

/**
 * Whether a link stays on the server: same origin, and below its base path. The client library
 * would send the access token to any host that a `next` link names.
 */
export function staysOnServer(link: string, baseUrl: string): boolean {
  const base = URL.parse(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  const url = URL.parse(link, base?.href)
  if (base === null || url === null) return false
  return url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname)
}

const absolute = (link: string, baseUrl: string) => new URL(link, `${baseUrl}/`).href

const fromServer = (resources: readonly FhirResource[], isPartial: boolean): PrefetchSlot => ({
  kind: 'supplied',
  by: 'fhir-server',
  resources,
  isPartial,
})

const isBundle = ({ resourceType }: FhirResource) => resourceType === 'Bundle'

/**
 * A reader for one call. A client library instance holds the token of its call, so it is never
 * shared.
 */
export class FhirReader {
  readonly #client: Client
  readonly #options: FhirReaderOptions

  constructor(options: FhirReaderOptions) {
    const { baseUrl, accessToken, dispatcher } = options
    this.#options = options
    this.#client = new Client({
      baseUrl,
      ...(accessToken === undefined ? {} : { bearerToken: accessToken }),
      requestOptions: { dispatcher, redirect: 'error' },
    })
  }

  /** Reads or searches, following the pages of a search. What goes wrong is part of the answer. */
  async read(url: string): Promise<PrefetchSlot> {
    const page = await this.#readPage(url)
    if (page.kind === 'failed') return page
    const { resource } = page
    return isBundle(resource) ? this.readOn(resource) : fromServer([resource], false)
  }

  /** Goes on from a first page that is there already. */
  async readOn(first: FhirResource): Promise<PrefetchSlot> {
    const { baseUrl, limits } = this.#options
    const resources: FhirResource[] = []
    const visited = new Set<string>()
    let page = readBundle(first)
    for (;;) {
      resources.push(...page.resources)
      const { next } = page
      if (next === undefined) return fromServer(resources, false)
      if (visited.has(next) || !staysOnServer(next, baseUrl)) return fromServer(resources, true)
      visited.add(next)
      const isEnough = visited.size >= limits.pages || resources.length >= limits.resources
      const answer = isEnough ? undefined : await this.#readPage(absolute(next, baseUrl))
      if (answer?.kind !== 'page' || !isBundle(answer.resource)) return fromServer(resources, true)
      page = readBundle(answer.resource)
    }
  }

  async #readPage(url: string): Promise<Page> {
    const { signal } = this.#options
    try {
      const resource: unknown = await this.#client.request(url, { options: { signal } })
      return isFhirResource(resource) && resource.resourceType !== 'OperationOutcome'
        ? { kind: 'page', resource }
        : { kind: 'failed', why: 'server-error' }
    } catch (error) {
      return { kind: 'failed', why: failureOf(error, signal) }
    }
  }
}
