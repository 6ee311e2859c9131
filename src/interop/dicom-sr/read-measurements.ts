import {
  childrenNamed,
  type CodedEntry,
  type ContentItem,
  withDescendants,
} from './content-item.ts'
import { judgeMeasurement, type Measurement, type PassedOverReason } from './judge-measurement.ts'
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
}

const isNumber = ({ valueType }: ContentItem) => valueType === 'NUM'

/** By the position of a measurement, the group that it is directly in (TID 1500, 1501). */
function groupsByMember(
  content: ContentItem,
  { structure }: SrMap,
): ReadonlyMap<string, ContentItem> {
  const groups = childrenNamed(content, structure.measurements).flatMap((container) =>
    childrenNamed(container, structure.group),
  )
  return new Map(
    groups.flatMap((group) => group.children.map(({ position }) => [position, group] as const)),
  )
}

export function readMeasurements(content: ContentItem, map: SrMap): ReadMeasurements {
  const groups = groupsByMember(content, map)
  const taken: Measurement[] = []
  const passedOver: PassedOver[] = []
  for (const item of withDescendants(content).filter(isNumber)) {
    const group = groups.get(item.position)
    const judged =
      group === undefined ? { why: 'not-in-a-group' as const } : judgeMeasurement(item, group, map)
    if ('why' in judged)
      passedOver.push({ position: item.position, concept: item.concept, why: judged.why })
    else taken.push(judged)
  }
  return { taken, passedOver }
}
