import type { FetchFailure, PrefetchSlot } from '../../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import type { Answer } from './fhir-answer.ts'
import { readPage } from './page.ts'
import type { Reader } from './reader.ts'

/** One FHIR server, and how it is asked. */
export interface FhirServer {
  readonly baseUrl: string
  /** The answer to a GET of an absolute URL; what goes wrong is an answer too. */
  readonly ask: (url: string) => Promise<Answer>
  /** Waits so many milliseconds, unless there is no time for it. */
  readonly wait: (ms: number) => Promise<boolean>
}

/** How much of a search is read at most. */
const LIMITS = { pages: 20, resources: 5_000 }

/** The base URL of a FHIR server, without a slash at its end. */
export const baseUrlOf = (server: string): string =>
  (URL.parse(server)?.href ?? server).replace(/\/+$/, '')

/**
 * A link as an absolute URL, if it stays on the server: same origin, and below its base path. A
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

/** Asks, and once more if that may help and the wait leaves time for it. */
async function ask(url: string, server: FhirServer): Promise<Answer> {
  const answer = await server.ask(url)
  if (answer.kind !== 'failed' || answer.retryInMs === undefined) return answer
  return (await server.wait(answer.retryInMs)) ? server.ask(url) : answer
}

const isEnough = (pages: number, resources: readonly FhirResource[]) =>
  pages >= LIMITS.pages || resources.length >= LIMITS.resources

/** The slot of a search, from its first page on. */
async function readPages(
  first: FhirResource,
  firstUrl: string,
  server: FhirServer,
): Promise<PrefetchSlot> {
  const visited = new Set([firstUrl])
  let [page, url] = [readPage(first), firstUrl]
  let resources: readonly FhirResource[] = []
  for (;;) {
    resources = resources.concat(page.resources)
    if (page.failure !== undefined) return brokenOff(resources, page.failure)
    if (page.next === undefined) return fromServer(resources, page.total > resources.length)
    // A relative link is resolved against the page it stands in.
    const next = onServer(page.next, url, server.baseUrl)
    if (next === undefined || visited.has(next) || isEnough(visited.size, resources))
      return fromServer(resources, true)
    const answer = await ask(next, server)
    if (answer.kind === 'failed' || !isBundle(answer.resource)) return fromServer(resources, true)
    visited.add(next)
    ;[page, url] = [readPage(answer.resource), next]
  }
}

async function read(url: string, first: string | undefined, server: FhirServer) {
  if (first === undefined) return brokenOff([], 'unreadable')
  const answer = await ask(first, server)
  if (answer.kind === 'failed') return brokenOff([], answer.why)
  if (isBundle(answer.resource)) return readPages(answer.resource, first, server)
  // A search is answered with a Bundle. https://hl7.org/fhir/R4/http.html#search
  return url.includes('?') ? brokenOff([], 'unreadable') : fromServer([answer.resource], false)
}

/**
 * Reads and searches one server, following the pages of a search. What an answer holds, and whether
 * it is complete, is decided here for the service and for the SMART app, so that both see the same
 * record.
 */
export function pagedReader(server: FhirServer): Reader {
  const { baseUrl } = server
  const resolve = (url: string) => onServer(url, `${baseUrl}/`, baseUrl)
  return {
    read: (url) => read(url, resolve(url), server),
    readOn: (bundle, url) => readPages(bundle, resolve(url ?? '') ?? '', server),
  }
}
