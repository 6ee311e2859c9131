import type { FetchFailure, PartialReason } from '../../../clinical/assessment/slots.ts'
import { type FhirResource, readBundle, referenceTo } from '../../../clinical/fhir/resource.ts'
import { elements, isJsonObject, objects } from '../../../base/json.ts'
import { failureOfOutcome, isWithholding } from './fhir-answer.ts'

/** One page of a search. */
export interface Page {
  readonly resources: readonly FhirResource[]
  readonly next: string | undefined
  /** The failure that the server reports in the page: what is there is not everything. */
  readonly failure: FetchFailure | undefined
  /** Why the page, without regard to others, is not everything. */
  readonly unread: readonly PartialReason[]
  /** The matches on the page, each once, by what tells them apart. */
  readonly matches: readonly string[]
  /** All matches of the search on all its pages, as the server counts them; 0 when it does not. */
  readonly total: number
}

/**
 * Whether an entry is one of the matches that a server counts, and nothing that it adds to them.
 *
 * @param searched - The type that was searched for, where it is known.
 */
function isMatch({ search, resource }: Entry, searched: string | undefined): boolean {
  const mode = isJsonObject(search) ? search['mode'] : undefined
  if (mode !== undefined) return mode === 'match'
  return searched === undefined || resource.resourceType === searched
}

interface Entry {
  readonly search: unknown
  readonly resource: FhirResource
}

/**
 * What tells a resource from the others of its search. A server that sends an older version beside
 * the newest counts both; one without an id stands for itself.
 */
function identityIn(resource: FhirResource, url: string, i: number): string {
  if (typeof resource['id'] !== 'string') return `${url} ${String(i)}`
  const { meta } = resource
  const version = isJsonObject(meta) ? meta['versionId'] : undefined
  return `${referenceTo(resource)} ${typeof version === 'string' ? version : ''}`
}

function matchesOf(bundle: FhirResource, searched: string | undefined, url: string) {
  const entries = elements(bundle['entry']).flatMap((entry) =>
    isJsonObject(entry) && isJsonObject(entry['resource'])
      ? [{ search: entry['search'], resource: entry['resource'] as FhirResource }]
      : [],
  )
  const matches = entries.flatMap((entry, i) =>
    isMatch(entry, searched) ? [identityIn(entry.resource, url, i)] : [],
  )
  return [...new Set(matches)]
}

function unreadOf(bundle: FhirResource, remarks: readonly FhirResource[], passedOver: number) {
  const reasons: PartialReason[] = []
  if (remarks.some(isWithholding)) reasons.push('withheld')
  if (passedOver > 0) reasons.push('entry-without-resource')
  const link = objects(bundle['link']).find(({ relation }) => relation === 'next')
  if (link !== undefined && typeof link['url'] !== 'string') reasons.push('link-without-url')
  return reasons
}

/**
 * Reads a Bundle of STU3, R4 or R5.
 *
 * @param searched - The type that was searched for, where it is known.
 * @param url - What tells this page from the others.
 */
export function readPage(bundle: FhirResource, searched?: string, url = ''): Page {
  const { resources, outcomes, passedOver, next } = readBundle(bundle)
  const { issues, total } = bundle
  // R5 has a place of its own for what the server says about a search.
  const remarks = isJsonObject(issues) ? [...outcomes, issues as FhirResource] : outcomes
  const failure = remarks.map(failureOfOutcome).find((found) => found !== undefined)
  const unread = unreadOf(bundle, remarks, passedOver)
  return {
    resources,
    next,
    failure,
    unread:
      failure === undefined || unread.includes('withheld') ? unread : [...unread, 'page-failed'],
    matches: matchesOf(bundle, searched, url),
    total: typeof total === 'number' ? total : 0,
  }
}
