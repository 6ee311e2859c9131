import { type FaultIssue, isJsonObject } from '../kernel/index.ts'
import { type FhirResource, isFhirResource } from './resource.ts'

type JsonShape = 'object' | 'string' | 'array'

const CONCEPT: readonly [string, JsonShape][] = [['code', 'object']]
const STATUS: readonly [string, JsonShape][] = [['status', 'string']]

/**
 * The JSON shapes of the elements that are read, per resource type. Elements that are not read are
 * not judged: a widespread client sends `category` as an object, which harms nobody.
 */
const SHAPES: Readonly<Record<string, readonly (readonly [string, JsonShape])[]>> = {
  ServiceRequest: [...CONCEPT, ...STATUS, ['subject', 'object'], ['reasonCode', 'array']],
  ProcedureRequest: [...CONCEPT, ...STATUS, ['subject', 'object']],
  MedicationRequest: [...STATUS, ['medicationCodeableConcept', 'object'], ['subject', 'object']],
  Observation: [...CONCEPT, ...STATUS, ['subject', 'object'], ['valueQuantity', 'object']],
  Condition: [...CONCEPT, ['subject', 'object']],
  Procedure: [...CONCEPT, ...STATUS, ['subject', 'object']],
  Patient: [['birthDate', 'string']],
  Bundle: [['entry', 'array']],
}

function hasShape(value: unknown, shape: JsonShape): boolean {
  if (shape === 'array') return Array.isArray(value)
  return shape === 'object' ? isJsonObject(value) : typeof value === 'string'
}

function problemsOfElements(resource: FhirResource, path: string): readonly FaultIssue[] {
  return (SHAPES[resource.resourceType] ?? [])
    .filter(([element, shape]) => {
      const value = resource[element]
      return value !== undefined && value !== null && !hasShape(value, shape)
    })
    .map(([element, shape]) => ({
      text: `${resource.resourceType}.${element} must be a JSON ${shape}`,
      expression: `${path}.${element}`,
    }))
}

function problemsOfEntry(entry: unknown, path: string): readonly FaultIssue[] {
  if (entry === null) return []
  if (!isJsonObject(entry))
    return [{ text: 'a Bundle entry must be a JSON object', expression: path }]
  const { resource } = entry
  return resource === undefined || resource === null
    ? []
    : shapeProblems(resource, `${path}.resource`)
}

/**
 * What is wrong with the JSON shape of a resource that somebody sent: no object, no `resourceType`,
 * an element that is read but is of another JSON type; of a Bundle, the same for each entry (`null`
 * entries are no problem, they are passed over).
 */
export function shapeProblems(resource: unknown, path: string): readonly FaultIssue[] {
  if (!isFhirResource(resource))
    return [{ text: 'a FHIR resource must be a JSON object with a resourceType', expression: path }]
  const problems = problemsOfElements(resource, path)
  const entries: readonly unknown[] = Array.isArray(resource['entry']) ? resource['entry'] : []
  return resource.resourceType === 'Bundle'
    ? [
        ...problems,
        ...entries.flatMap((entry, i) => problemsOfEntry(entry, `${path}.entry[${String(i)}]`)),
      ]
    : problems
}
