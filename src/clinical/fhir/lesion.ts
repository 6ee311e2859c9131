import { type JsonObject, objects } from '../../base/json.ts'
import { type Concept, readConcept } from './concept.ts'
import { localReference, readReference } from './resource.ts'

/** A lesion, or the body site that stands for one. */
export interface Lesion {
  /** Equal for the same lesion of one record. */
  readonly key: string
  /** The body site, when the record names no lesion of its own. */
  readonly site: Concept | undefined
}

const firstReference = (values: readonly unknown[]) =>
  values.map(readReference).find((reference) => reference !== undefined)

/**
 * The lesion that an Observation is of: a BodyStructure or other `focus`, R5's `bodyStructure`,
 * else the body site.
 */
export function readLesion(resource: JsonObject): Lesion | undefined {
  const { focus, bodyStructure, bodySite } = resource
  if (focus !== undefined || bodyStructure !== undefined) {
    const reference = firstReference([...objects(focus), bodyStructure])
    if (reference !== undefined) return { key: localReference(reference), site: undefined }
  }
  if (bodySite === undefined) return undefined
  const site = readConcept(bodySite)
  const key = site?.codings[0]?.code ?? site?.text
  return key === undefined ? undefined : { key, site }
}

/** The ImagingStudy that an Observation is derived from or part of. */
export function readStudy(resource: JsonObject): string | undefined {
  const { derivedFrom, partOf } = resource
  if (derivedFrom === undefined && partOf === undefined) return undefined
  return [...objects(derivedFrom), ...objects(partOf)]
    .map(readReference)
    .filter((reference) => reference !== undefined)
    .map(localReference)
    .find((reference) => reference.startsWith('ImagingStudy/'))
}
