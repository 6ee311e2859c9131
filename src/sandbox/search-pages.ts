import type { Bundle, Resource } from '@medplum/fhirtypes'

/** How a search result is cut into pages. */
export interface PageRequest {
  readonly count: number
  readonly offset: number
  /**
   * Search parameters by which it is sorted, the most important first; a leading `-` turns the
   * order.
   */
  readonly sort: readonly string[]
}

const DEFAULT_COUNT = 50
const MAX_COUNT = 1_000

const wholeNumber = (text: string | null, otherwise: number) =>
  text !== null && /^\d+$/.test(text) ? Number(text) : otherwise

/** The page that a query asks for. */
export function readPageRequest(query: URLSearchParams): PageRequest {
  return {
    count: Math.min(wholeNumber(query.get('_count'), DEFAULT_COUNT), MAX_COUNT),
    offset: wholeNumber(query.get('_offset'), 0),
    sort: (query.get('_sort') ?? '').split(',').filter((key) => key !== ''),
  }
}

/** The query that asks the store for everything; sorting and paging is done here. */
export function withoutPage(query: URLSearchParams): URLSearchParams {
  const all = new URLSearchParams(query)
  for (const name of ['_sort', '_offset', '_count']) all.delete(name)
  all.set('_count', String(MAX_COUNT))
  return all
}

function compareBy(
  sort: readonly string[],
  valueOf: (resource: Resource, parameter: string) => string,
): (a: Resource, b: Resource) => number {
  return (a, b) => {
    for (const key of sort) {
      const parameter = key.replace(/^-/, '')
      const order = valueOf(a, parameter).localeCompare(valueOf(b, parameter))
      if (order !== 0) return key.startsWith('-') ? -order : order
    }
    return 0
  }
}

function pageUrl(typeUrl: string, query: URLSearchParams, offset: number): string {
  const other = new URLSearchParams(query)
  other.set('_offset', String(offset))
  return `${typeUrl}?${other.toString()}`
}

/**
 * One page of a search, with what a server owes its clients: full URLs, the total, links to this
 * and the next page.
 */
export function toSearchPage(
  resources: readonly Resource[],
  query: URLSearchParams,
  typeUrl: string,
  valueOf: (resource: Resource, parameter: string) => string,
): Bundle {
  const { count, offset, sort } = readPageRequest(query)
  const page = resources.toSorted(compareBy(sort, valueOf)).slice(offset, offset + count)
  const hasNext = count > 0 && offset + count < resources.length
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    link: [
      { relation: 'self', url: pageUrl(typeUrl, query, offset) },
      ...(hasNext ? [{ relation: 'next', url: pageUrl(typeUrl, query, offset + count) }] : []),
    ],
    entry: page.map((resource) => ({
      fullUrl: `${typeUrl}/${resource.id ?? ''}`,
      resource,
      search: { mode: 'match' },
    })),
  }
}
