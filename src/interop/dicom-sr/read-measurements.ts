import {
  childrenNamed,
  type CodedEntry,
  type ContentItem,
  means,
  withDescendants,
} from './content-item.ts'
import { judgeMeasurement, type Measurement, type PassedOverReason } from './judge-measurement.ts'
import { findEarlierGroups } from './judge-time.ts'
import type { MeasurementReport } from './report.ts'
import type { SrMap } from './sr-map.ts'

export interface PassedOver {
  readonly position: string
  readonly concept: CodedEntry | undefined
  readonly why: PassedOverReason
}

/** All numbers of a report, each taken or passed over. */
export interface ReadMeasurements {
  readonly taken: readonly Measurement[]
  readonly passedOver: readonly PassedOver[]
  /** How many numbers describe the images themselves. */
  readonly ofImages: number
}

const isNumber = ({ valueType }: ContentItem) => valueType === 'NUM'

/** The measurement groups (TID 1500, 1501), which are directly in Imaging Measurements. */
const groupsIn = (content: ContentItem, { structure }: SrMap) =>
  childrenNamed(content, structure.measurements).flatMap((container) =>
    childrenNamed(container, structure.group),
  )

/** The items of a report but those of its image library (TID 1600). */
function outsideLibrary(item: ContentItem, map: SrMap): readonly ContentItem[] {
  if (means(item.concept, map.structure.imageLibrary)) return []
  return [item, ...item.children.flatMap((child) => outsideLibrary(child, map))]
}

export function readMeasurements(report: MeasurementReport, map: SrMap): ReadMeasurements {
  const groups = groupsIn(report.content, map)
  const groupOf = new Map(groups.flatMap((group) => group.children.map((item) => [item, group])))
  const all = withDescendants(report.content)
  const byPosition = new Map(all.map((item) => [item.position, item]))
  const times = { report, byPosition, earlierGroups: findEarlierGroups(groups, map) }
  const taken: Measurement[] = []
  const passedOver: PassedOver[] = []
  const numbers = outsideLibrary(report.content, map).filter(isNumber)
  for (const item of numbers) {
    const { position, concept } = item
    const group = groupOf.get(item)
    const judged =
      group === undefined
        ? { why: 'not-in-a-group' as const }
        : judgeMeasurement(item, group, times, map)
    if ('why' in judged) passedOver.push({ position, concept, why: judged.why })
    else taken.push(judged)
  }
  return { taken, passedOver, ofImages: all.filter(isNumber).length - numbers.length }
}
