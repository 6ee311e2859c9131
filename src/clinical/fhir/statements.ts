import { objects, elements, type JsonObject, nonBlank } from '../../base/json.ts'
import {
  type FhirResource,
  localReference,
  readReference,
  referenceTo,
  isFhirResource,
} from './resource.ts'
import { type Concept, readConcept } from './concept.ts'
import { readTime, type TimeSpan } from './date-time.ts'
import { type ObservationValue, readValue } from './value.ts'

/** A lesion, or the body site that stands for one. */
interface Lesion {
  /** Equal for the same lesion of one record. */
  readonly key: string
  /** The body site, when the record names no lesion of its own. */
  readonly site: Concept | undefined
}

const firstReference = (values: readonly unknown[]) =>
  values.map(readReference).find((reference) => reference !== undefined)

/**
 * The lesion that an Observation is of: a BodyStructure or other `focus`, R5's `bodyStructure`,
 * else the body site.
 */
function readLesion(resource: JsonObject): Lesion | undefined {
  const { focus, bodyStructure, bodySite } = resource
  if (focus !== undefined || bodyStructure !== undefined) {
    const reference = firstReference([...objects(focus), bodyStructure])
    if (reference !== undefined) return { key: localReference(reference), site: undefined }
  }
  if (bodySite === undefined) return undefined
  const site = readConcept(bodySite)
  const key = site?.codings[0]?.code ?? site?.text
  return key === undefined ? undefined : { key, site }
}

/** The ImagingStudy that an Observation is derived from or part of. */
function readStudy(resource: JsonObject): string | undefined {
  const { derivedFrom, partOf } = resource
  if (derivedFrom === undefined && partOf === undefined) return undefined
  return [...objects(derivedFrom), ...objects(partOf)]
    .map(readReference)
    .filter((reference) => reference !== undefined)
    .map(localReference)
    .find((reference) => reference.startsWith('ImagingStudy/'))
}

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
function readObservation(resource: FhirResource, groups: readonly string[]): readonly Statement[] {
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
function readReport(report: FhirResource, groups: readonly string[]): readonly Statement[] {
  const whole = toStatement(report, groups)
  return whole === undefined ? [] : insideOf(report, whole)
}

const NOT_GROUPED: readonly string[] = []

/** Where a panel or report lists its parts; STU3 called it `related`. */
function partsOf({ related, hasMember, result }: FhirResource): readonly string[] {
  if (related === undefined && hasMember === undefined && result === undefined) return NOT_GROUPED
  const members = objects(related).filter(({ type }) => type === 'has-member')
  const lists = [...objects(hasMember), ...objects(result), ...members.map(({ target }) => target)]
  return lists.map(readReference).filter((reference) => reference !== undefined)
}

/** Which panels and reports each Observation is a part of, by `Type/id`. */
function groupsByPart(resources: readonly FhirResource[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>()
  for (const resource of resources) {
    for (const part of partsOf(resource)) {
      const key = localReference(part)
      groups.set(key, [...(groups.get(key) ?? NOT_GROUPED), referenceTo(resource)])
    }
  }
  return groups
}

/** What a list of resources states, and how many of them state nothing that can be read. */
interface Statements {
  readonly statements: readonly Statement[]
  readonly passedOver: number
}

function statementsIn(
  resource: FhirResource,
  groups: readonly string[],
): readonly Statement[] | undefined {
  if (resource.resourceType === 'DiagnosticReport') return readReport(resource, groups)
  if (resource.resourceType !== 'Observation') return undefined
  const said = readObservation(resource, groups)
  return said.length === 0 ? undefined : said
}

/**
 * Everything that a list of Observations and DiagnosticReports states: values, components,
 * contained Observations, with the panels and reports that they belong to. What has no code states
 * nothing.
 */
export function readStatements(resources: readonly FhirResource[]): Statements {
  const groups = groupsByPart(resources)
  const statements: Statement[] = []
  let passedOver = 0
  for (const resource of resources) {
    const own = groups.size === 0 ? NOT_GROUPED : (groups.get(referenceTo(resource)) ?? NOT_GROUPED)
    const said = statementsIn(resource, own)
    if (said === undefined) passedOver += 1
    else statements.push(...said)
  }
  return { statements, passedOver }
}
