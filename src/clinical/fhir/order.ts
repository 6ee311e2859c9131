import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Concept, readConcepts } from './concept.ts'
import { parseDateTime, readTime, type TimeSpan } from './date-time.ts'
import { toLookup } from '../../base/lookup.ts'
import { type Resolve, toResolve } from './bundle-entries.ts'
import { readReasons, type ReasonReference } from './clinical-record.ts'
import { type FhirRelease, releasesOf } from './release.ts'
import { type FhirResource, isFhirResource, readReference, referenceTo } from './resource.ts'

/** An order, of whatever resource type it is. */
export interface OrderView {
  /** `Type/id`, as `selections` name it. */
  readonly reference: string
  /** What is ordered. */
  readonly codes: readonly Concept[]
  /** Why: concepts, and references to Conditions that were not at hand. */
  readonly reasons: readonly Concept[]
  readonly reasonReferences: readonly ReasonReference[]
  readonly bodySites: readonly Concept[]
  /** Further text by the person who orders: details, notes, instructions. */
  readonly notes: readonly string[]
  /** Not cancelled, not completed, and not an order to abstain. */
  readonly isLive: boolean
  readonly priority: string | undefined
  readonly authoredOn: TimeSpan | undefined
  readonly occurrence: TimeSpan | undefined
  readonly contained: readonly FhirResource[]
  /** The FHIR releases that its shape speaks for; none where it would be the same in each. */
  readonly releases?: readonly FhirRelease[]
}

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

/** What the actions of an order set and the actions within them order. */
function codesOfActions(group: JsonObject): readonly Concept[] {
  return objects(group['action']).flatMap((action) => [
    ...['code', 'textEquivalent', 'title'].flatMap((member) => asConcepts(action[member])),
    ...codesOfActions(action),
  ])
}

/** The drug that an order refers to: its name and its ingredients, else what is displayed. */
function codesOfMedication(resource: FhirResource, resolve: Resolve): readonly Concept[] {
  const { medicationReference, medication } = resource
  const sent =
    medicationReference ?? (isJsonObject(medication) ? medication['reference'] : undefined)
  const reference = readReference(sent)
  const drug = reference === undefined ? undefined : resolve(reference, resource)
  if (drug === undefined) return isJsonObject(sent) ? asConcepts(nonBlank(sent['display'])) : []
  const ingredients = ['itemCodeableConcept', 'item'].flatMap((item) =>
    valuesAt(drug, ['ingredient', item]),
  )
  return [...readConcepts(drug['code']), ...ingredients.flatMap(asConcepts)]
}

function readNotes(resource: JsonObject): readonly string[] {
  const notes = objects(resource['note']).map(({ text }) => text)
  const { patientInstruction, title, description } = resource
  // R4 has one text, R5 a list of texts.
  const instructions = objects(patientInstruction).map((one) => one['instructionMarkdown'])
  return [...notes, patientInstruction, ...instructions, title, description]
    .map(nonBlank)
    .filter((text) => text !== undefined)
}

/** The resource types by which something is ordered. */
export const ORDER_TYPES: readonly string[] = Object.keys(CODE_PATHS)

export function isOrderType(resourceType: string): boolean {
  return resourceType in CODE_PATHS
}

const actionsIn = (group: JsonObject): readonly JsonObject[] =>
  objects(group['action']).flatMap((action) => [action, ...actionsIn(action)])

/**
 * The orders that a plan or an order set contains and refers to: what they say it says. One that
 * stands beside it is an order of its own.
 */
function containedOrders(resource: FhirResource): readonly FhirResource[] {
  const contained = elements(resource['contained']).filter(isFhirResource)
  if (contained.length === 0) return []
  const activities = objects(resource['activity'])
  const named = new Set(
    [
      ...activities.map(({ plannedActivityReference }) => plannedActivityReference),
      ...activities.map(({ reference }) => reference),
      ...actionsIn(resource).map((action) => action['resource']),
    ].map(readReference),
  )
  return contained.filter(
    ({ resourceType, id }) => isOrderType(resourceType) && named.has(`#${String(id)}`),
  )
}

function readCodes(resource: FhirResource, resolve: Resolve): readonly Concept[] {
  const paths = CODE_PATHS[resource.resourceType]
  if (paths === undefined) return []
  return [
    ...paths.flatMap((path) => valuesAt(resource, path)).flatMap(asConcepts),
    ...codesOfActions(resource),
    ...codesOfMedication(resource, resolve),
  ]
}

/**
 * Nothing when the resource type is no order, or nothing says what is ordered.
 *
 * @param resolve - Finds what the order refers to; what it contains is found without.
 */
export function readOrder(
  resource: FhirResource,
  resolve: Resolve = toResolve([]),
): OrderView | undefined {
  const parts = [resource, ...containedOrders(resource)]
  const codes = parts.flatMap((part) => readCodes(part, resolve))
  if (codes.length === 0) return undefined
  const reasons = parts.map((part) => readReasons(part, resolve))
  const authoredOn = nonBlank(resource['authoredOn'])
  return {
    reference: referenceTo(resource),
    codes,
    reasons: reasons.flatMap(({ concepts }) => concepts),
    reasonReferences: reasons.flatMap(({ references }) => references),
    bodySites: parts.flatMap((part) => readConcepts(part['bodySite'])),
    notes: parts.flatMap(readNotes),
    releases: [...new Set(parts.flatMap(releasesOf))],
    isLive:
      !ENDED.includes(nonBlank(resource['status']) ?? '') && resource['doNotPerform'] !== true,
    priority: nonBlank(resource['priority']),
    authoredOn: authoredOn === undefined ? undefined : parseDateTime(authoredOn),
    occurrence: readTime(resource, 'occurrence'),
    contained: elements(resource['contained']).filter(isFhirResource),
  }
}
