import { elements, isJsonObject, type JsonObject, objects } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'
import type { FhirResource } from './resource.ts'

/** An element of R4, and what R5 has in its place. */
type Rename = readonly [from: string, to: string, change: (value: unknown) => unknown]

const asList = (value: unknown): readonly JsonObject[] =>
  isJsonObject(value) ? [value] : objects(value)

const concepts = (value: unknown) => asList(value).map((concept) => ({ concept }))
const references = (value: unknown) => asList(value).map((reference) => ({ reference }))
const concept = (value: unknown) => ({ concept: value })

/** R5 has concepts and references of one meaning in one element. https://hl7.org/fhir/R5/diff.html */
const REASON: readonly Rename[] = [
  ['reasonCode', 'reason', concepts],
  ['reasonReference', 'reason', references],
]

const CHANGES = toLookup<readonly Rename[]>({
  ServiceRequest: [
    ['code', 'code', concept],
    ...REASON,
    ['locationCode', 'location', concepts],
    ['locationReference', 'location', references],
    ['supportingInfo', 'supportingInfo', references],
    [
      'patientInstruction',
      'patientInstruction',
      (instructionMarkdown) => [{ instructionMarkdown }],
    ],
    [
      'orderDetail',
      'orderDetail',
      (details) =>
        asList(details).map((detail) => ({
          parameter: [{ code: { text: 'detail' }, valueCodeableConcept: detail }],
        })),
    ],
  ],
  Task: [...REASON],
  RiskAssessment: [...REASON],
})

/** An R4 resource as R5 has it; of types that are the same in both, the same. */
export function toR5(resource: FhirResource): FhirResource {
  const changes = CHANGES[resource.resourceType]
  if (changes === undefined) return resource
  const changed = changes.map(([from]) => from)
  const same = Object.entries(resource).filter(([element]) => !changed.includes(element))
  const made = new Map<string, unknown>(same)
  for (const [from, to, change] of changes) {
    const value = resource[from]
    if (value === undefined) continue
    const before = elements(made.get(to))
    const now = change(value)
    made.set(to, Array.isArray(now) ? [...before, ...elements(now)] : now)
  }
  return Object.fromEntries(made) as FhirResource
}
