import { means } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import type { SrMap } from '../sr-map.ts'

const IMAGES = ['IMAGE', 'WAVEFORM']

/**
 * The images on which items rest: those below them, and those of the items to which they refer
 * instead of repeating them.
 */
function imagesBelow(
  items: readonly ContentItem[],
  byPosition: ReadonlyMap<string, ContentItem>,
): readonly string[] {
  const seen = new Set<ContentItem>()
  const images: string[] = []
  function visit(item: ContentItem): void {
    if (seen.has(item)) return
    seen.add(item)
    if (IMAGES.includes(item.valueType ?? '')) images.push(...item.images)
    item.children.forEach(visit)
    if (item.target === undefined) return
    const target = byPosition.get(item.target)
    // A reference to nothing names an image that nobody lists.
    if (target === undefined) images.push(item.target)
    else visit(target)
  }
  items.forEach(visit)
  return images
}

export interface MeasuredImages {
  readonly images: readonly string[]
  /** Of items that name a whole series. */
  readonly series: readonly string[]
}

/** What a measurement was made on: its own images, and those of its group. */
export function measuredImages(
  measurement: ContentItem,
  group: ContentItem,
  byPosition: ReadonlyMap<string, ContentItem>,
  { structure }: SrMap,
): MeasuredImages {
  const shared = group.children.filter(({ valueType }) => valueType !== 'NUM')
  const series = [...measurement.children, ...shared]
    .filter(({ concept }) => means(concept, structure.sourceSeries))
    .map(({ uid }) => uid ?? '')
  return { images: imagesBelow([measurement, ...shared], byPosition), series }
}
