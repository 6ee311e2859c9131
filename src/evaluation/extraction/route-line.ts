import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { ValueSet } from '../../clinical/terminology/value-set.ts'
import { EXPORTED, OBSERVED } from './exported-record.ts'
import { patientKeyOf, patientToldIn } from './patient-key.ts'
import { isRelevant } from './relevant-observations.ts'

const ALL_TYPES: readonly string[] = [...EXPORTED]

/** Whose record a line of an export belongs to. */
export type Route =
  | { readonly kind: 'patient'; readonly id: string; readonly isObserved: boolean }
  /** The record of the Patient who has one of these identifiers, `system|value`. */
  | { readonly kind: 'named-by-identifier'; readonly identifiers: readonly string[] }
  /** It can be read, and names nobody. */
  | { readonly kind: 'no-patient' }
  /** Nothing is read from it, whoever it is of. */
  | { readonly kind: 'irrelevant' }

/** A key must be able to stand in front of a line. */
const isKey = (id: string) => !/[\t\n\r]/.test(id)

/** @param codes - Without one of them an Observation cannot matter. */
export function routeOf(resource: FhirResource, codes: ValueSet): Route {
  const isObserved = OBSERVED.includes(resource.resourceType)
  if (isObserved && !isRelevant(resource, codes)) return { kind: 'irrelevant' }
  const key = patientKeyOf(resource)
  if (key.kind === 'named-by-identifier') return key
  return key.kind === 'patient' && isKey(key.id)
    ? { kind: 'patient', id: key.id, isObserved }
    : { kind: 'no-patient' }
}

/** What a line may be missing from that cannot be read. */
export interface UnreadRoute {
  readonly types: readonly string[]
  /** Nothing when it may be of anybody. */
  readonly patientId: string | undefined
}

/**
 * @param type - What the line names in front.
 * @param otherwise - The one type of its source, when it has one.
 */
export function routeOfUnread(
  { why, text }: { readonly why: string; readonly text: string },
  type: string | undefined,
  otherwise: string | undefined,
): UnreadRoute {
  // What followed upon a line that is cut off may have been of anybody, and of any type of its source.
  const isCutOff = why === 'cut-off'
  const known = isCutOff ? otherwise : (type ?? otherwise)
  const patientId = isCutOff ? undefined : patientToldIn(text, type)
  return {
    types: known === undefined ? ALL_TYPES : [known],
    patientId: patientId !== undefined && isKey(patientId) ? patientId : undefined,
  }
}
