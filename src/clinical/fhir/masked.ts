import { toLookup } from '../../base/lookup.ts'
import { isJsonObject, type JsonObject, objects } from '../../base/json.ts'
import type { FhirResource } from './resource.ts'

/**
 * Labels of a resource that is not whole: a part, a redacted, masked, generalised or aggregated
 * form. Pseudonyms hide no clinical content.
 * https://terminology.hl7.org/ValueSet-v3-SecurityAlterationIntegrityObservationValue.html
 */
const ALTERED: readonly unknown[] = ['SUBSETTED', 'REDACTED', 'MASKED', 'ABSTRED', 'AGGRED']

/**
 * Reasons for which something is there and was not given. The others say that nobody knows it.
 * https://hl7.org/fhir/R4/valueset-data-absent-reason.html
 */
const HIDDEN: readonly unknown[] = ['masked', 'not-permitted', 'error']

const ABSENT_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'
const ABSENT_SYSTEM = 'http://terminology.hl7.org/CodeSystem/data-absent-reason'
const ABSENT_SYSTEM_STU3 = 'http://hl7.org/fhir/data-absent-reason'
const NULL_FLAVOR_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/iso21090-nullFlavor'
const NULL_FLAVOR_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'
const NULL_FLAVOR_SYSTEM_STU3 = 'http://hl7.org/fhir/v3/NullFlavor'
/** "Masked: there is information on this item available but it has not been provided". */
const MASKED: readonly unknown[] = ['MSK']

/** The values that mean "hidden", by the URL of an extension or of a code system. */
const HIDDEN_BY_URL = toLookup<readonly unknown[]>({
  [ABSENT_EXTENSION]: HIDDEN,
  [ABSENT_SYSTEM]: HIDDEN,
  [ABSENT_SYSTEM_STU3]: HIDDEN,
  [NULL_FLAVOR_EXTENSION]: MASKED,
  [NULL_FLAVOR_SYSTEM]: MASKED,
  [NULL_FLAVOR_SYSTEM_STU3]: MASKED,
})

/** Elements that are not read: what is hidden in them hides nothing from a reading. */
const NOT_READ: ReadonlySet<string> = new Set([
  'asserter',
  'author',
  'contained',
  'encounter',
  'identifier',
  'interpretation',
  'location',
  'meta',
  'note',
  'participant',
  'performer',
  'photo',
  'recorder',
  'referenceRange',
  'resultsInterpreter',
  'text',
])

const MOST_LEVELS = 6

function isMark({ url, system, valueCode, code }: JsonObject): boolean {
  const [by, value] = typeof url === 'string' ? [url, valueCode] : [system, code]
  return typeof by === 'string' && HIDDEN_BY_URL[by]?.includes(value) === true
}

/** Whether something below says that it is hidden. */
function holdsMark(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || levels === 0) return false
  if (Array.isArray(value)) return value.some((element) => holdsMark(element, levels))
  const object = value as JsonObject
  if (isMark(object)) return true
  for (const element in object)
    if (typeof object[element] === 'object' && holdsMark(object[element], levels - 1)) return true
  return false
}

function isLabelledAltered({ meta }: FhirResource): boolean {
  if (!isJsonObject(meta)) return false
  const labels = [...objects(meta['security']), ...objects(meta['tag'])]
  return labels.some(({ code }) => ALTERED.includes(code))
}

/** Whether a resource says of itself that something in it that is read was left out. */
export function isMasked(resource: FhirResource): boolean {
  if (resource['meta'] !== undefined && isLabelledAltered(resource)) return true
  for (const element in resource)
    if (
      typeof resource[element] === 'object' &&
      !NOT_READ.has(element) &&
      holdsMark(resource[element], MOST_LEVELS)
    )
      return true
  return false
}
