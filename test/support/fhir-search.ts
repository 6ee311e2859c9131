import type { FhirResource } from '../../src/clinical/fhir/resource.ts'
import { objects } from '../../src/base/json.ts'

/** What a FHIR server of a test does otherwise than one that does everything. */
export interface ServerQuirks {
  /** Why a request is refused; nothing when it is not. */
  readonly refuses?: (parameters: URLSearchParams, url: string) => boolean
  readonly ignoresSort?: boolean
  readonly ignoresCodes?: boolean
  /** Matches on a page when nobody asks for a number. */
  readonly pageSize?: number
  readonly ignoresCount?: boolean
  readonly countsMatches?: boolean
  readonly searchesComponents?: boolean
}

const tokensOf = (concept: unknown): readonly string[] =>
  objects((concept as { readonly coding?: unknown } | undefined)?.coding).flatMap(
    ({ system, code }) => [`${String(system)}|${String(code)}`, String(code)],
  )

const codesOf = (resource: FhirResource, withComponents: boolean) => [
  ...tokensOf(resource['code']),
  ...(withComponents ? objects(resource['component']).flatMap(({ code }) => tokensOf(code)) : []),
]

const dateOf = ({ effectiveDateTime: date }: FhirResource) => (typeof date === 'string' ? date : '')

function matching(
  record: readonly FhirResource[],
  type: string,
  asked: URLSearchParams,
  quirks: ServerQuirks,
): readonly FhirResource[] {
  const combo = quirks.searchesComponents === true ? asked.get('combo-code') : null
  const codes = combo ?? asked.get('code')
  const wanted = quirks.ignoresCodes === true || codes === null ? undefined : codes.split(',')
  const found = record.filter(
    (resource) =>
      resource.resourceType === type &&
      (wanted === undefined ||
        codesOf(resource, combo !== null).some((token) => wanted.includes(token))),
  )
  if (quirks.ignoresSort === true || asked.get('_sort') !== '-date') return found
  return found.toSorted((a, b) => dateOf(b).localeCompare(dateOf(a)))
}

function sizeOf(asked: URLSearchParams, { ignoresCount, pageSize }: ServerQuirks, all: number) {
  const count = ignoresCount === true ? null : asked.get('_count')
  return Number(count ?? pageSize ?? all)
}

/**
 * The answer of a FHIR server with a record to a search: a page of the matches with a link to the
 * next.
 *
 * @param url - Path and query, or absolute.
 * @returns Nothing when it refuses the search.
 */
export function searchAnswer(
  record: readonly FhirResource[],
  url: string,
  quirks: ServerQuirks = {},
): FhirResource | undefined {
  const { pathname, searchParams } = new URL(url, 'http://fhir.example')
  if (quirks.refuses?.(searchParams, url) === true) return undefined
  const type = pathname.slice(pathname.lastIndexOf('/') + 1)
  const matches = matching(record, type, searchParams, quirks)
  const size = sizeOf(searchParams, quirks, matches.length)
  const from = Number(searchParams.get('_offset') ?? '0')
  const next = new URLSearchParams(searchParams)
  next.set('_offset', String(from + size))
  const hasMore = size > 0 && from + size < matches.length
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(quirks.countsMatches === true ? { total: matches.length } : {}),
    ...(hasMore ? { link: [{ relation: 'next', url: `${type}?${next.toString()}` }] } : {}),
    entry: matches
      .slice(from, from + size)
      .map((resource) => ({ resource, search: { mode: 'match' } })),
  }
}
