import type { Instant } from '../../../base/time.ts'
import type { FetchFailure, PrefetchSlot } from '../../../clinical/assessment/slots.ts'
import { type FhirResource, referenceTo } from '../../../clinical/fhir/resource.ts'
import { isJsonObject } from '../../../base/json.ts'
import { onServer } from './links.ts'
import {
  Allowance,
  ask,
  failedFor,
  type FhirServer,
  fromServer,
  isBundle,
  readPages,
} from './pages.ts'
import type { Reader } from './reader.ts'
import { parseSearch, type Search } from './search.ts'

/** Of a search that is cut into pieces, so many are asked at once, and so many at most. */
const AT_ONCE = 6
const MOST_PIECES = 60

/** One URL that is read: a resource, a search or a piece of one. */
interface Asked {
  readonly url: string
  readonly since: Instant | undefined
  readonly allowance: Allowance
}

async function readUrl(
  { url, since, allowance }: Asked,
  server: FhirServer,
): Promise<PrefetchSlot> {
  const { baseUrl } = server
  const absolute = onServer(url, `${baseUrl}/`, baseUrl)
  if (absolute === undefined) return failedFor('unreadable')
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(absolute, server)
    if (answer.kind === 'failed') return failedFor(answer.why)
    const { resource: bundle } = answer
    // A search is answered with a Bundle. https://hl7.org/fhir/R4/http.html#search
    if (!isBundle(bundle)) return url.includes('?') ? failedFor('unreadable') : fromServer([bundle])
    const { slot, isExpired } = await readPages({ bundle, url: absolute, since, allowance }, server)
    // Asked anew, a search has links that are known.
    if (!isExpired || attempt > 1 || allowance.isUsedUp) return slot
  }
}

/** What tells one version of a resource from all others: who names no version is told by content. */
function versionOf(resource: FhirResource): string {
  const { versionId, lastUpdated } = isJsonObject(resource['meta']) ? resource['meta'] : {}
  const isNamed = typeof versionId === 'string' || typeof lastUpdated === 'string'
  return JSON.stringify(isNamed ? [referenceTo(resource), versionId, lastUpdated] : resource)
}

/** The resources of the pieces of a search: one that two pieces bring is there once. */
function eachOnce(pieces: readonly (readonly FhirResource[])[]): readonly FhirResource[] {
  const seen = new Set<string>()
  return pieces.flatMap((resources) => {
    const fresh = resources.filter(
      (resource) => typeof resource['id'] !== 'string' || !seen.has(versionOf(resource)),
    )
    for (const resource of fresh) seen.add(versionOf(resource))
    return fresh
  })
}

/** The pieces of a search as one slot: what of one was not read is not read of the whole. */
function joinSlots(slots: readonly PrefetchSlot[], isCut: boolean): PrefetchSlot {
  const [only] = slots
  if (slots.length === 1 && only !== undefined && !isCut) return only
  const supplied = slots.flatMap((slot) => (slot.kind === 'supplied' ? [slot] : []))
  const failure = slots.find((slot) => slot.kind === 'failed')
  const resources = eachOnce(supplied.map((slot) => slot.resources))
  if (failure !== undefined && resources.length === 0) return failure
  const unread = supplied.flatMap((slot) => slot.unread)
  if (failure !== undefined) unread.push('page-failed')
  if (isCut) unread.push('more-than-read')
  return fromServer(resources, unread)
}

/** @param isTried - Whether another way to put the search is left, should this one be refused. */
async function readPieces(
  urls: readonly string[],
  since: Instant | undefined,
  server: FhirServer,
  isTried: boolean,
): Promise<readonly PrefetchSlot[]> {
  const allowance = new Allowance(urls.length)
  const slots: PrefetchSlot[] = []
  for (let at = 0; at < urls.length; at += AT_ONCE) {
    const some = urls.slice(at, at + AT_ONCE)
    slots.push(
      ...(await Promise.all(some.map((url) => readUrl({ url, since, allowance }, server)))),
    )
    if (isTried && slots.some(isRefused)) break
  }
  return slots
}

const REFUSED: FetchFailure = 'request-refused'

const isRefused = (slot: PrefetchSlot) => slot.kind === 'failed' && slot.why === REFUSED

/** Puts a search to a server in the first way that it does not refuse, and remembers that. */
async function readSearch(
  search: Search,
  since: Instant | undefined,
  server: FhirServer,
): Promise<PrefetchSlot> {
  const { habits, baseUrl } = server
  const ways = habits.waysToPut(search, baseUrl)
  let slot = failedFor(REFUSED)
  for (const [i, { phrasing, urls }] of ways.entries()) {
    const isTried = i < ways.length - 1
    const slots = await readPieces(urls.slice(0, MOST_PIECES), since, server, isTried)
    slot = joinSlots(slots, urls.length > MOST_PIECES)
    if (isTried && slots.some(isRefused)) continue
    if (i > 0 && slot.kind === 'supplied') habits.learn(search.type, phrasing)
    if (slot.kind === 'supplied') habits.notice(search, slot.resources)
    return slot
  }
  return slot
}

/**
 * Reads and searches one server, following the pages of a search. What an answer holds, and whether
 * it is complete, is decided here for the service and for the SMART app, so that both see the same
 * record.
 */
export function pagedReader(server: FhirServer): Reader {
  const { baseUrl } = server
  const read: Reader['read'] = (url, since) => {
    const search = parseSearch(url)
    if (search !== undefined) return readSearch(search, since, server)
    return readUrl({ url, since, allowance: new Allowance(1) }, server)
  }
  return {
    read,
    readOn: async (bundle, url, since) => {
      const from = onServer(url ?? '', `${baseUrl}/`, baseUrl) ?? ''
      const first = { bundle, url: from, since, allowance: new Allowance(1) }
      const { slot, isExpired } = await readPages(first, server)
      return isExpired && url !== undefined ? read(url, since) : slot
    },
  }
}
