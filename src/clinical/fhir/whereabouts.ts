import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Concept, readConcept, readConcepts } from './concept.ts'
import { type FhirResource, findContained, localReference, readReference } from './resource.ts'

/** A component, or an answer, that says something of its Observation in words or by a code. */
export interface SiteLabel {
  readonly code: Concept
  readonly value: Concept
}

/** Where a value was measured and of what, as far as the record says. */
export interface Whereabouts {
  /** The body site, and the location of the BodyStructures. */
  readonly sites: readonly Concept[]
  /** What else names the place: what the BodyStructure looks like, the display of a reference. */
  readonly names: readonly Concept[]
  /** Conditions that the value is of. */
  readonly diseases: readonly Concept[]
  /** Components that hold no measured value. */
  readonly labels: readonly SiteLabel[]
  readonly notes: readonly string[]
  /** The panels, reports, studies and orders that the value came with. */
  readonly around: readonly Whereabouts[]
}

const NONE: readonly never[] = []

export const NOWHERE: Whereabouts = {
  sites: NONE,
  names: NONE,
  diseases: NONE,
  labels: NONE,
  notes: NONE,
  around: NONE,
}

/** Finds the resource that a reference means, by `Type/id`. */
export type ResourceLookup = ReadonlyMap<string, FhirResource>

const inWords = (text: string | undefined): readonly Concept[] =>
  text === undefined ? NONE : [{ codings: NONE, text }]

/** The extension by which R4 points from a body site to a BodyStructure, and R5's element in R4. */
const isBodyStructureExtension = ({ url }: JsonObject) =>
  typeof url === 'string' && /\/(?:bodySite|extension-Observation\.bodyStructure)$/.test(url)

/** The references to what was measured: `focus`, R5's `bodyStructure`, and the extensions for it. */
function fociOf({ focus, bodyStructure, bodySite, extension }: JsonObject): readonly JsonObject[] {
  const extensions = [
    ...objects(extension),
    ...objects(isJsonObject(bodySite) ? bodySite['extension'] : undefined),
  ]
  const structure = isJsonObject(bodyStructure) ? bodyStructure : undefined
  // R6 has a CodeableReference there.
  const inner = isJsonObject(structure?.['reference']) ? structure['reference'] : structure
  return [
    ...objects(focus),
    ...(inner === undefined ? NONE : [inner]),
    ...extensions
      .filter(isBodyStructureExtension)
      .map((found) => found['valueReference'])
      .filter(isJsonObject),
  ]
}

function resolve(
  reference: JsonObject,
  within: FhirResource,
  lookup: ResourceLookup,
): FhirResource | undefined {
  const written = readReference(reference)
  if (written?.startsWith('#') === true) return findContained(written.slice(1), within)
  return written === undefined
    ? undefined
    : (lookup.get(written) ?? lookup.get(localReference(written)))
}

function identifierOf(value: unknown): string | undefined {
  const identifier = [value, ...elements(value)].filter(isJsonObject).find((candidate) => {
    return nonBlank(candidate['system']) !== undefined && nonBlank(candidate['value']) !== undefined
  })
  return identifier === undefined
    ? undefined
    : `${String(identifier['system'])}|${String(identifier['value'])}`
}

/** What is no lesion, though a value may be of it. */
const NO_LESION = ['Condition', 'Patient', 'Specimen', 'Procedure', 'Device']

function typeOf(focus: JsonObject, found: FhirResource | undefined): string | undefined {
  const written = readReference(focus)
  const local = written === undefined ? undefined : localReference(written).split('/')
  return (
    found?.resourceType ?? nonBlank(focus['type']) ?? (local?.length === 2 ? local[0] : undefined)
  )
}

/**
 * The lesion that one reference means: by an identifier (a tracking UID stays the same in every
 * report), else by the reference. The id of a contained resource is another's in another resource.
 */
