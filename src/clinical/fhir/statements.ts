import { objects, elements, type JsonObject, nonBlank } from '../../base/json.ts'
import { type FhirResource, localReferences, referenceTo, isFhirResource } from './resource.ts'
import { type Concept, readConcept } from './concept.ts'
import { readTime, type TimeSpan } from './date-time.ts'
import { type ObservationValue, readValue } from './value.ts'
import { currentVersions } from './versions.ts'

/** A lesion, or the body site that stands for one. */
interface Lesion {
  /** Equal for the same lesion of one record. */
  readonly key: string
  /** The body site, when the record names no lesion of its own. */
  readonly site: Concept | undefined
}

/**
 * The lesion that an Observation is of: a BodyStructure or other `focus`, R5's `bodyStructure`,
 * else the body site.
 */
function readLesion(resource: JsonObject): Lesion | undefined {
  const { focus, bodyStructure, bodySite } = resource
  if (focus !== undefined || bodyStructure !== undefined) {
    const [key] = localReferences([...objects(focus), bodyStructure])
    if (key !== undefined) return { key, site: undefined }
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
  return localReferences([...objects(derivedFrom), ...objects(partOf)]).find((reference) =>
    reference.startsWith('ImagingStudy/'),
  )
}

/** What a component says of the value beside it: its derivation, its method. */
interface Qualifier {
  readonly code: Concept
  readonly value: Concept
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
  /** The components whose value is a word. */
  readonly qualifiers?: readonly Qualifier[] | undefined
  /** Of a component: what the Observation around it is called. */
  readonly outerCode?: Concept | undefined
  readonly value: ObservationValue | undefined
  readonly time: TimeSpan | undefined
  /** Why there is no value, when whoever observed says so. */
  readonly dataAbsentReason: Concept | undefined
  readonly specimen: string | undefined
  /** The panels and reports that it is a part of: values that share one are of one occasion. */
  readonly groups: readonly string[]
  /** The lesion, or else the body site, that the value is of. */
  readonly lesion: Lesion | undefined
  /** The imaging study that it was measured in, where the record says which. */
  readonly study: string | undefined
  /** An extension that changes the meaning and that is not understood here. */
  readonly hasModifier: boolean
  /** Another version of the same resource says something else, and which is newer is not known. */
  readonly isDisputed?: boolean | undefined
}

const NAMELESS: Concept = { codings: [] }

const isModified = ({ modifierExtension }: JsonObject) =>
  modifierExtension !== undefined && objects(modifierExtension).length > 0

/** What an Observation or DiagnosticReport says outside its components and contained resources. */
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
    specimen: localReferences([resource['specimen']])[0],
    groups,
    lesion: readLesion(resource),
    study: readStudy(resource),
    hasModifier: isModified(resource),
  }
}

/** What a contained Observation does not say for itself, it has from the resource around it. */
function withOuter(inner: Statement, outer: Statement): Statement {
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

function readQualifier({ code, value }: Statement): readonly Qualifier[] {
  if (value?.kind === 'concept') return [{ code, value: value.concept }]
  return value?.kind === 'text' ? [{ code, value: { codings: [], text: value.text } }] : []
}

/** A component has its own code and value; all else it has from its Observation. */
function toComponent(component: JsonObject, outer: Statement): Statement | undefined {
  const code = readConcept(component['code'])
  if (code === undefined) return undefined
  return {
    ...outer,
    code,
    outerCode: outer.code,
    value: readValue(component),
    dataAbsentReason: readConcept(component['dataAbsentReason']),
    groups: [...outer.groups, outer.reference],
    hasModifier: outer.hasModifier || isModified(component),
  }
}

/** The contained Observations of a resource; `outer` is what the resource itself says. */
function insideOf(resource: FhirResource, outer: Statement): readonly Statement[] {
  const groups = [...outer.groups, outer.reference]
  return elements(resource['contained'])
    .filter(isFhirResource)
    .filter(({ resourceType }) => resourceType === 'Observation')
    .flatMap((inner) => readObservation(inner, groups))
    .map((inner) => withOuter(inner, outer))
}

/**
 * The statements of an Observation: its own, those of its components and of the Observations that
 * it contains.
 */
function readObservation(resource: FhirResource, groups: readonly string[]): readonly Statement[] {
  const outer = toStatement(resource, groups)
  if (outer === undefined) return []
  if (resource['component'] === undefined && resource['contained'] === undefined) return [outer]
  const components = objects(resource['component'])
    .map((component) => toComponent(component, outer))
    .filter((component) => component !== undefined)
  const qualifiers = components.flatMap(readQualifier)
  const own = [outer, ...components]
  return [
    ...(qualifiers.length === 0 ? own : own.map((part) => ({ ...part, qualifiers }))),
    ...insideOf(resource, outer),
  ]
}

/**
 * The statements of a DiagnosticReport: it has no value itself; the Observations that it contains
 * have its status and time.
 */
function readReport(report: FhirResource, groups: readonly string[]): readonly Statement[] {
  const outer = toStatement(report, groups)
  return outer === undefined ? [] : insideOf(report, outer)
}

const NOT_GROUPED: readonly string[] = []

/** Where a panel or report lists its parts; STU3 called it `related`. */
function partsOf({ related, hasMember, result }: FhirResource): readonly string[] {
  if (related === undefined && hasMember === undefined && result === undefined) return NOT_GROUPED
  const members = objects(related).filter(({ type }) => type === 'has-member')
  return localReferences([
    ...objects(hasMember),
    ...objects(result),
    ...members.map(({ target }) => target),
  ])
}

/** Which panels and reports each Observation is a part of, by `Type/id`. */
function groupsByPart(resources: readonly FhirResource[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>()
  for (const resource of resources) {
    for (const part of partsOf(resource)) {
      groups.set(part, [...(groups.get(part) ?? NOT_GROUPED), referenceTo(resource)])
    }
  }
  return groups
}

/** The statements of a list of resources, and how many of them state nothing that can be read. */
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
  const found = readObservation(resource, groups)
  return found.length === 0 ? undefined : found
}

/**
 * Everything that a list of Observations and DiagnosticReports states: values, components,
 * contained Observations, with the panels and reports that they belong to. What has no code states
 * nothing. Of several versions of one resource the newest counts.
 */
export function readStatements(all: readonly FhirResource[]): Statements {
  const { resources, disputed } = currentVersions(all)
  const groups = groupsByPart(resources)
  const statements: Statement[] = []
  let passedOver = 0
  for (const resource of resources) {
    const own = groups.size === 0 ? NOT_GROUPED : (groups.get(referenceTo(resource)) ?? NOT_GROUPED)
    const found = statementsIn(resource, own)
    if (found === undefined) passedOver += 1
    else if (disputed.size === 0 || !disputed.has(referenceTo(resource))) statements.push(...found)
    else statements.push(...found.map((statement) => ({ ...statement, isDisputed: true })))
  }
  return { statements, passedOver }
}
