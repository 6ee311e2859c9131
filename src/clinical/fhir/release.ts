import { elements, isJsonObject, type JsonObject, objects } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'
import type { FhirResource } from './resource.ts'

/** The releases of FHIR that are read. R4B differs from R4 in nothing that is read. */
export type FhirRelease = 'R4' | 'R5'

/** What may be read, in words. */
export const RELEASES_SERVED = 'R4 (4.0), R4B (4.3) and R5 (5.0)'

/** The release of a `fhirVersion`: `4.0`, `4.0.1`, `4.3.0`, `5.0`; nothing of any that is not read. */
export function releaseOf(version: string): FhirRelease | undefined {
  if (/^4\.[03](?:\.\d+)?$/.test(version)) return 'R4'
  return /^5\.0(?:\.\d+)?$/.test(version) ? 'R5' : undefined
}

const isPresent = (value: unknown) => value !== undefined && value !== null

/** Whether a value is a concept or a reference, as R5 has both in one element. */
const isCodeableReference = (value: unknown) =>
  isJsonObject(value) && (isJsonObject(value['concept']) || isJsonObject(value['reference']))

const isConcept = (value: unknown) =>
  isJsonObject(value) && (isPresent(value['coding']) || isPresent(value['text']))

type Mark = readonly [FhirRelease, (order: JsonObject) => boolean]

const has =
  (...members: readonly string[]) =>
  (resource: JsonObject) =>
    members.some((member) => isPresent(resource[member]))

const anyOf = (member: string, isMark: (value: unknown) => boolean) => (resource: JsonObject) =>
  elements(resource[member]).some(isMark)

/** Why something is ordered, in every order that says so. */
const REASON: readonly Mark[] = [
  ['R4', has('reasonCode', 'reasonReference')],
  ['R5', anyOf('reason', isCodeableReference)],
]

const CODE: readonly Mark[] = [
  ['R4', ({ code }) => isConcept(code)],
  ['R5', ({ code }) => isCodeableReference(code)],
]

const hasActivity = (...members: readonly string[]) =>
  anyOf('activity', (activity) => isJsonObject(activity) && has(...members)(activity))

/** How the releases differ in the elements of orders that are read, by resource type. */
const MARKS = toLookup<readonly Mark[]>({
  ServiceRequest: [
    ...CODE,
    ...REASON,
    ['R4', ({ patientInstruction }) => typeof patientInstruction === 'string'],
    ['R5', ({ patientInstruction }) => Array.isArray(patientInstruction)],
    ['R4', anyOf('orderDetail', isConcept)],
    ['R5', anyOf('orderDetail', (detail) => isJsonObject(detail) && has('parameter')(detail))],
  ],
  MedicationRequest: [
    ...REASON,
    ['R4', has('medicationCodeableConcept', 'medicationReference')],
    ['R5', ({ medication }) => isCodeableReference(medication)],
  ],
  DeviceRequest: [
    ...REASON,
    ['R4', has('codeCodeableConcept', 'codeReference')],
    ['R5', ({ code }) => isCodeableReference(code)],
  ],
  RequestGroup: [['R4', () => true]],
  RequestOrchestration: [['R5', () => true]],
  CarePlan: [
    ['R4', hasActivity('detail', 'reference')],
    ['R5', hasActivity('plannedActivityReference', 'performedActivity')],
    ['R5', ({ addresses }) => objects(addresses).some(isCodeableReference)],
  ],
})

/** The releases that the shape of an order speaks for; none where it would be the same in both. */
export function releasesOf(order: FhirResource): readonly FhirRelease[] {
  const marks = MARKS[order.resourceType] ?? []
  return [...new Set(marks.flatMap(([release, isMark]) => (isMark(order) ? [release] : [])))]
}
