import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { readConcept } from '../../clinical/fhir/concept.ts'
import type { BoardDefinition } from '../../hook/board.ts'
import type { Service } from '../../hook/service.ts'
import { elements, type JsonObject, objects } from '../../base/json.ts'
import {
  type AuxiliaryInput,
  type PredictorDefinition,
  searchedCodes,
} from '../../clinical/readings/input-definition.ts'
import {
  type Coding,
  hasMember,
  toValueSet,
  type ValueSet,
} from '../../clinical/terminology/value-set.ts'

export type Input = PredictorDefinition | AuxiliaryInput

/** Everything that is read of a record for a service and a board of scores. */
export const inputsOf = (
  { inputs }: Service,
  board: BoardDefinition | undefined,
): readonly Input[] => [...inputs.predictors, ...inputs.auxiliaries, ...(board?.readings ?? [])]

/** The codes under which something can be recorded that is read. */
export const codesOf = (inputs: readonly Input[], more: readonly Coding[]): ValueSet =>
  toValueSet('relevant', 'relevant', [
    ...inputs.flatMap(searchedCodes).flatMap(({ codings }) => codings),
    ...more,
  ])

/** Panels and reports say which values are of one occasion. */
const LISTS_OF_PARTS = ['hasMember', 'result', 'related']

const listsParts = (resource: FhirResource) =>
  LISTS_OF_PARTS.some((name) => elements(resource[name]).length > 0)

function namesOneOf(codes: ValueSet, { code }: JsonObject): boolean {
  const concept = readConcept(code)
  return concept !== undefined && hasMember(concept.codings, codes)
}

/** Whether a resource, a component or something contained in it is called by one of these codes. */
const statesOneOf = (codes: ValueSet, resource: JsonObject): boolean =>
  namesOneOf(codes, resource) ||
  objects(resource['component']).some((component) => namesOneOf(codes, component)) ||
  objects(resource['contained']).some((contained) => statesOneOf(codes, contained))

/** Whether an Observation or report can matter to a reading under these codes. */
export const isRelevant = (resource: FhirResource, codes: ValueSet): boolean =>
  resource.resourceType === 'BodyStructure' || listsParts(resource) || statesOneOf(codes, resource)
