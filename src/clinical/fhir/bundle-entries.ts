import { elements, isJsonObject, nonBlank } from '../../base/json.ts'
import { lazily } from '../../base/lazily.ts'
import {
  type FhirResource,
  findContained,
  isFhirResource,
  localReference,
  referenceTo,
} from './resource.ts'

/** A resource in a Bundle, with the URL by which others in it may name it. */
export interface BundleEntry {
  readonly resource: FhirResource
  readonly fullUrl: string | undefined
}

export function readEntries(bundle: FhirResource): readonly BundleEntry[] {
  return elements(bundle['entry']).flatMap((entry) => {
    const { resource, fullUrl } = isJsonObject(entry) ? entry : {}
    return isFhirResource(resource) ? [{ resource, fullUrl: nonBlank(fullUrl) }] : []
  })
}

const UUID = 'urn:uuid:'

/** The id in a `fullUrl`: a uuid, or what stands behind the resource type. */
function idOfUrl(fullUrl: string, resourceType: string): string | undefined {
  if (fullUrl.startsWith(UUID)) return fullUrl.slice(UUID.length)
  const [type, id] = localReference(fullUrl).split('/')
  return type === resourceType ? id : undefined
}

/** The id of a resource: its own, else that of the URL of its entry. */
function idsOf({ resource, fullUrl }: BundleEntry): readonly string[] {
  const { id, resourceType } = resource
  const own = typeof id === 'string' || typeof id === 'number' ? [String(id)] : []
  const ofUrl = fullUrl === undefined ? undefined : idOfUrl(fullUrl, resourceType)
  return ofUrl === undefined ? own : [...own, ofUrl]
}

/** `Type/id` of an entry, by its own id, else by that of its URL; its URL where that holds no id. */
export function referenceToEntry(entry: BundleEntry): string {
  const { resource, fullUrl } = entry
  const [id] = idsOf(entry)
  if (id === undefined) return fullUrl ?? referenceTo(resource)
  return `${resource.resourceType}/${id}`
}

/**
 * Every way in which a client names an entry: `Type/id`, the bare id, its `fullUrl`, the id in
 * that. https://hl7.org/fhir/R4/bundle.html#references
 */
export function namesOfEntry(entry: BundleEntry): ReadonlySet<string> {
  const { resource, fullUrl } = entry
  const ids = idsOf(entry)
  return new Set([
    ...ids.flatMap((id) => [id, `${resource.resourceType}/${id}`, `${UUID}${id}`]),
    ...(fullUrl === undefined ? [] : [fullUrl]),
  ])
}

/** Finds what a reference in a resource means; nothing where it is not at hand. */
export type Resolve = (reference: string, from: FhirResource) => FhirResource | undefined

/** The first entry under each of its names: many orders may each refer to one of many entries. */
function byName(entries: readonly BundleEntry[]): ReadonlyMap<string, BundleEntry> {
  const named = new Map<string, BundleEntry>()
  for (const entry of entries)
    for (const name of namesOfEntry(entry)) if (!named.has(name)) named.set(name, entry)
  return named
}

/** Finds among the resources that a resource contains, and the entries of a Bundle. */
export function toResolve(entries: readonly BundleEntry[]): Resolve {
  const named = lazily(() => byName(entries))
  return (reference, from) => {
    if (reference.startsWith('#')) return findContained(reference.slice(1), from)
    const local = localReference(reference)
    if (!local.includes('/') && !local.includes(':')) return undefined
    return (named().get(reference) ?? named().get(local))?.resource
  }
}
