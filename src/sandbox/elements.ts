import { tryGetDataType } from '@medplum/core'
import type { Bundle, Coding, Resource } from '@medplum/fhirtypes'

const SUBSETTED: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
  display: 'subsetted',
}

/** The names in `_elements`; nothing when it is not asked for. */
export function elementsIn(url: string): readonly string[] | undefined {
  const named = new URLSearchParams(url.split('?')[1] ?? '').getAll('_elements')
  const names = named.flatMap((list) => list.split(',')).map((name) => name.trim())
  const given = names.filter((name) => name !== '')
  return given.length === 0 ? undefined : given
}

/** Of a name that begins with a type, the rest where the type is this one. */
function nameFor(type: string, name: string): string | undefined {
  const [first = '', second] = name.split('.')
  if (second === undefined) return first
  return first === type ? second : undefined
}

/** Names of `value[x]` and the like stand for each of their forms. */
const stands = (name: string, member: string) =>
  member === name ||
  member === `_${name}` ||
  (member.startsWith(name) && /^[A-Z]/.test(member.slice(name.length)) && isChoice(name))

const CHOICES = ['value', 'effective', 'onset', 'abatement', 'performed', 'occurrence', 'deceased']
const isChoice = (name: string) => CHOICES.includes(name)

function subsetOf<T extends Resource>(resource: T, names: readonly string[]): T {
  const { resourceType, meta = {} } = resource
  const mandatory = tryGetDataType(resourceType)?.mandatoryProperties ?? new Set()
  const wanted = names.flatMap((name) => nameFor(resourceType, name) ?? [])
  const kept = Object.entries(resource).filter(
    ([member]) =>
      ['resourceType', 'id'].includes(member) ||
      mandatory.has(member) ||
      wanted.some((name) => stands(name, member)),
  )
  return {
    ...(Object.fromEntries(kept) as unknown as T),
    meta: { ...meta, tag: [...(meta.tag ?? []), SUBSETTED] },
  }
}

const inBundle = (bundle: Bundle, names: readonly string[]): Bundle => ({
  ...bundle,
  ...(bundle.entry === undefined
    ? {}
    : {
        entry: bundle.entry.map((entry) =>
          entry.resource === undefined || entry.search?.mode !== 'match'
            ? entry
            : { ...entry, resource: subsetOf(entry.resource, names) },
        ),
      }),
})

/**
 * A resource, or the matches of a search, with the named elements and the mandatory ones alone, and
 * marked so that nobody takes them for the whole. https://hl7.org/fhir/R4/search.html#elements
 */
export function withElements(resource: Resource, names: readonly string[]): Resource {
  if (resource.resourceType === 'OperationOutcome') return resource
  return resource.resourceType === 'Bundle' ? inBundle(resource, names) : subsetOf(resource, names)
}
