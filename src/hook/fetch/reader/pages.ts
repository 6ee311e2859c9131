import type { Instant } from '../../../base/time.ts'
import type {
  FetchFailure,
  PartialReason,
  PrefetchSlot,
} from '../../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import type { Answer } from './fhir-answer.ts'
import { History } from './history.ts'
import { onServer } from './links.ts'
import { readPage } from './page.ts'
import type { ServerHabits } from './server-habits.ts'

/** One FHIR server, and how it is asked. */
export interface FhirServer {
  readonly baseUrl: string
  /** The answer to a GET of an absolute URL; what goes wrong is an answer too. */
  readonly ask: (url: string) => Promise<Answer>
  /** Waits so many milliseconds, unless there is no time for it. */
  readonly wait: (ms: number) => Promise<boolean>
  readonly habits: ServerHabits
}

/** How much of a search is read at most, in however many pieces it is asked. */
const LIMITS = { pages: 20, resources: 5_000 }

/** What of a search may still be read. */
export class Allowance {
  #pages: number
  #resources = LIMITS.resources

  /** @param pieces - Into which the search is cut: each has a first page. */
  constructor(pieces: number) {
    this.#pages = LIMITS.pages + pieces - 1
  }

  take(resources: readonly FhirResource[]): void {
    this.#pages -= 1
    this.#resources -= resources.length
  }

  get isUsedUp(): boolean {
    return this.#pages <= 0 || this.#resources <= 0
  }
}

export const fromServer = (
  resources: readonly FhirResource[],
  unread: readonly PartialReason[] = [],
): PrefetchSlot => ({
  kind: 'supplied',
  by: 'fhir-server',
  resources,
  unread: [...new Set(unread)],
})

export const failedFor = (why: FetchFailure): PrefetchSlot => ({ kind: 'failed', why })

/** What was read up to a failure: if that is nothing, the failure is all there is to say. */
export const brokenOff = (
  resources: readonly FhirResource[],
  why: FetchFailure,
  unread: readonly PartialReason[],
): PrefetchSlot => (resources.length === 0 ? failedFor(why) : fromServer(resources, unread))

/** Asks, and once more if that may help and the wait leaves time for it. */
export async function ask(url: string, server: FhirServer): Promise<Answer> {
  const answer = await server.ask(url)
  if (answer.kind !== 'failed' || answer.retryInMs === undefined) return answer
  return (await server.wait(answer.retryInMs)) ? server.ask(url) : answer
}

/** The type that a search URL asks for. */
const typeIn = (url: string) => /(?<![A-Za-z])([A-Za-z]+)\?[^?]*$/.exec(url)?.[1]

export const isBundle = ({ resourceType }: FhirResource) => resourceType === 'Bundle'

/** The first page of a search, and what of the search matters. */
export interface FirstPage {
  readonly bundle: FhirResource
  /** Absolute; empty where it is not known. */
  readonly url: string
  /** What was observed before is of no use; nothing where everything is. */
  readonly since: Instant | undefined
  readonly allowance: Allowance
}

/** Why the pages were not read to the end. */
type Break = PartialReason | 'expired'

async function nextOf(
  link: string,
  from: string,
  visited: Set<string>,
  server: FhirServer,
): Promise<Break | { readonly bundle: FhirResource; readonly url: string }> {
  // A relative link is resolved against the page it stands in.
  const url = onServer(link, from, server.baseUrl)
  if (url === undefined) return 'link-left-server'
  if (visited.has(url)) return 'page-failed'
  const answer = await ask(url, server)
  if (answer.kind === 'failed' && answer.why === 'too-large') return 'more-than-read'
  // Links to further pages live as long as the server keeps the search.
  if (answer.kind === 'failed' && answer.why === 'not-found') return 'expired'
  if (answer.kind === 'failed' || !isBundle(answer.resource)) return 'page-failed'
  visited.add(url)
  return { bundle: answer.resource, url }
}

/** The slot of a search, and whether a link to a further page was not known any more. */
interface PagesRead {
  readonly slot: PrefetchSlot
  readonly isExpired: boolean
}

/**
 * Reads a search from its first page on, up to the page without a next one, or the one behind which
 * nothing is of use.
 */
export async function readPages(first: FirstPage, server: FhirServer): Promise<PagesRead> {
  const { since, allowance } = first
  const [type, visited] = [typeIn(first.url), new Set([first.url])]
  const matches = new Set<string>()
  const history = new History(since, first.url)
  const unread: PartialReason[] = []
  let [bundle, url] = [first.bundle, first.url]
  let resources: readonly FhirResource[] = []
  const end = (slot: PrefetchSlot, isExpired = false) => ({ slot, isExpired })
  // What was cut off and is of no use is not missing.
  const cutOff = (why: PartialReason) =>
    fromServer(resources, history.isPast ? unread : [...unread, why])
  for (;;) {
    const page = readPage(bundle, type, url)
    resources = resources.concat(page.resources)
    unread.push(...page.unread)
    for (const match of page.matches) matches.add(match)
    history.add(bundle, page.resources)
    allowance.take(page.resources)
    if (page.failure !== undefined) return end(brokenOff(resources, page.failure, unread))
    if (page.next === undefined)
      return end(
        fromServer(resources, page.total <= matches.size ? unread : [...unread, 'more-than-read']),
      )
    if (history.isBehind) return end(fromServer(resources, unread))
    if (allowance.isUsedUp) return end(cutOff('more-than-read'))
    const next = await nextOf(page.next, url, visited, server)
    if (next === 'expired') return end(cutOff('page-failed'), !history.isPast)
    if (typeof next === 'string') return end(cutOff(next))
    ;[bundle, url] = [next.bundle, next.url]
  }
}
