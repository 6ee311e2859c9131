import { isJsonObject, type JsonObject, nonBlank, objects, valuesAt } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'
import type { Resolve } from './bundle-entries.ts'
import { type Concept, readConcepts } from './concept.ts'
import { type FhirResource, readReference } from './resource.ts'

/**
 * Where each resource type says what is ordered. A procedure is a ServiceRequest in R4 and a
 * ProcedureRequest in STU3; sites also order it by its drug (MedicationRequest), its beads
 * (DeviceRequest), or as an order set (RequestGroup, in R5 RequestOrchestration; CarePlan).
 */
const CODE_PATHS = toLookup<readonly (readonly string[])[]>({
  ServiceRequest: [
    ['code'],
    ['orderDetail'],
    ['orderDetail', 'parameter', 'valueCodeableConcept'],
    ['orderDetail', 'parameter', 'valueString'],
  ],
  ProcedureRequest: [['code']],
  MedicationRequest: [['medicationCodeableConcept'], ['medication']],
  DeviceRequest: [['codeCodeableConcept'], ['code']],
  RequestGroup: [['code']],
  RequestOrchestration: [['code']],
  CarePlan: [['category']],
})

/** The resource types by which something is ordered. */
export const ORDER_TYPES: readonly string[] = Object.keys(CODE_PATHS)

export function isOrderType(resourceType: string): boolean {
  return resourceType in CODE_PATHS
}

const asConcepts = (value: unknown): readonly Concept[] =>
  typeof value === 'string' ? [{ codings: [], text: value }] : readConcepts(value)

const conceptsAt = (resource: FhirResource, paths: readonly (readonly string[])[]) =>
  paths.flatMap((path) => valuesAt(resource, path)).flatMap(asConcepts)

/** The actions of an order set, and the actions within them. */
export const actionsIn = (group: JsonObject): readonly JsonObject[] =>
  objects(group['action']).flatMap((action) => [action, ...actionsIn(action)])

/** Where what an order refers to says what it is: a drug, a device, the definition of an activity. */
const NAME_PATHS = [
  ['code'],
  ['ingredient', 'itemCodeableConcept'],
  ['ingredient', 'item'],
  ['type'],
  ['deviceName', 'name'],
  ['name', 'value'],
  ['title'],
]

/** What an order refers to, in R5 by its code itself: its name, else what is displayed of it. */
function codesReferredTo(resource: FhirResource, resolve: Resolve): readonly Concept[] {
  const { medicationReference, medication, codeReference, code } = resource
  const inConcepts = [medication, code].map((value) =>
    isJsonObject(value) ? value['reference'] : undefined,
  )
  const sent = [medicationReference, codeReference, ...inConcepts].find(isJsonObject)
  const reference = readReference(sent)
  const target = reference === undefined ? undefined : resolve(reference, resource)
  const names = target === undefined ? [] : conceptsAt(target, NAME_PATHS)
  return names.length > 0 ? names : asConcepts(nonBlank(sent?.['display']))
}

/** What an order says is ordered, by whatever element. */
export function readCodes(resource: FhirResource, resolve: Resolve): readonly Concept[] {
  const paths = CODE_PATHS[resource.resourceType]
  if (paths === undefined) return []
  const inActions = actionsIn(resource).flatMap((action) =>
    ['code', 'textEquivalent', 'title'].flatMap((member) => asConcepts(action[member])),
  )
  return [...conceptsAt(resource, paths), ...inActions, ...codesReferredTo(resource, resolve)]
}
