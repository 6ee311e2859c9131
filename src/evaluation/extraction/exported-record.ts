import { OMITTED, type PrefetchSlot, type PrefetchSlots } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { isOrderType, ORDER_TYPES } from '../../clinical/fhir/ordered-codes.ts'
import type { Service } from '../../hook/service.ts'

// A BodyStructure says of which place an Observation is.
export const OBSERVED: readonly string[] = ['Observation', 'DiagnosticReport', 'BodyStructure']

const CLINICAL: readonly string[] = ['Patient', 'Condition', 'Procedure']

/** The types that an export is read for. */
export const EXPORTED: ReadonlySet<string> = new Set([...CLINICAL, ...ORDER_TYPES, ...OBSERVED])

/** Types without which nothing can be told of a patient, or hardly anything. */
export const NEEDED: readonly string[] = [...CLINICAL, 'Observation']

/** What is known of the lines that a record was made from. */
export interface ExportCompleteness {
  /** Whether the export has a type at all. */
  readonly hasType: (type: string) => boolean
  /** Whether something of these types may be missing from a patient's record. */
  readonly isPartial: (patientId: string, types: readonly string[]) => boolean
}

export interface ExportedPatient {
  readonly patientId: string
  readonly resources: readonly FhirResource[]
}

/**
 * The types under a prefetch key. An order that was lost may have been that of an earlier
 * treatment.
 */
const TYPES = {
  patient: ['Patient'],
  diagnoses: ['Condition'],
  procedures: ['Procedure', ...ORDER_TYPES],
  observed: OBSERVED,
} as const satisfies Readonly<Record<string, readonly string[]>>

const ofTypes = (resources: readonly FhirResource[], types: readonly string[]) =>
  resources.filter(({ resourceType }) => types.includes(resourceType))

/**
 * The lines of one patient as the slots that the prefetch of the service would bring.
 *
 * @param inputs - What is read of the record.
 */
export function toSlots(
  { patientId, resources }: ExportedPatient,
  { keys }: Pick<Service, 'keys'>,
  inputs: readonly { readonly prefetchKey: string }[],
  { hasType, isPartial }: ExportCompleteness,
): PrefetchSlots {
  const slot = (types: readonly string[], held: readonly FhirResource[]): PrefetchSlot => {
    const [type = ''] = types
    if (!hasType(type)) return OMITTED
    const unread = isPartial(patientId, types) ? (['unreadable-resource'] as const) : []
    return { kind: 'supplied', by: 'fhir-server', resources: held, unread }
  }
  const [first = '', ...others] = new Set(inputs.map(({ prefetchKey }) => prefetchKey))
  // What is observed stands under one key; the readings look under all.
  const empty = slot(TYPES.observed, [])
  return {
    [keys.patient]: slot(TYPES.patient, ofTypes(resources, TYPES.patient)),
    [keys.diagnoses]: slot(TYPES.diagnoses, ofTypes(resources, TYPES.diagnoses)),
    [keys.procedures]: slot(TYPES.procedures, ofTypes(resources, ['Procedure'])),
    ...Object.fromEntries(others.map((key) => [key, empty])),
    [first]: slot(TYPES.observed, ofTypes(resources, OBSERVED)),
  }
}

export const ordersAmong = (resources: readonly FhirResource[]): readonly FhirResource[] =>
  resources.filter(({ resourceType }) => isOrderType(resourceType))

export const observedAmong = (resources: readonly FhirResource[]): readonly FhirResource[] =>
  ofTypes(resources, OBSERVED)
