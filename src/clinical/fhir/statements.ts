import { objects, elements, type JsonObject, nonBlank } from '../../base/json.ts'
import {
  type FhirResource,
  isFhirResource,
  localReferences,
  readReference,
  referenceTo,
} from './resource.ts'
import { type Concept, readConcept } from './concept.ts'
import { readTime, type TimeSpan } from './date-time.ts'
import { readDevice } from './device.ts'
import { type Origin, originWithin, readOrigin } from './origin.ts'
import { type ObservationValue, readValue } from './value.ts'
import {
  NOWHERE,
  readLesion,
  readWhereabouts,
  type ResourceLookup,
  type Whereabouts,
  within,
} from './whereabouts.ts'
import { currentVersions } from './versions.ts'

/** The ImagingStudy that an Observation is derived from or part of. */
function readStudy(resource: JsonObject): string | undefined {
  const { derivedFrom, partOf } = resource
  if (derivedFrom === undefined && partOf === undefined) return undefined
  return localReferences([...objects(derivedFrom), ...objects(partOf)]).find((reference) =>
    reference.startsWith('ImagingStudy/'),
  )
}

/**
 * Who typed a value into a form, where the Observation is derived from one: by name, else by
 * reference.
 */
function readEnteredBy({ derivedFrom, performer }: JsonObject): string | undefined {
  if (derivedFrom === undefined) return undefined
  const isFromForm = localReferences(objects(derivedFrom)).some((reference) =>
    reference.startsWith('QuestionnaireResponse/'),
  )
  if (!isFromForm) return undefined
  const [person] = objects(performer)
  return nonBlank(person?.['display']) ?? readReference(person) ?? 'unknown'
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
  /** What measured it: its manufacturer, model and software, else its name or reference. */
  readonly device?: string | undefined
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
  /** The lesion that the record names by a reference or an identifier; equal for one lesion. */
  readonly lesion: string | undefined
  readonly where: Whereabouts
  /** The imaging study that it was measured in, where the record says which. */
  readonly study: string | undefined
  /** Who typed it into a form; of what a device or a report says, nothing. */
  readonly enteredBy?: string | undefined
  /** What it traces to. */
  readonly origin?: Origin | undefined
  /** An extension that changes the meaning and that is not understood here. */
  readonly hasModifier: boolean
  /** Another version of the same resource says something else, and which is newer is not known. */
  readonly isDisputed?: boolean | undefined
}

const NAMELESS: Concept = { codings: [] }

const isModified = ({ modifierExtension }: JsonObject) =>
  modifierExtension !== undefined && objects(modifierExtension).length > 0

/** What resources are read with: what they refer to, and the panels and reports around each. */
interface Surroundings {
  readonly lookup: ResourceLookup
  readonly groups: readonly string[]
  /** What the panels and reports say of the place. */
  readonly around: readonly Whereabouts[]
  /** What they say of who states it, and of what. */
  readonly origins: readonly Origin[]
}

/** The place that a panel or report is about: its name says so too. */
function placeOfGroup(resource: FhirResource, lookup: ResourceLookup): Whereabouts {
  const code = readConcept(resource['code'])
  const where = readWhereabouts(resource, lookup)
  return code === undefined ? where : { ...where, names: [code, ...where.names] }
}

/** What an Observation or DiagnosticReport says outside its components and contained resources. */
function toStatement(
  resource: FhirResource,
  { lookup, groups, around, origins }: Surroundings,
): Statement | undefined {
  const code = readConcept(resource['code'])
  if (code === undefined && resource['component'] === undefined) return undefined
  const device = readDevice(resource)
  return {
    reference: referenceTo(resource),
    status: nonBlank(resource['status']),
    code: code ?? NAMELESS,
    method: readConcept(resource['method']),
    device,
    value: readValue(resource),
    time: readTime(resource, 'effective'),
    dataAbsentReason: readConcept(resource['dataAbsentReason']),
    specimen: localReferences([resource['specimen']])[0],
    groups,
    lesion: readLesion(resource, lookup),
    where: within(readWhereabouts(resource, lookup), around),
    study: readStudy(resource),
    enteredBy: readEnteredBy(resource),
    origin: originWithin(readOrigin(resource, device), origins),
    hasModifier: isModified(resource),
  }
}

const namesOf = ({ code }: Statement) => (code === NAMELESS ? [] : [code])

/** What a contained Observation does not say for itself, it has from the resource around it. */
function withOuter(inner: Statement, outer: Statement): Statement {
  return {
    ...inner,
    reference: outer.reference,
    status: inner.status ?? outer.status,
    time: inner.time ?? outer.time,
    device: inner.device ?? outer.device,
    specimen: inner.specimen ?? outer.specimen,
    lesion: inner.lesion ?? outer.lesion,
    where: within(inner.where, [
      { ...outer.where, names: [...namesOf(outer), ...outer.where.names] },
    ]),
    study: inner.study ?? outer.study,
    origin: originWithin(inner.origin ?? {}, [outer.origin ?? {}]),
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
    where: within(outer.where, [{ ...NOWHERE, names: namesOf(outer) }]),
    hasModifier: outer.hasModifier || isModified(component),
  }
}

