import { type JsonObject, isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { findContained, type FhirResource, readReference } from './resource.ts'

/**
 * What a value traces to, by name, else by reference or identifier; nothing where the record does
 * not say.
 */
export interface Origin {
  /** The person, organization or device that states it. */
  readonly by?: string | undefined
  /** The study or sample that it is of, else the order that both are known by. */
  readonly of?: string | undefined
}

/** A person's or an organization's own name. */
function nameOf({ name }: JsonObject): string | undefined {
  const [human] = objects(name)
  if (human === undefined) return nonBlank(name)
  const { text, given, family } = human
  const parts = [...(Array.isArray(given) ? (given as unknown[]) : []), family]
  return nonBlank(text) ?? nonBlank(parts.filter((part) => typeof part === 'string').join(' '))
}

/** By what a FHIR Reference may be followed: a local name is none outside of its resource. */
function addressIn({ identifier, ...reference }: JsonObject): string | undefined {
  const address = readReference(reference)
  if (address !== undefined && !address.startsWith('#')) return address
  return isJsonObject(identifier) ? nonBlank(identifier['value']) : undefined
}

/** What a FHIR Reference calls what it refers to; of the patient no name. */
function calledIn(reference: JsonObject, within: FhirResource): string | undefined {
  const address = readReference(reference) ?? ''
  if (reference['type'] === 'Patient' || /(?:^|\/)Patient\//.test(address)) return 'Patient'
  const contained = address.startsWith('#') ? findContained(address.slice(1), within) : undefined
  return nonBlank(reference['display']) ?? (contained && nameOf(contained)) ?? addressIn(reference)
}

/** The first name among references, or lists of them, in their order. */
function firstCalled(values: readonly unknown[], within: FhirResource): string | undefined {
  for (const value of values) {
    if (value === undefined) continue
    for (const reference of isJsonObject(value) ? [value] : objects(value)) {
      const name = calledIn(reference, within)
      if (name !== undefined) return name
    }
  }
  return undefined
}

const isOfStudy = (reference: JsonObject): boolean =>
  reference['type'] === 'ImagingStudy' ||
  /(?:^|\/)ImagingStudy\//.test(readReference(reference) ?? '')

/**
 * The origin of what a resource states: of an Observation, DiagnosticReport or Condition.
 *
 * @param device - What measured it, where that is known.
 */
export function readOrigin(resource: FhirResource, device?: string): Origin {
  const { performer, resultsInterpreter, asserter, recorder } = resource
  const { imagingStudy, study, derivedFrom, partOf, specimen, basedOn } = resource
  const isWithoutParts = derivedFrom === undefined && partOf === undefined
  const studies = isWithoutParts
    ? undefined
    : [...objects(derivedFrom), ...objects(partOf)].filter(isOfStudy)
  return {
    by: firstCalled([performer, resultsInterpreter, asserter, recorder], resource) ?? device,
    of: firstCalled([studies, imagingStudy, study, specimen, basedOn], resource),
  }
}

/** What a resource does not say of its origin, the resources around it may say. */
export const originWithin = (own: Origin, around: readonly Origin[]): Origin =>
  around.length === 0
    ? own
    : {
        by: own.by ?? around.find(({ by }) => by !== undefined)?.by,
        of: own.of ?? around.find(({ of }) => of !== undefined)?.of,
      }

const joined = (names: readonly (string | undefined)[]): string | undefined => {
  const known = names.filter((name) => name !== undefined)
  return known.length < names.length || known.length === 0
    ? undefined
    : [...new Set(known)].join(' / ')
}

/** The origin of what was made of several values: it is known where that of each is. */
export const originOfAll = (origins: readonly (Origin | undefined)[]): Origin => ({
  by: joined(origins.map((origin) => origin?.by)),
  of: joined(origins.map((origin) => origin?.of)),
})
