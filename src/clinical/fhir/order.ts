import { elements, isJsonObject, type JsonObject, nonBlank, valuesAt } from '../../base/json.ts'
import { type Concept, readConcepts } from './concept.ts'
import { parseDateTime, readTime, type TimeSpan } from './date-time.ts'
import { type Resolve, toResolve } from './bundle-entries.ts'
import { readReasons, type ReasonReference, referenceIn } from './clinical-record.ts'
import { isLiveOrder, partsOf } from './order-parts.ts'
import { actionsIn, isOrderType, readCodes } from './ordered-codes.ts'
import { type FhirRelease, releasesOf } from './release.ts'
import { type FhirResource, isFhirResource, readReference, referenceTo } from './resource.ts'
import { locationsOf } from './whereabouts.ts'
import { type UnreadWords, withinWords } from './within-words.ts'

/** An order, of whatever resource type it is. */
export interface OrderView {
  /** `Type/id`, as `selections` name it. */
  readonly reference: string
  /** What is ordered. */
  readonly codes: readonly Concept[]
  /** Why: concepts, and references to Conditions that were not at hand. */
  readonly reasons: readonly Concept[]
  readonly reasonReferences: readonly ReasonReference[]
  readonly bodySites: readonly Concept[]
  /** Further text by the person who orders: details, notes, instructions. */
  readonly notes: readonly string[]
  /** Not cancelled, not completed, and not an order to abstain. */
  readonly isLive: boolean
  readonly priority: string | undefined
  readonly authoredOn: TimeSpan | undefined
  readonly occurrence: TimeSpan | undefined
  readonly contained: readonly FhirResource[]
  /** Whether more words were sent than are read. */
  readonly unreadWords?: UnreadWords
  /** The FHIR releases that its shape speaks for; none where it would be the same in each. */
  readonly releases?: readonly FhirRelease[]
}

/** The elements that hold texts by the person who orders, in themselves and in their members. */
const NOTE_PATHS = [
  ['note', 'text'],
  ['patientInstruction'],
  ['patientInstruction', 'instructionMarkdown'],
  ['dosageInstruction', 'text'],
  ['activity', 'progress', 'text'],
  ['title'],
  ['description'],
]

function readNotes(resource: JsonObject): readonly string[] {
  const inActions = actionsIn(resource).map(({ description }) => description)
  return [...NOTE_PATHS.flatMap((path) => valuesAt(resource, path)), ...inActions]
    .map(nonBlank)
    .filter((text) => text !== undefined)
}

/** From the most urgent on. https://hl7.org/fhir/R4/valueset-request-priority.html */
const PRIORITIES = ['stat', 'asap', 'urgent', 'routine']

/** The most urgent priority of the parts of an order and of their actions. */
function readPriority(parts: readonly FhirResource[]): string | undefined {
  const said = parts.flatMap((part) => [part, ...actionsIn(part)]).map(({ priority }) => priority)
  return PRIORITIES.find((priority) => said.includes(priority)) ?? nonBlank(parts[0]?.['priority'])
}

/** The sites of an order: in R5 a BodyStructure too, or what is displayed of one not at hand. */
function readSites(resource: FhirResource, resolve: Resolve): readonly Concept[] {
  const { bodySite, bodyStructure } = resource
  const sites = readConcepts(bodySite)
  if (!isJsonObject(bodyStructure)) return sites
  const sent = referenceIn(bodyStructure)
  const reference = readReference(sent)
  const structure = reference === undefined ? undefined : resolve(reference, resource)
  const said = structure === undefined ? sent['display'] : structure['description']
  const places = structure === undefined ? [] : locationsOf(structure)
  const text = nonBlank(said)
  return [...sites, ...places, ...(text === undefined ? [] : [{ codings: [], text }])]
}

/**
 * An order with as many of its words as are read. Nothing when the resource type is no order, or
 * nothing says what is ordered.
 *
 * @param resolve - Finds what the order refers to; what it contains is found without.
 */
export function readOrder(
  resource: FhirResource,
  resolve: Resolve = toResolve([]),
): OrderView | undefined {
  if (!isOrderType(resource.resourceType)) return undefined
  const parts = partsOf(resource)
  const codes = parts.flatMap((part) => readCodes(part, resolve))
  if (codes.length === 0) return undefined
  const reasons = parts.map((part) => readReasons(part, resolve))
  const authoredOn = nonBlank(resource['authoredOn'])
  return withinWords({
    reference: referenceTo(resource),
    codes,
    reasons: reasons.flatMap(({ concepts }) => concepts),
    reasonReferences: reasons.flatMap(({ references }) => references),
    bodySites: parts.flatMap((part) => readSites(part, resolve)),
    notes: parts.flatMap(readNotes),
    releases: [...new Set(parts.flatMap(releasesOf))],
    isLive: isLiveOrder(resource),
    priority: readPriority(parts),
    authoredOn: authoredOn === undefined ? undefined : parseDateTime(authoredOn),
    occurrence: readTime(resource, 'occurrence'),
    contained: elements(resource['contained']).filter(isFhirResource),
  })
}
