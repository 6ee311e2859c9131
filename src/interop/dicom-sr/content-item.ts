import type { DataSet } from './data-set.ts'
import { type MeasuredNumber, readMeasuredNumber } from './measured-number.ts'
import type { SrConcept } from './sr-map.ts'

/** A code of a coding scheme, by its designator (PS3.3 section 8.8). */
interface SchemeCode {
  readonly scheme: string
  readonly value: string
  readonly meaning: string | undefined
}

/** A code with the codes that its writer holds to be the same (PS3.3 section 8.9). */
export interface CodedEntry extends SchemeCode {
  readonly equivalents: readonly SchemeCode[]
}

interface MeasuredValue {
  readonly number: MeasuredNumber
  readonly unit: CodedEntry | undefined
}

/** A node of the content tree (PS3.3 section C.17.3), of the value types that are read. */
export interface ContentItem {
  /** `1.3.2`: the second child of the third child of the root (0040,DB73). */
  readonly position: string
  readonly relationship: string | undefined
  readonly valueType: string | undefined
  readonly concept: CodedEntry | undefined
  readonly text: string | undefined
  readonly uid: string | undefined
  /** Of DATE and DATETIME items. */
  readonly date: string | undefined
  readonly code: CodedEntry | undefined
  readonly measured: MeasuredValue | undefined
  /** Numeric Value Qualifier: that the value is none, or not to be relied on. */
  readonly isQualified: boolean
  /** Observation DateTime, its own or that of what it is in. */
  readonly observed: string | undefined
  /** SOP Instance UIDs. */
  readonly images: readonly string[]
  /** The position of the item that stands here, of a relationship by reference. */
  readonly target: string | undefined
  readonly children: readonly ContentItem[]
}

function readSchemeCode(item: DataSet): SchemeCode | undefined {
  const scheme = item.text('CodingSchemeDesignator')
  const value = item.text('CodeValue') ?? item.text('LongCodeValue') ?? item.text('URNCodeValue')
  if (scheme === undefined || value === undefined) return undefined
  return { scheme, value, meaning: item.text('CodeMeaning') }
}

/** Nothing when there is none, or several. */
function readCode([item, ...others]: readonly DataSet[]): CodedEntry | undefined {
  const code = item === undefined || others.length > 0 ? undefined : readSchemeCode(item)
  if (item === undefined || code === undefined) return undefined
  const equivalents = item
    .items('EquivalentCodeSequence')
    .map(readSchemeCode)
    .filter((other) => other !== undefined)
  return { ...code, equivalents }
}

/** Nothing when a NUM item has several values. */
function readMeasured([item, ...others]: readonly DataSet[]): MeasuredValue | undefined {
  if (item === undefined || others.length > 0) return undefined
  return {
    number: readMeasuredNumber(item),
    unit: readCode(item.items('MeasurementUnitsCodeSequence')),
  }
}

/** Referenced Content Item Identifier: numbers of four bytes. */
function readTarget(item: DataSet): string | undefined {
  const bytes = item.bytes('ReferencedContentItemIdentifier')
  if (bytes === undefined) return undefined
  const count = Math.floor(bytes.length / 4)
  return Array.from({ length: count }, (_, i) => bytes.readUInt32LE(i * 4)).join('.')
}

/** The content tree below these elements. */
export function readContent(item: DataSet, position = '1', around?: string): ContentItem {
  const observed = item.text('ObservationDateTime') ?? around
  return {
    position,
    relationship: item.text('RelationshipType'),
    valueType: item.text('ValueType'),
    concept: readCode(item.items('ConceptNameCodeSequence')),
    text: item.text('TextValue'),
    uid: item.text('UID'),
    date: item.text('Date') ?? item.text('DateTime'),
    code: readCode(item.items('ConceptCodeSequence')),
    measured: readMeasured(item.items('MeasuredValueSequence')),
    // Some writers put it beside the number itself.
    isQualified: [item, ...item.items('MeasuredValueSequence')].some((place) =>
      place.has('NumericValueQualifierCodeSequence'),
    ),
    observed,
    images: item
      .items('ReferencedSOPSequence')
      .map((image) => image.text('ReferencedSOPInstanceUID') ?? ''),
    target: readTarget(item),
    children: item
      .items('ContentSequence')
      .map((child, i) => readContent(child, `${position}.${String(i + 1)}`, observed)),
  }
}

const has = ({ codes }: SrConcept, { scheme, value }: SchemeCode) =>
  codes.some((code) => code.scheme === scheme && code.value === value)

const knowsScheme = (concepts: readonly SrConcept[], { scheme }: SchemeCode) =>
  concepts.some(({ codes }) => codes.some((code) => code.scheme === scheme))

/**
 * Which of these concepts a code means. Its equivalents are asked only when it is of a scheme of
 * which none of the concepts has a code: a code that could be here, and is not, means something
 * else.
 */
export function conceptOf<Concept extends SrConcept>(
  entry: CodedEntry | undefined,
  concepts: readonly Concept[],
): Concept | undefined {
  if (entry === undefined) return undefined
  if (knowsScheme(concepts, entry)) return concepts.find((concept) => has(concept, entry))
  const [first, ...others] = entry.equivalents
    .filter((equivalent) => knowsScheme(concepts, equivalent))
    .map((equivalent) => concepts.find((concept) => has(concept, equivalent)))
  return others.every((other) => other === first) ? first : undefined
}

export const means = (entry: CodedEntry | undefined, concept: SrConcept) =>
  conceptOf(entry, [concept]) !== undefined

export function childrenNamed(item: ContentItem, concept: SrConcept): readonly ContentItem[] {
  return item.children.filter((child) => means(child.concept, concept))
}

export function withDescendants(item: ContentItem): readonly ContentItem[] {
  return [item, ...item.children.flatMap(withDescendants)]
}
