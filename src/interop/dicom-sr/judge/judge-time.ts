import { childrenNamed, means } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import { toDateTimeOfStamp } from '../data-types.ts'
import type { MeasurementReport } from '../report.ts'
import type { SrMap } from '../sr-map.ts'
import { measuredImages } from './measured-images.ts'
import type { TimeReason } from './statement.ts'

/** What is the same for all measurements of a report. */
export interface ReportTimes {
  readonly report: MeasurementReport
  readonly byPosition: ReadonlyMap<string, ContentItem>
  /** The groups that are of a time point which is not known to be the last. */
  readonly earlierGroups: ReadonlySet<ContentItem>
}

interface TimePoint {
  readonly group: ContentItem
  /** Whatever it is called by; empty when the group does not say. */
  readonly name: string
  readonly order: number | undefined
}

function timePointOf(group: ContentItem, { structure }: SrMap): TimePoint {
  const said = childrenNamed(group, structure.timePoint).map(
    ({ text, code }) => text ?? code?.value,
  )
  const [order, ...others] = childrenNamed(group, structure.timePointOrder).map(({ measured }) =>
    measured !== undefined && 'value' in measured.number ? measured.number.value : undefined,
  )
  const isOrdered = order !== undefined && others.length === 0
  const name = [...said, isOrdered ? String(order) : ''].join('|')
  return { group, name: name.replace(/^\|*$/, ''), order: isOrdered ? order : undefined }
}

/** Of several time points (PS3.16 TID 1502) only the last by their order is of the report's study. */
export function findEarlierGroups(
  groups: readonly ContentItem[],
  map: SrMap,
): ReadonlySet<ContentItem> {
  const points = groups.map((group) => timePointOf(group, map))
  if (new Set(points.map(({ name }) => name)).size < 2) return new Set()
  const named = points.filter(({ name }) => name !== '')
  const orders = named.map(({ order }) => order)
  const last = Math.max(...orders.map((order) => order ?? NaN))
  return new Set(named.filter(({ order }) => order !== last).map(({ group }) => group))
}

/** Dates and studies that an item says it is of, beside the images. */
function isOfAnotherStudy(item: ContentItem, { report }: ReportTimes, { structure }: SrMap) {
  const day = report.studyTime?.slice(0, 10).replaceAll('-', '')
  return item.children.some(({ concept, uid, date }) => {
    if (means(concept, structure.procedureStudy)) return uid !== report.studyUid
    return date !== undefined && day !== undefined && date.slice(0, 8) !== day
  })
}

/** Whether the images are of the report's study, which alone has a known date. */
function judgeImages(
  measurement: ContentItem,
  group: ContentItem,
  { report, byPosition }: ReportTimes,
  map: SrMap,
): TimeReason | undefined {
  const { studiesOf, currentStudies } = report.evidence
  const { images, series } = measuredImages(measurement, group, byPosition, map)
  const isOwn = (uid: string) =>
    [...(studiesOf.get(uid) ?? [])].every((study) => study === report.studyUid)
  if (![...images, ...series].every(isOwn)) return 'other-images'
  if (images.some((uid) => !studiesOf.has(uid))) return 'unlisted-images'
  if (images.length > 0) return undefined
  // A series need not be listed; alone it says nothing of its study.
  if (series.some((uid) => !studiesOf.has(uid))) return 'unlisted-images'
  const isOneStudy = [...currentStudies].every((study) => study === report.studyUid)
  return series.length > 0 || isOneStudy ? undefined : 'other-images'
}

/**
 * The time of a value: of its own Observation DateTime where that is before the study. One that is
 * after it is that of the reading: a value is as old as its images.
 */
function observedAt(
  { observed }: ContentItem,
  { studyTime, zone }: MeasurementReport,
): { readonly time: string | undefined } | undefined {
  if (observed === undefined) return { time: studyTime }
  const time = toDateTimeOfStamp(observed, zone)
  if (time === undefined) return undefined
  if (studyTime === undefined) return { time }
  const [day, studyDay] = [time.slice(0, 10), studyTime.slice(0, 10)]
  const isLessPrecise = day.length < studyDay.length && studyDay.startsWith(day)
  return { time: day > studyDay || isLessPrecise ? studyTime : time }
}

/** When what a measurement says was so, as FHIR dateTime; nothing for a report without a date. */
export function judgeTime(
  measurement: ContentItem,
  group: ContentItem,
  times: ReportTimes,
  map: SrMap,
): { readonly time: string | undefined } | { readonly why: TimeReason } {
  if ([measurement, group].some((item) => isOfAnotherStudy(item, times, map)))
    return { why: 'other-images' }
  const why = judgeImages(measurement, group, times, map)
  if (why !== undefined) return { why }
  if (times.earlierGroups.has(group)) return { why: 'other-time-point' }
  return observedAt(measurement, times.report) ?? { why: 'unreadable-time' }
}
