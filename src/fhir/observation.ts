import { isJsonObject, nonBlank, objects } from '../kernel/index.ts'
import { type Concept, readConcept } from './concept.ts'
import { readTime, type TimeSpan } from './date-time.ts'
import { type FhirResource, localReference, readReference, referenceTo } from './resource.ts'

/** A Quantity, as it was sent. */
export interface QuantityAsSent {
  readonly value: number
  readonly comparator?: string | undefined
  readonly unit?: string | undefined
  readonly system?: string | undefined
  readonly code?: string | undefined
}

/** The value of an Observation, of the kinds that are read. */
export type ObservationValue =
  | { readonly kind: 'quantity'; readonly quantity: QuantityAsSent }
  | { readonly kind: 'concept'; readonly concept: Concept }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'boolean'; readonly boolean: boolean }

/** What is read of an Observation. */
export interface ObservationView {
  readonly reference: string
  readonly status: string | undefined
  readonly code: Concept
  readonly value: ObservationValue | undefined
  readonly time: TimeSpan | undefined
  /** Why there is no value, when the laboratory says so. */
  readonly dataAbsentReason: Concept | undefined
  readonly specimen: string | undefined
  /**
   * What the value is of, within the patient: a BodyStructure in `focus`, else the body site's
   * name.
   */
  readonly lesion: string | undefined
  /** An extension that changes the meaning and that is not understood here. */
  readonly hasModifier: boolean
}

function readQuantity(value: unknown): QuantityAsSent | undefined {
  if (!isJsonObject(value) || typeof value['value'] !== 'number') return undefined
  if (!Number.isFinite(value['value'])) return undefined
  return {
    value: value['value'],
    comparator: nonBlank(value['comparator']),
    unit: nonBlank(value['unit']),
    system: nonBlank(value['system']),
    code: nonBlank(value['code']),
  }
}

function readValue(resource: FhirResource): ObservationValue | undefined {
  const quantity = readQuantity(resource['valueQuantity'])
  if (quantity !== undefined) return { kind: 'quantity', quantity }
  const concept = readConcept(resource['valueCodeableConcept'])
  if (concept !== undefined) return { kind: 'concept', concept }
  const text = nonBlank(resource['valueString'])
  if (text !== undefined) return { kind: 'text', text }
  const boolean = resource['valueBoolean']
  return typeof boolean === 'boolean' ? { kind: 'boolean', boolean } : undefined
}

function readLesion(resource: FhirResource): string | undefined {
  for (const focus of objects(resource['focus'])) {
    const reference = readReference(focus)
    if (reference !== undefined) return localReference(reference)
  }
  const site = readConcept(resource['bodySite'])
  return site?.codings[0]?.code ?? site?.text
}

/** An Observation as this project reads it; nothing when it has no code. */
export function readObservation(resource: FhirResource): ObservationView | undefined {
  const code = readConcept(resource['code'])
  if (resource.resourceType !== 'Observation' || code === undefined) return undefined
  const specimen = readReference(resource['specimen'])
  return {
    reference: referenceTo(resource),
    status: nonBlank(resource['status']),
    code,
    value: readValue(resource),
    time: readTime(resource, 'effective'),
    dataAbsentReason: readConcept(resource['dataAbsentReason']),
    specimen: specimen === undefined ? undefined : localReference(specimen),
    lesion: readLesion(resource),
    hasModifier: objects(resource['modifierExtension']).length > 0,
  }
}
