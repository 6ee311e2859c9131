import { type ContentItem, means } from './content-item.ts'
import type { DataSet } from './data-set.ts'
import type { SrMap } from './sr-map.ts'

/** Which studies the images of a report are of, as far as it says (PS3.3 section C.17.2.3). */
export interface Evidence {
  /** By SOP Instance UID and Series Instance UID, the Study Instance UIDs under which it is listed. */
  readonly studiesOf: ReadonlyMap<string, ReadonlySet<string | undefined>>
  /** Of the request that the report answers. */
  readonly currentStudies: ReadonlySet<string | undefined>
}

/** The UIDs of the series and of the images that a study of an evidence sequence lists. */
function listedIn(study: DataSet): readonly string[] {
  return study
    .items('ReferencedSeriesSequence')
    .flatMap((series) => [
      series.text('SeriesInstanceUID'),
      ...series
        .items('ReferencedSOPSequence')
        .map((image) => image.text('ReferencedSOPInstanceUID')),
    ])
    .filter((uid) => uid !== undefined)
}

export function readEvidence(dataSet: DataSet): Evidence {
  const studiesOf = new Map<string, Set<string | undefined>>()
  const current = dataSet.items('CurrentRequestedProcedureEvidenceSequence')
  for (const study of [...current, ...dataSet.items('PertinentOtherEvidenceSequence')]) {
    const uid = study.text('StudyInstanceUID')
    for (const listed of listedIn(study))
      studiesOf.set(listed, (studiesOf.get(listed) ?? new Set()).add(uid))
  }
  const currentStudies = new Set(current.map((study) => study.text('StudyInstanceUID')))
  return { studiesOf, currentStudies }
}

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
