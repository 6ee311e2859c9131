import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { readStatements } from '../../clinical/fhir/statements.ts'
import type { Service } from '../../hook/service.ts'
import { elements } from '../../base/json.ts'
import { searchedCodes } from '../../clinical/readings/input-definition.ts'
import { hasMember, toValueSet, type ValueSet } from '../../clinical/terminology/value-set.ts'

export function codesOfInputs({ inputs }: Service): ValueSet {
  const sets = [...inputs.predictors, ...inputs.auxiliaries].flatMap(searchedCodes)
  return toValueSet(
    'inputs',
    'inputs',
    sets.flatMap(({ codings }) => codings),
  )
}

/** Panels and reports say which values are of one occasion. */
const listsParts = (resource: FhirResource) =>
  elements(resource['hasMember']).length > 0 || elements(resource['result']).length > 0

/** Whether an Observation or report can matter to a reading under these codes. */
export function isRelevant(resource: FhirResource, codes: ValueSet): boolean {
  if (resource.resourceType === 'BodyStructure' || listsParts(resource)) return true
  return readStatements([resource]).statements.some(({ code }) => hasMember(code.codings, codes))
}
