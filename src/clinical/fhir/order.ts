import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Concept, readConcepts } from './concept.ts'
import { parseDateTime, readTime, type TimeSpan } from './date-time.ts'
import { type FhirResource, isFhirResource, localReferences, referenceTo } from './resource.ts'
import { toLookup } from '../../base/lookup.ts'

/** An order, of whatever resource type it is. */
export interface OrderView {
  /** `Type/id`, as `selections` name it. */
  readonly reference: string
  /** What is ordered. */
  readonly codes: readonly Concept[]
  /** Why: concepts, and references to Conditions. */
  readonly reasons: readonly Concept[]
  readonly reasonReferences: readonly string[]
  readonly bodySites: readonly Concept[]
  /** Further text by the person who orders: details, notes, instructions. */
  readonly notes: readonly string[]
  /** Not cancelled, not completed, and not an order to abstain. */
  readonly isLive: boolean
  readonly priority: string | undefined
  readonly authoredOn: TimeSpan | undefined
  readonly occurrence: TimeSpan | undefined
  readonly contained: readonly FhirResource[]
}

/**
 * Where each resource type says what is ordered. A procedure is a ServiceRequest in R4 and a
 * ProcedureRequest in STU3; sites also order it by its drug (MedicationRequest), its beads
 * (DeviceRequest), or as an order set (RequestGroup, CarePlan).
 */
const CODE_PATHS = toLookup<readonly (readonly string[])[]>({
  ServiceRequest: [['code'], ['orderDetail']],
  ProcedureRequest: [['code']],
  MedicationRequest: [['medicationCodeableConcept'], ['medication']],
  DeviceRequest: [['codeCodeableConcept'], ['code']],
  RequestGroup: [['code'], ['action', 'code'], ['action', 'textEquivalent']],
  CarePlan: [['category'], ['activity', 'detail', 'code']],
})

const ENDED = ['cancelled', 'revoked', 'stopped', 'completed', 'entered-in-error', 'ended']

function valuesAt(value: unknown, [head, ...rest]: readonly string[]): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (head === undefined) return list
  return list.filter(isJsonObject).flatMap((element) => valuesAt(element[head], rest))
}

const asConcepts = (value: unknown): readonly Concept[] =>
  typeof value === 'string' ? [{ codings: [], text: value }] : readConcepts(value)

function readNotes(resource: JsonObject): readonly string[] {
  const notes = objects(resource['note']).map(({ text }) => text)
  return [...notes, resource['patientInstruction'], resource['title'], resource['description']]
    .map(nonBlank)
    .filter((text) => text !== undefined)
}

function readReasonReferences(resource: JsonObject): readonly string[] {
  return localReferences([
    ...objects(resource['reasonReference']),
    ...objects(resource['addresses']),
  ])
}

export function isOrderType(resourceType: string): boolean {
  return resourceType in CODE_PATHS
}

/** Nothing when the resource type is no order, or nothing says what is ordered. */
export function readOrder(resource: FhirResource): OrderView | undefined {
  const codes = (CODE_PATHS[resource.resourceType] ?? [])
    .flatMap((path) => valuesAt(resource, path))
    .flatMap(asConcepts)
  if (codes.length === 0) return undefined
  const authoredOn = nonBlank(resource['authoredOn'])
  return {
    reference: referenceTo(resource),
    codes,
    reasons: [...readConcepts(resource['reasonCode']), ...readConcepts(resource['reason'])],
    reasonReferences: readReasonReferences(resource),
    bodySites: readConcepts(resource['bodySite']),
    notes: readNotes(resource),
    isLive:
      !ENDED.includes(nonBlank(resource['status']) ?? '') && resource['doNotPerform'] !== true,
    priority: nonBlank(resource['priority']),
    authoredOn: authoredOn === undefined ? undefined : parseDateTime(authoredOn),
    occurrence: readTime(resource, 'occurrence'),
    contained: elements(resource['contained']).filter(isFhirResource),
  }
}
