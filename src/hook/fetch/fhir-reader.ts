import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'fhir-kit-client'
import type { Dispatcher } from 'undici'
import type { FetchFailure, PrefetchSlot } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { type CallWatch, describeCall } from './call-watch.ts'
import { type Answer, judgeBody, judgeError } from './fhir-answer.ts'
import { readPage } from './page.ts'
import type { Reader } from './reader.ts'

interface ReadLimits {
  readonly pages: number
  readonly resources: number
}

/** One FHIR server, one token, one time budget. */
export interface FhirReaderOptions {
  readonly baseUrl: string
  readonly accessToken: string | undefined
  /** Time for everything, in milliseconds from now. */
  readonly budgetMs: number
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly dispatcher: Dispatcher
  readonly limits: ReadLimits
  readonly watch?: CallWatch | undefined
}

/**
 * A link as an absolute URL, if it stays on the server: same origin, and below its base path. The
 * client library would send the access token to any host that a `next` link names.
 */
export function onServer(link: string, from: string, baseUrl: string): string | undefined {
  const base = URL.parse(`${baseUrl}/`)
  const url = URL.parse(link, from)
  if (base === null || url === null) return undefined
  const stays = url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname)
  return stays && url.username === '' && url.password === '' ? url.href : undefined
}

const isBundle = ({ resourceType }: FhirResource) => resourceType === 'Bundle'

const fromServer = (resources: readonly FhirResource[], isPartial: boolean): PrefetchSlot => ({
  kind: 'supplied',
  by: 'fhir-server',
  resources,
  isPartial,
})

const brokenOff = (resources: readonly FhirResource[], why: FetchFailure): PrefetchSlot =>
  resources.length === 0 ? { kind: 'failed', why } : fromServer(resources, true)

/**
 * A reader for one call. A client library instance holds the token of its call, so it is never
 * shared.
 */
export class FhirReader implements Reader {
  readonly #client: Client
  readonly #options: FhirReaderOptions
  readonly #signal: AbortSignal
  readonly #deadline: number

  constructor(options: FhirReaderOptions) {
    const { baseUrl, accessToken, dispatcher, budgetMs, now } = options
    this.#options = options
    this.#signal = AbortSignal.timeout(budgetMs)
    this.#deadline = now() + budgetMs
    this.#client = new Client({
      baseUrl,
      ...(accessToken === undefined ? {} : { bearerToken: accessToken }),
      requestOptions: { dispatcher, redirect: 'manual' },
    })
  }

  /** Reads or searches, following the pages of a search. What goes wrong is part of the answer. */
  async read(url: string): Promise<PrefetchSlot> {
    const first = this.#resolve(url)
    if (first === undefined) return { kind: 'failed', why: 'unreadable' }
    const answer = await this.#ask(first)
    if (answer.kind === 'failed') return { kind: 'failed', why: answer.why }
    if (isBundle(answer.resource)) return this.#readPages(answer.resource, first)
    // A search is answered with a Bundle. https://hl7.org/fhir/R4/http.html#search
    return url.includes('?')
      ? { kind: 'failed', why: 'unreadable' }
      : fromServer([answer.resource], false)
  }

  /** Goes on from the first page of the answer to `url`, which is there already. */
  async readOn(bundle: FhirResource, url: string | undefined): Promise<PrefetchSlot> {
    return this.#readPages(bundle, this.#resolve(url ?? '') ?? '')
  }

  async #readPages(first: FhirResource, firstUrl: string): Promise<PrefetchSlot> {
    const visited = new Set([firstUrl])
    let [page, url] = [readPage(first), firstUrl]
    let resources: readonly FhirResource[] = []
    for (;;) {
      resources = resources.concat(page.resources)
      if (page.failure !== undefined) return brokenOff(resources, page.failure)
      if (page.next === undefined) return fromServer(resources, page.total > resources.length)
      const next = this.#resolve(page.next, url)
      if (next === undefined || visited.has(next) || this.#isEnough(visited.size, resources))
        return fromServer(resources, true)
      const answer = await this.#ask(next)
      if (answer.kind === 'failed' || !isBundle(answer.resource)) return fromServer(resources, true)
      visited.add(next)
      ;[page, url] = [readPage(answer.resource), next]
    }
  }

  #isEnough(pages: number, resources: readonly FhirResource[]): boolean {
    const { limits } = this.#options
    return pages >= limits.pages || resources.length >= limits.resources
  }

  /** A relative link is resolved against the page it stands in. */
  #resolve(link: string, from?: string): string | undefined {
    const { baseUrl } = this.#options
    return onServer(link, from ?? `${baseUrl}/`, baseUrl)
  }

  /** Asks, and once more if that may help and the wait leaves time for it. */
  async #ask(url: string): Promise<Answer> {
    const answer = await this.#askOnce(url)
    if (answer.kind !== 'failed' || answer.retryInMs === undefined) return answer
    if (answer.retryInMs >= this.#deadline - this.#options.now()) return answer
    await sleep(answer.retryInMs)
    return this.#askOnce(url)
  }

  async #askOnce(url: string): Promise<Answer> {
    const { watch, baseUrl } = this.#options
    const watched = watch?.(describeCall(url, baseUrl))
    const answer = await this.#request(url, watched?.headers)
    watched?.end(answer.kind === 'failed' ? answer.why : 'ok')
    return answer
  }

  async #request(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const signal = this.#signal
    try {
      const body = await this.#client.request(url, { options: { signal, headers } })
      const { response } = Client.httpFor(body)
      return judgeBody(body, response?.headers.get('content-type') ?? null)
    } catch (error) {
      return signal.aborted ? { kind: 'failed', why: 'timed-out' } : judgeError(error)
    }
  }
}
