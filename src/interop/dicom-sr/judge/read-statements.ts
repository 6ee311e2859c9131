import { childrenNamed, isNamed, means } from '../concepts.ts'
import { type CodedEntry, type ContentItem, withDescendants } from '../content-item.ts'
import type { MeasurementReport } from '../report.ts'
import type { SrMap } from '../sr-map.ts'
import type { StatisticOptions } from './judge-number.ts'
import { judgeStatement } from './judge-statement.ts'
import { findEarlierGroups } from './judge-time.ts'
import { findingOf, isDetail, quantityOf } from './said-of.ts'
import type { PassedOverReason, Statement } from './statement.ts'

export interface PassedOver {
  readonly position: string
  readonly concept: CodedEntry | undefined
  readonly why: PassedOverReason
}

/** All numbers and findings of a report, each taken or passed over. */
export interface ReadStatements {
  readonly taken: readonly Statement[]
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

/** What is said of the organ beside the groups. */
function besideGroups(content: ContentItem, map: SrMap): readonly ContentItem[] {
  const { measurements, derivedMeasurements } = map.structure
  return content.children
    .filter((container) => isNamed(container, [measurements, derivedMeasurements]))
    .flatMap(({ children }) => children)
    .filter((item) => quantityOf(item, map)?.of === 'organ')
}

export function readStatements(
  report: MeasurementReport,
  options: StatisticOptions,
  map: SrMap,
): ReadStatements {
  const { content } = report
  const groups = groupsIn(content, map)
  const alone = { ...content, children: [] }
  const groupOf = new Map([
    ...besideGroups(content, map).map((item) => [item, alone] as const),
    ...groups.flatMap((group) => group.children.map((item) => [item, group] as const)),
  ])
  const all = withDescendants(content)
  const byPosition = new Map(all.map((item) => [item.position, item]))
  const earlier = findEarlierGroups(groups, map)
  // Of a report of several time points nobody knows of which one an item beside the groups is.
  const earlierGroups = earlier.size === 0 ? earlier : new Set([...earlier, alone])
  const times = { report, byPosition, earlierGroups }
  const taken: Statement[] = []
  const passedOver: PassedOver[] = []
  const isRead = (item: ContentItem) =>
    isNumber(item) ? !isDetail(item, map) : findingOf(item, map) !== undefined
  const outside = outsideLibrary(content, map)
  for (const item of outside.filter(isRead)) {
    const { position, concept } = item
    const group = groupOf.get(item)
    const judged =
      group === undefined
        ? { why: 'not-in-a-group' as const }
        : judgeStatement(item, group, { times, options, map })
    if ('why' in judged) passedOver.push({ position, concept, why: judged.why })
    else taken.push(judged)
  }
  const ofImages = all.filter(isNumber).length - outside.filter(isNumber).length
  return { taken, passedOver, ofImages }
}
