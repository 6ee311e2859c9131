import { conceptOf, isNamed } from '../concepts.ts'
import type { CodedEntry, ContentItem } from '../content-item.ts'
import type { SrFinding, SrFindingValue, SrMap, SrQuantity } from '../sr-map.ts'

/** Words as they are compared whole: without case, double spaces and a stop at the end. */
const fold = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/[.:。]$/, '')
    .trim()

/** What a NUM item measures. */
export const quantityOf = (
  { valueType, concept }: ContentItem,
  { quantities }: SrMap,
): SrQuantity | undefined => (valueType === 'NUM' ? conceptOf(concept, quantities) : undefined)

/** Whether an item says how another came about, or how sure it is. */
export const isDetail = (item: ContentItem, { details }: SrMap) => isNamed(item, details)

const words = (code: CodedEntry | undefined) => fold(code?.meaning ?? '')

/** Which finding a CODE or TEXT item is about: by its code, else by its name. */
export function findingOf(
  { valueType, concept }: ContentItem,
  { findings }: SrMap,
): SrFinding | undefined {
  if (valueType !== 'CODE' && valueType !== 'TEXT') return undefined
  return (
    conceptOf(concept, findings) ?? findings.find(({ names }) => names.includes(words(concept)))
  )
}

/** The value of a finding: by its code, else by its words. */
export function findingValueOf(
  { code, text }: ContentItem,
  { values }: SrFinding,
): SrFindingValue | undefined {
  const said = text === undefined ? words(code) : fold(text)
  return conceptOf(code, values) ?? values.find(({ texts }) => texts.includes(said))
}