/** The contained Observations of a resource; `outer` is what the resource itself says. */
function insideOf(
  resource: FhirResource,
  outer: Statement,
  lookup: ResourceLookup,
): readonly Statement[] {
  const inside = { lookup, groups: [...outer.groups, outer.reference], around: [], origins: [] }
  return elements(resource['contained'])
    .filter(isFhirResource)
    .filter(({ resourceType }) => resourceType === 'Observation')
    .flatMap((inner) => readObservation(inner, inside))
    .map((inner) => withOuter(inner, outer))
}

/**
 * The statements of an Observation: its own, those of its components and of the Observations that
 * it contains.
 */
function readObservation(resource: FhirResource, by: Surroundings): readonly Statement[] {
  const outer = toStatement(resource, by)
  if (outer === undefined) return []
  if (resource['component'] === undefined && resource['contained'] === undefined) return [outer]
  const components = objects(resource['component'])
    .map((component) => toComponent(component, outer))
    .filter((component) => component !== undefined)
  const qualifiers = components.flatMap(readQualifier)
  const own = [outer, ...components]
  return [
    ...(qualifiers.length === 0 ? own : own.map((part) => ({ ...part, qualifiers }))),
    ...insideOf(resource, outer, by.lookup),
  ]
}

/**
 * The statements of a DiagnosticReport: it has no value itself; the Observations that it contains
 * have its status and time.
 */
function readReport(report: FhirResource, by: Surroundings): readonly Statement[] {
  const outer = toStatement(report, by)
  return outer === undefined ? [] : insideOf(report, outer, by.lookup)
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

interface Group {
  readonly reference: string
  readonly where: Whereabouts
  readonly origin: Origin
}

/** Which panels and reports each Observation is a part of, by `Type/id`. */
function groupsByPart(
  resources: readonly FhirResource[],
  lookup: ResourceLookup,
): ReadonlyMap<string, readonly Group[]> {
  const groups = new Map<string, Group[]>()
  for (const resource of resources) {
    const parts = new Set(partsOf(resource))
    if (parts.size === 0) continue
    const group = {
      reference: referenceTo(resource),
      where: placeOfGroup(resource, lookup),
      origin: readOrigin(resource),
    }
    for (const part of parts) {
      const known = groups.get(part)
      if (known === undefined) groups.set(part, [group])
      else known.push(group)
    }
  }
  return groups
}

/** What says where a value was measured, and states no value itself. */
const REFERRED_TO = ['BodyStructure', 'Condition']

function lookupOf(resources: readonly FhirResource[]): ResourceLookup {
  const found = resources.filter(({ resourceType }) => REFERRED_TO.includes(resourceType))
  return new Map(found.map((resource) => [referenceTo(resource), resource]))
}

/** The statements of a list of resources, and how many of them state nothing that can be read. */
interface Statements {
  readonly statements: readonly Statement[]
  readonly passedOver: number
}

function statementsIn(resource: FhirResource, by: Surroundings): readonly Statement[] | undefined {
  const { resourceType } = resource
  if (resourceType === 'BodyStructure') return []
  if (resourceType === 'DiagnosticReport') return readReport(resource, by)
  if (resourceType !== 'Observation') return undefined
  const found = readObservation(resource, by)
  return found.length === 0 ? undefined : found
}

/**
 * Everything that a list of Observations and DiagnosticReports states: values, components,
 * contained Observations, with the panels and reports that they belong to. What has no code states
 * nothing. Of several versions of one resource the newest counts.
 *
 * @param beside - Conditions and BodyStructures of the record that Observations may refer to.
 */
export function readStatements(
  all: readonly FhirResource[],
  beside: readonly FhirResource[] = [],
): Statements {
  const { resources, disputed } = currentVersions(all)
  const lookup = lookupOf([...beside, ...resources])
  const groups = groupsByPart(resources, lookup)
  const alone = { lookup, groups: NOT_GROUPED, around: [], origins: [] }
  const statements: Statement[] = []
  let passedOver = 0
  for (const resource of resources) {
    const own = groups.size === 0 ? undefined : groups.get(referenceTo(resource))
    const by =
      own === undefined
        ? alone
        : {
            lookup,
            groups: own.map(({ reference }) => reference),
            around: own.map(({ where }) => where),
            origins: own.map(({ origin }) => origin),
          }
    const found = statementsIn(resource, by)
    if (found === undefined) passedOver += 1
    else if (disputed.size === 0 || !disputed.has(referenceTo(resource))) statements.push(...found)
    else statements.push(...found.map((statement) => ({ ...statement, isDisputed: true })))
  }
  return { statements, passedOver }
}
