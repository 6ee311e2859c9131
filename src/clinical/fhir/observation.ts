import { elements, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Concept, readConcept } from './concept.ts'
import { readTime, type TimeSpan } from './date-time.ts'
import { type Lesion, readLesion, readStudy } from './lesion.ts'
import {
  type FhirResource,
  isFhirResource,
  localReference,
  readReference,
  referenceTo,
} from './resource.ts'
import { type ObservationValue, readValue } from './value.ts'

/**
 * One statement of an Observation: its own value, or that of one of its components. It never
 * carries the identity of the patient.
 */
export interface Statement {
  readonly reference: string
  readonly status: string | undefined
  readonly code: Concept
  readonly method: Concept | undefined
  readonly value: ObservationValue | undefined
  readonly time: TimeSpan | undefined
  /** Why there is no value, when whoever observed says so. */
  readonly dataAbsentReason: Concept | undefined
  readonly specimen: string | undefined
  /** The panels and reports that it is a part of: what shares one is of one occasion. */
  readonly groups: readonly string[]
  /** What the value is of, within the patient: a lesion, or else a body site. */
  readonly lesion: Lesion | undefined
  /** The imaging study that it was measured in, where the record says which. */
  readonly study: string | undefined
  /** An extension that changes the meaning and that is not understood here. */
  readonly hasModifier: boolean
}

const NAMELESS: Concept = { codings: [] }

const isModified = ({ modifierExtension }: JsonObject) =>
  modifierExtension !== undefined && objects(modifierExtension).length > 0

function readSpecimen(resource: JsonObject): string | undefined {
  const reference = readReference(resource['specimen'])
  return reference === undefined ? undefined : localReference(reference)
}

/** What an Observation, or the head of a report, says for itself. */
function toStatement(resource: FhirResource, groups: readonly string[]): Statement | undefined {
  const code = readConcept(resource['code'])
  if (code === undefined && resource['component'] === undefined) return undefined
  return {
    reference: referenceTo(resource),
    status: nonBlank(resource['status']),
    code: code ?? NAMELESS,
    method: readConcept(resource['method']),
    value: readValue(resource),
    time: readTime(resource, 'effective'),
    dataAbsentReason: readConcept(resource['dataAbsentReason']),
    specimen: readSpecimen(resource),
    groups,
    lesion: readLesion(resource),
    study: readStudy(resource),
    hasModifier: isModified(resource),
  }
}

/** What an Observation inside another does not say for itself, it has from that one. */
function inherit(inner: Statement, outer: Statement): Statement {
  return {
    ...inner,
    reference: outer.reference,
    status: inner.status ?? outer.status,
    time: inner.time ?? outer.time,
    specimen: inner.specimen ?? outer.specimen,
    lesion: inner.lesion ?? outer.lesion,
    study: inner.study ?? outer.study,
    hasModifier: inner.hasModifier || outer.hasModifier,
  }
}

/** A component says something of its own; all but code and value it has from its Observation. */
function toComponent(component: JsonObject, whole: Statement): Statement | undefined {
  const code = readConcept(component['code'])
  if (code === undefined) return undefined
  return {
    ...whole,
    code,
    value: readValue(component),
    dataAbsentReason: readConcept(component['dataAbsentReason']),
    groups: [...whole.groups, whole.reference],
    hasModifier: whole.hasModifier || isModified(component),
  }
}

/** The Observations inside a resource, which has `outer` to say for them. */
function insideOf(resource: FhirResource, outer: Statement): readonly Statement[] {
  const groups = [...outer.groups, outer.reference]
  return elements(resource['contained'])
    .filter(isFhirResource)
    .filter(({ resourceType }) => resourceType === 'Observation')
    .flatMap((inner) => readObservation(inner, groups))
    .map((inner) => inherit(inner, outer))
}

/** The statements of one Observation: itself, its components, the Observations inside it. */
export function readObservation(
  resource: FhirResource,
  groups: readonly string[],
): readonly Statement[] {
  const whole = toStatement(resource, groups)
  if (whole === undefined) return []
  if (resource['component'] === undefined && resource['contained'] === undefined) return [whole]
  const components = objects(resource['component'])
    .map((component) => toComponent(component, whole))
    .filter((component) => component !== undefined)
  return [whole, ...components, ...insideOf(resource, whole)]
}

/**
 * The statements of a DiagnosticReport: it has no value, the Observations inside it have its status
 * and time.
 */
export function readReport(report: FhirResource, groups: readonly string[]): readonly Statement[] {
  const whole = toStatement(report, groups)
  return whole === undefined ? [] : insideOf(report, whole)
}
