import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import type { SrConcept } from './sr-map.ts'

/** A code with its coding scheme's designator (PS3.3 section 8.8). */
export interface CodedEntry {
  readonly scheme: string
  readonly value: string
  readonly meaning: string | undefined
}

interface MeasuredValue {
  readonly number: number | undefined
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
  readonly code: CodedEntry | undefined
  readonly measured: MeasuredValue | undefined
  readonly children: readonly ContentItem[]
}

/** The library splits every text at its backslashes: they are put in again. */
export function textOf(value: unknown): string | undefined {
  const parts = Array.isArray(value) ? elements(value).map(String) : [value]
  return parts.length === 1 ? nonBlank(parts[0])?.trim() : nonBlank(parts.join('\\'))?.trim()
}

function readCode(sequence: unknown): CodedEntry | undefined {
  const [item, ...others] = objects(sequence)
  if (item === undefined || others.length > 0) return undefined
  const scheme = textOf(item['CodingSchemeDesignator'])
  const value =
    textOf(item['CodeValue']) ?? textOf(item['LongCodeValue']) ?? textOf(item['URNCodeValue'])
  if (scheme === undefined || value === undefined) return undefined
  return { scheme, value, meaning: textOf(item['CodeMeaning']) }
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Nothing when a NUM item has several values. */
function readMeasured(sequence: unknown): MeasuredValue | undefined {
  const [item, ...others] = objects(sequence)
  if (item === undefined || others.length > 0) return undefined
  return {
    number: readNumber(item['FloatingPointValue']) ?? readNumber(item['NumericValue']),
    unit: readCode(item['MeasurementUnitsCodeSequence']),
  }
}

/** The content tree below these elements. */
export function readContent(item: JsonObject, position = '1'): ContentItem {
  return {
    position,
    relationship: textOf(item['RelationshipType']),
    valueType: textOf(item['ValueType']),
    concept: readCode(item['ConceptNameCodeSequence']),
    text: textOf(item['TextValue']),
    uid: textOf(item['UID']),
    code: readCode(item['ConceptCodeSequence']),
    measured: readMeasured(item['MeasuredValueSequence']),
    children: elements(item['ContentSequence']).map((child, i) =>
      readContent(isJsonObject(child) ? child : {}, `${position}.${String(i + 1)}`),
    ),
  }
}

export function means(entry: CodedEntry | undefined, { codes }: SrConcept): boolean {
  return codes.some(({ scheme, value }) => entry?.scheme === scheme && entry.value === value)
}

export function childrenNamed(item: ContentItem, concept: SrConcept): readonly ContentItem[] {
  return item.children.filter((child) => means(child.concept, concept))
}

export function withDescendants(item: ContentItem): readonly ContentItem[] {
  return [item, ...item.children.flatMap(withDescendants)]
}
