import type { CodedEntry, ContentItem, SchemeCode } from './content-item.ts'
import type { SrConcept } from './sr-map.ts'

type Codes = Pick<SrConcept, 'codes'>

const has = ({ codes }: Codes, { scheme, value }: SchemeCode) =>
  codes.some((code) => code.scheme === scheme && code.value === value)

const knowsScheme = (concepts: readonly Codes[], { scheme }: SchemeCode) =>
  concepts.some(({ codes }) => codes.some((code) => code.scheme === scheme))

/**
 * Which of these concepts a code means. Its equivalents are asked only when it is of a scheme of
 * which none of the concepts has a code: a code that could be here, and is not, means something
 * else.
 */
export function conceptOf<Concept extends Codes>(
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

export const means = (entry: CodedEntry | undefined, concept: Codes) =>
  conceptOf(entry, [concept]) !== undefined

/** Whether an item is named by one of these concepts. */
export const isNamed = ({ concept }: ContentItem, concepts: readonly Codes[]) =>
  conceptOf(concept, concepts) !== undefined

export function childrenNamed(item: ContentItem, concept: Codes): readonly ContentItem[] {
  return item.children.filter((child) => means(child.concept, concept))
}

/** The only child of a name; of several that differ none is picked. */
export function onlyChild(item: ContentItem, concept: Codes): ContentItem | undefined {
  const [child, ...others] = childrenNamed(item, concept)
  return others.length === 0 ? child : undefined
}
