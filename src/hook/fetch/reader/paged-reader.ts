import type {
  FetchFailure,
  PartialReason,
  PrefetchSlot,
} from '../../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import type { Answer } from './fhir-answer.ts'
import { readPage } from './page.ts'
import type { Reader } from './reader.ts'
import { withoutTrailing } from '../../../base/text-ends.ts'

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
  withoutTrailing(URL.parse(server)?.href ?? server, '/')

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

const fromServer = (
  resources: readonly FhirResource[],
  unread: readonly PartialReason[] = [],
): PrefetchSlot => ({
  kind: 'supplied',
  by: 'fhir-server',
  resources,
  unread: [...new Set(unread)],
})

const brokenOff = (
  resources: readonly FhirResource[],
  why: FetchFailure,
  unread: readonly PartialReason[],
): PrefetchSlot => (resources.length === 0 ? failedFor(why) : fromServer(resources, unread))

const failedFor = (why: FetchFailure): PrefetchSlot => ({ kind: 'failed', why })

/** Asks, and once more if that may help and the wait leaves time for it. */
async function ask(url: string, server: FhirServer): Promise<Answer> {
  const answer = await server.ask(url)
  if (answer.kind !== 'failed' || answer.retryInMs === undefined) return answer
  return (await server.wait(answer.retryInMs)) ? server.ask(url) : answer
}

const isEnough = (pages: number, resources: readonly FhirResource[]) =>
  pages >= LIMITS.pages || resources.length >= LIMITS.resources

/** The type that a search URL asks for. */
const typeIn = (url: string) => /(?<![A-Za-z])([A-Za-z]+)\?[^?]*$/.exec(url)?.[1]

/** What was read of a search so far. */
interface Sofar {
  readonly url: string
  readonly visited: Set<string>
}

/** The next page, or why there is none to go on with. */
async function nextOf(
  link: string,
  { url, visited }: Sofar,
  server: FhirServer,
): Promise<PartialReason | { readonly bundle: FhirResource; readonly url: string }> {
  // A relative link is resolved against the page it stands in.
  const next = onServer(link, url, server.baseUrl)
  if (next === undefined) return 'link-left-server'
  if (visited.has(next)) return 'page-failed'
  const answer = await ask(next, server)
  if (answer.kind === 'failed') return answer.why === 'too-large' ? 'more-than-read' : 'page-failed'
  if (!isBundle(answer.resource)) return 'page-failed'
  visited.add(next)
  return { bundle: answer.resource, url: next }
}

/** The slot of a search, from its first page on. */
async function readPages(
  first: FhirResource,
  firstUrl: string,
  server: FhirServer,
): Promise<PrefetchSlot> {
  const [type, visited, matches] = [typeIn(firstUrl), new Set([firstUrl]), new Set<string>()]
  const unread: PartialReason[] = []
  let [page, url] = [readPage(first, type, firstUrl), firstUrl]
  let resources: readonly FhirResource[] = []
  for (;;) {
    resources = resources.concat(page.resources)
    unread.push(...page.unread)
    for (const match of page.matches) matches.add(match)
    if (page.failure !== undefined) return brokenOff(resources, page.failure, unread)
    if (page.next === undefined || isEnough(visited.size, resources)) {
      const isAll = page.next === undefined && page.total <= matches.size
      return fromServer(resources, isAll ? unread : [...unread, 'more-than-read'])
    }
    const next = await nextOf(page.next, { url, visited }, server)
    if (typeof next === 'string') return fromServer(resources, [...unread, next])
    ;[page, url] = [readPage(next.bundle, type, next.url), next.url]
  }
}

async function read(url: string, first: string | undefined, server: FhirServer) {
  if (first === undefined) return failedFor('unreadable')
  const answer = await ask(first, server)
  if (answer.kind === 'failed') return failedFor(answer.why)
  if (isBundle(answer.resource)) return readPages(answer.resource, first, server)
  // A search is answered with a Bundle. https://hl7.org/fhir/R4/http.html#search
  return url.includes('?') ? failedFor('unreadable') : fromServer([answer.resource])
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
