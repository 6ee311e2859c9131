import { isJsonObject, nonBlank } from '../../base/json.ts'
import { parseDateTime } from './date-time.ts'
import { type FhirResource, referenceTo } from './resource.ts'

/** The resources of a list, each once, and the references of those of which that is not known. */
interface CurrentVersions {
  readonly resources: readonly FhirResource[]
  readonly disputed: ReadonlySet<string>
}

const metaOf = ({ meta }: FhirResource) => (isJsonObject(meta) ? meta : {})

/** When a server last wrote it, in milliseconds with their fraction; nothing when it does not say. */
function writtenAt(resource: FhirResource): number | undefined {
  const text = nonBlank(metaOf(resource)['lastUpdated'])
  const moment = text === undefined ? undefined : parseDateTime(text)
  if (text === undefined || moment === undefined) return undefined
  const [, fraction = '0'] = /:\d\d\.(\d+)/.exec(text) ?? []
  return moment.earliest + Number(`0.${fraction}`) * 1000
}

function versionOf(resource: FhirResource): number | undefined {
  const text = nonBlank(metaOf(resource)['versionId'])
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** What a server says of when a version was written. */
interface Stamp {
  readonly resource: FhirResource
  readonly written: number | undefined
  readonly version: number | undefined
}

const most = (numbers: readonly (number | undefined)[]): number =>
  numbers.reduce<number>((highest, number) => Math.max(highest, number ?? -Infinity), -Infinity)

/**
 * The versions than which none is newer. Of two the one written later is; where that is not known
 * or the same, the one with the higher version id, when both are integers. Each is held against the
 * latest alone: that one id is sent thousands of times costs no more than that many ids.
 */
function latestOf(versions: readonly FhirResource[]): readonly FhirResource[] {
  const stamps = versions.map((resource): Stamp => ({
    resource,
    written: writtenAt(resource),
    version: versionOf(resource),
  }))
  const lastWritten = most(stamps.map(({ written }) => written))
  const isLast = ({ written }: Stamp) => written === undefined || written === lastWritten
  const highest = most(stamps.map(({ version }) => version))
  const highestOfLast = most(stamps.filter(isLast).map(({ version }) => version))
  const isNewest = (stamp: Stamp) => {
    const { written, version = Infinity } = stamp
    return isLast(stamp) && version >= (written === undefined ? highest : highestOfLast)
  }
  return stamps.filter(isNewest).map(({ resource }) => resource)
}

/** What it says without what the server says of it; members in any order. */
function contentOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(contentOf).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).filter(([name]) => name !== 'meta')
  return `{${members
    .map(([name, inner]) => `${JSON.stringify(name)}:${contentOf(inner)}`)
    .toSorted()
    .join(',')}}`
}

/** The versions of one resource than which none is newer, equal ones once. */
function newestVersions(versions: readonly FhirResource[]): readonly FhirResource[] {
  const newest = latestOf(versions)
  const byContent = new Map(newest.map((version) => [contentOf(version), version]))
  return byContent.size === 0 ? versions : [...byContent.values()]
}

/**
 * Of each `Type/id` the newest version, whatever order they come in: a search that runs while a
 * value is corrected, or two searches, bring both. Without an id each resource is one of its own.
 */
export function currentVersions(all: readonly FhirResource[]): CurrentVersions {
  const byReference = new Map<string, FhirResource[]>()
  for (const resource of all) {
    if (typeof resource['id'] !== 'string') continue
    const reference = referenceTo(resource)
    const versions = byReference.get(reference)
    if (versions === undefined) byReference.set(reference, [resource])
    else versions.push(resource)
  }
  const repeated = [...byReference].filter(([, versions]) => versions.length > 1)
  if (repeated.length === 0) return { resources: all, disputed: new Set() }
  const kept = new Map(
    repeated.map(([reference, versions]) => [reference, new Set(newestVersions(versions))]),
  )
  const disputed = [...kept].flatMap(([reference, { size }]) => (size > 1 ? [reference] : []))
  const resources = all.filter((resource) => {
    const newest = typeof resource['id'] === 'string' ? kept.get(referenceTo(resource)) : undefined
    return newest === undefined || newest.has(resource)
  })
  return { resources, disputed: new Set(disputed) }
}
