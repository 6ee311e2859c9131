import { elements, isJsonObject } from '../../base/json.ts'
import type { FaultIssue } from '../../base/fault.ts'
import { type FhirResource, isFhirResource } from './resource.ts'
import { toLookup } from '../../base/lookup.ts'

type JsonShape = 'object' | 'string' | 'array'

const CONCEPT: readonly [string, JsonShape][] = [['code', 'object']]
const STATUS: readonly [string, JsonShape][] = [['status', 'string']]

/**
 * The JSON shapes of the elements that are read, per resource type. Elements that are not read are
 * not judged: a widespread client sends `category` as an object, which harms nobody.
 */
const SHAPES = toLookup<readonly (readonly [string, JsonShape])[]>({
  ServiceRequest: [...CONCEPT, ...STATUS, ['subject', 'object'], ['reasonCode', 'array']],
  ProcedureRequest: [...CONCEPT, ...STATUS, ['subject', 'object']],
  MedicationRequest: [...STATUS, ['medicationCodeableConcept', 'object'], ['subject', 'object']],
  Observation: [...CONCEPT, ...STATUS, ['subject', 'object'], ['valueQuantity', 'object']],
  Condition: [...CONCEPT, ['subject', 'object']],
  Procedure: [...CONCEPT, ...STATUS, ['subject', 'object']],
  Patient: [['birthDate', 'string']],
  Bundle: [['entry', 'array']],
})

const NOTHING_READ: readonly (readonly [string, JsonShape])[] = []

function hasShape(value: unknown, shape: JsonShape): boolean {
  if (shape === 'array') return Array.isArray(value)
  return shape === 'object' ? isJsonObject(value) : typeof value === 'string'
}

/** Paths are put together only where something is wrong. */
type Report = (text: string, path: string) => void

function checkElements(resource: FhirResource, report: Report): void {
  const { resourceType } = resource
  for (const [element, shape] of SHAPES[resourceType] ?? NOTHING_READ) {
    const value = resource[element]
    if (value === undefined || value === null || hasShape(value, shape)) continue
    report(`${resourceType}.${element} must be a JSON ${shape}`, `.${element}`)
  }
}

function checkEntry(entry: unknown, report: Report): void {
  if (entry === null) return
  if (!isJsonObject(entry)) {
    report('a Bundle entry must be a JSON object', '')
    return
  }
  const { resource } = entry
  if (resource === undefined || resource === null) return
  checkResource(resource, (text, path) => report(text, `.resource${path}`))
}

function checkResource(resource: unknown, report: Report): void {
  if (!isFhirResource(resource)) {
    report('a FHIR resource must be a JSON object with a resourceType', '')
    return
  }
  checkElements(resource, report)
  if (resource.resourceType !== 'Bundle') return
  elements(resource['entry']).forEach((entry, i) => {
    checkEntry(entry, (text, path) => report(text, `.entry[${String(i)}]${path}`))
  })
}

/**
 * What is wrong with the JSON shape of a resource that was sent: it is no object, has no
 * `resourceType`, or an element that is read is of another JSON type; of a Bundle, the same of each
 * entry (`null` entries are no problem, they are passed over).
 */
export function shapeProblems(resource: unknown, path: string): readonly FaultIssue[] {
  const problems: FaultIssue[] = []
  checkResource(resource, (text, within) => problems.push({ text, expression: `${path}${within}` }))
  return problems
}

/** Whether every element of a resource that is read is of its JSON type. */
export function hasReadableShape(resource: FhirResource): boolean {
  let isReadable = true
  if (SHAPES[resource.resourceType] === undefined) return isReadable
  checkElements(resource, () => {
    isReadable = false
  })
  return isReadable
}