function lesionOf(focus: JsonObject, found: FhirResource | undefined): string | undefined {
  if (NO_LESION.includes(typeOf(focus, found) ?? '')) return undefined
  const identified = identifierOf(found?.['identifier']) ?? identifierOf(focus['identifier'])
  if (identified !== undefined) return identified
  const written = readReference(focus)
  if (written !== undefined && !written.startsWith('#')) return localReference(written)
  return nonBlank(found?.['description']) ?? nonBlank(focus['display'])
}

/** The key of the lesion that a resource names, equal for one lesion of one record. */
export function readLesion(resource: FhirResource, lookup: ResourceLookup): string | undefined {
  const keys = fociOf(resource)
    .map((focus) => lesionOf(focus, resolve(focus, resource, lookup)))
    .filter((key) => key !== undefined)
  return keys.length === 0 ? undefined : [...new Set(keys)].toSorted().join(' + ')
}

/** The places of a BodyStructure: R4 has a location, R5 the structures that it includes. */
export const locationsOf = (structure: FhirResource): readonly Concept[] => [
  ...readConcepts(structure['location']),
  ...objects(structure['includedStructure']).flatMap((part) => readConcepts(part['structure'])),
]

function aboutFocus(focus: JsonObject, found: FhirResource | undefined): Partial<Whereabouts> {
  const display = inWords(nonBlank(focus['display']))
  if (found === undefined) return { names: display }
  if (found.resourceType === 'Condition')
    return {
      names: display,
      diseases: readConcepts(found['code']),
      sites: readConcepts(found['bodySite']),
    }
  if (found.resourceType !== 'BodyStructure') return { names: display }
  return {
    sites: locationsOf(found),
    names: [
      ...display,
      ...readConcepts(found['morphology']),
      ...inWords(nonBlank(found['description'])),
    ],
  }
}

function labelOf({ code, ...component }: JsonObject): SiteLabel | undefined {
  const [said, text] = [component['valueCodeableConcept'], component['valueString']]
  if (said === undefined && text === undefined) return undefined
  const [name, value] = [readConcept(code), readConcept(said) ?? inWords(nonBlank(text))[0]]
  return name === undefined || value === undefined ? undefined : { code: name, value }
}

const displaysOf = (references: unknown): readonly Concept[] =>
  objects(references).flatMap(({ display }) => inWords(nonBlank(display)))

const WITH_PLACE = [
  'bodySite',
  'focus',
  'bodyStructure',
  'extension',
  'component',
  'note',
  'derivedFrom',
  'partOf',
  'basedOn',
]

/**
 * What an Observation or report says of where it was measured. Nearly every laboratory value says
 * nothing.
 *
 * @param lookup - BodyStructures and Conditions of the record.
 */
export function readWhereabouts(resource: FhirResource, lookup: ResourceLookup): Whereabouts {
  if (!WITH_PLACE.some((element) => resource[element] !== undefined)) return NOWHERE
  const foci = fociOf(resource).map((focus) => aboutFocus(focus, resolve(focus, resource, lookup)))
  const came = [resource['derivedFrom'], resource['partOf'], resource['basedOn']].flatMap(
    displaysOf,
  )
  return {
    sites: [
      ...readConcepts(resource['bodySite']),
      ...readConcepts(resource['bodyStructure']),
      ...foci.flatMap(({ sites = NONE }) => sites),
    ],
    names: foci.flatMap(({ names = NONE }) => names),
    diseases: foci.flatMap(({ diseases = NONE }) => diseases),
    labels: objects(resource['component'])
      .map(labelOf)
      .filter((label) => label !== undefined),
    notes: objects(resource['note'])
      .map(({ text }) => nonBlank(text))
      .filter((text) => text !== undefined),
    around: came.map((name) => ({ ...NOWHERE, names: [name] })),
  }
}

/** A place with what a panel or report around it says. */
export function within(where: Whereabouts, around: readonly Whereabouts[]): Whereabouts {
  const telling = around.filter(
    (other) =>
      other !== NOWHERE && other.sites.length + other.names.length + other.around.length > 0,
  )
  return telling.length === 0 ? where : { ...where, around: [...where.around, ...telling] }
}
