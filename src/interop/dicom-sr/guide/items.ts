import { isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import { UCUM_SYSTEM } from '../../../clinical/terminology/convert.ts'
import type { CodedEntry, ContentItem, SchemeCode } from '../content-item.ts'
import type { SrConcept, SrMap } from '../sr-map.ts'

const NO_ITEM: ContentItem = {
  position: '',
  relationship: undefined,
  valueType: undefined,
  concept: undefined,
  text: undefined,
  uid: undefined,
  person: undefined,
  date: undefined,
  code: undefined,
  measured: undefined,
  isQualified: false,
  observed: undefined,
  observation: undefined,
  images: [],
  target: undefined,
  children: [],
}

export const toItem = (more: Partial<ContentItem>): ContentItem => ({ ...NO_ITEM, ...more })

/** A concept as DICOM would name it. */
export function entryFor({ codes, meaning }: SrConcept): CodedEntry {
  const [{ scheme, value } = { scheme: '', value: '' }] = codes
  return { scheme, value, meaning, equivalents: [] }
}

function toSchemeCode(
  { system, code, display }: JsonObject,
  text: string | undefined,
  { systems }: SrMap,
): readonly SchemeCode[] {
  const [uri, value] = [nonBlank(system), nonBlank(code)]
  if (value === undefined) return []
  const scheme = systems.find((known) => known.system === uri)?.scheme ?? uri ?? ''
  return [{ scheme, value, meaning: nonBlank(display) ?? text }]
}

/** The first coding of a CodeableConcept with the others as its equivalents; else its words. */
export function toEntry(concept: unknown, map: SrMap): CodedEntry | undefined {
  if (!isJsonObject(concept)) return undefined
  const text = nonBlank(concept['text'])
  const [first, ...equivalents] = objects(concept['coding']).flatMap((coding) =>
    toSchemeCode(coding, text, map),
  )
  if (first !== undefined) return { ...first, equivalents }
  return text === undefined
    ? undefined
    : { scheme: '', value: text, meaning: text, equivalents: [] }
}

/** A CODE item; nothing when there is no concept. */
export function codeItems(
  concept: CodedEntry | undefined,
  value: unknown,
  map: SrMap,
  more: Partial<ContentItem> = {},
): readonly ContentItem[] {
  const code = toEntry(value, map)
  return code === undefined ? [] : [toItem({ valueType: 'CODE', concept, code, ...more })]
}

export const textItems = (
  concept: CodedEntry | undefined,
  value: unknown,
  more: Partial<ContentItem> = {},
): readonly ContentItem[] => {
  const text = nonBlank(value)
  return text === undefined ? [] : [toItem({ valueType: 'TEXT', concept, text, ...more })]
}

/** A Quantity as the value of a NUM item: one with a comparator is not to be relied on. */
function numberOf(quantity: JsonObject): Partial<ContentItem> {
  const { value, system, code, unit, comparator } = quantity
  const ucum = system === UCUM_SYSTEM ? nonBlank(code) : undefined
  return {
    valueType: 'NUM',
    isQualified: comparator !== undefined,
    measured: {
      number: typeof value === 'number' ? { value } : { why: 'no-value' },
      unit:
        ucum === undefined
          ? undefined
          : { scheme: 'UCUM', value: ucum, meaning: nonBlank(unit), equivalents: [] },
    },
  }
}

/** The value of an Observation or a component as that of an item. */
export function valueOf(element: JsonObject, map: SrMap): Partial<ContentItem> {
  const { valueQuantity, valueCodeableConcept, valueString, valueInteger } = element
  if (isJsonObject(valueQuantity)) return numberOf(valueQuantity)
  if (typeof valueInteger === 'number')
    return numberOf({ value: valueInteger, system: UCUM_SYSTEM, code: '1' })
  if (valueCodeableConcept !== undefined)
    return { valueType: 'CODE', code: toEntry(valueCodeableConcept, map) }
  return { valueType: 'TEXT', text: nonBlank(valueString) }
}
