import { formatSearchQuery } from '@medplum/core'
import type { SearchRequest, WithId } from '@medplum/core'
import type { Bundle, BundleLink, Resource } from '@medplum/fhirtypes'

const DEFAULT_COUNT = 50
const MAX_COUNT = 1000

export function toPage<T extends Resource>(
  matches: readonly WithId<T>[],
  request: SearchRequest<T>,
  baseUrl: string,
): Bundle<WithId<T>> {
  const { offset = 0 } = request
  const count = Math.min(request.count ?? DEFAULT_COUNT, MAX_COUNT)
  const page = matches.slice(offset, offset + count)
  const entry = page.map((resource) => ({
    fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode: 'match' as const },
  }))
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: matches.length,
    link: links({ ...request, offset, count }, matches.length, baseUrl),
    ...(entry.length > 0 ? { entry } : {}),
  }
}

function links(
  request: SearchRequest & { readonly offset: number; readonly count: number },
  total: number,
  baseUrl: string,
): BundleLink[] {
  const { offset, count } = request
  const hasNext = count > 0 && offset + count < total
  // Medplum has a name of its own for `_elements`.
  const { fields = [], ...others } = request
  const elements = fields.length > 0 ? `&_elements=${fields.join(',')}` : ''
  const to = (at: number) =>
    `${baseUrl}/${request.resourceType}${formatSearchQuery({ ...others, offset: at })}${elements}`
  return [
    { relation: 'self', url: to(offset) },
    ...(hasNext ? [{ relation: 'next' as const, url: to(offset + count) }] : []),
  ]
}
