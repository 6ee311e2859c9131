import { elements, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { isNamed } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import { isDetail } from '../judge/said-of.ts'
import type { SrMap } from '../sr-map.ts'
import type { GuideBundle } from './bundle.ts'
import { algorithmItems } from './devices.ts'
import { codeItems, entryFor, textItems, toEntry, toItem, valueOf } from './items.ts'
import { lesionItems } from './lesion-items.ts'
import { studyUidOf } from './study.ts'

const FINAL = ['final', 'amended', 'corrected']

/** Whether an Observation is as final as a report that was verified. */
export const isFinal = ({ status }: JsonObject) => FINAL.includes(nonBlank(status) ?? '')

/** Whether an Observation says that it should not be. */
export const isWithdrawn = ({ status }: JsonObject) =>
  ['entered-in-error', 'cancelled'].includes(nonBlank(status) ?? '')

/** A FHIR dateTime as DICOM writes it. */
function toStamp(dateTime: unknown): string | undefined {
  const text = nonBlank(dateTime)
  if (text === undefined) return undefined
  const [date = '', time = ''] = text.replace(/Z$/, '+00:00').split('T')
  return `${date.replaceAll('-', '')}${time.replaceAll(':', '')}`
}

/** What an Observation says beside its value: method, algorithm, notes and interpretations. */
function remarkItems(observation: JsonObject, bundle: GuideBundle, map: SrMap) {
  const { method } = map.structure
  return [
    ...codeItems(entryFor(method), observation['method'], map, { relationship: 'HAS CONCEPT MOD' }),
    ...algorithmItems(observation, bundle, map),
    ...objects(observation['note']).flatMap(({ text }) => textItems(undefined, text)),
    ...elements(observation['interpretation']).flatMap((said) => codeItems(undefined, said, map)),
  ]
}

/** Components: the statistic, the details, and what may change the meaning. */
function componentItems(observation: JsonObject, map: SrMap): readonly ContentItem[] {
  const { statistic, method } = map.structure
  return objects(observation['component']).map((component) => {
    const item = toItem({ concept: toEntry(component['code'], map), ...valueOf(component, map) })
    const isKnown = isNamed(item, [statistic, method]) || isDetail(item, map)
    return isKnown ? item : { ...item, relationship: 'HAS CONCEPT MOD' }
  })
}

const UNKNOWN_MODIFIER = toItem({ relationship: 'HAS CONCEPT MOD', valueType: 'CODE' })

const modifierItems = ({ modifierExtension }: JsonObject) =>
  objects(modifierExtension).map(() => UNKNOWN_MODIFIER)

/** The study of a member, where it is said, so that another than its group's is seen. */
function studyItems(member: JsonObject, bundle: GuideBundle, { structure }: SrMap) {
  const uid = studyUidOf(member, bundle)
  const concept = entryFor(structure.procedureStudy)
  return uid === undefined ? [] : [toItem({ valueType: 'UIDREF', concept, uid })]
}

/**
 * An imaging measurement or a qualitative evaluation of a group; one that is withdrawn, as its
 * group, is not to be relied on.
 */
export function memberItem(
  member: FhirResource,
  group: FhirResource,
  bundle: GuideBundle,
  map: SrMap,
): ContentItem {
  const value = valueOf(member, map)
  const isUnusable =
    isWithdrawn(member) || isWithdrawn(group) || member['dataAbsentReason'] !== undefined
  return toItem({
    ...value,
    position: bundle.nameOf(member) ?? '',
    relationship: 'CONTAINS',
    concept: toEntry(member['code'], map),
    isQualified: isUnusable || value.isQualified === true,
    observed: toStamp(member['effectiveDateTime']),
    children: [
      ...lesionItems(member, bundle, map),
      ...remarkItems(member, bundle, map),
      ...componentItems(member, map),
      ...modifierItems(member),
      ...studyItems(member, bundle, map),
    ],
  })
}

/** A measurement group with its members. */
export function groupItem(
  group: FhirResource,
  members: readonly ContentItem[],
  bundle: GuideBundle,
  map: SrMap,
): ContentItem {
  const { structure } = map
  const code = toItem({ concept: toEntry(group['code'], map) })
  const isCalledGroup = isNamed(code, [structure.group])
  return toItem({
    valueType: 'CONTAINER',
    concept: entryFor(structure.group),
    children: [
      ...lesionItems(group, bundle, map),
      ...codeItems(entryFor(structure.finding), group['valueCodeableConcept'], map),
      ...(isCalledGroup ? [] : codeItems(undefined, group['code'], map)),
      ...remarkItems(group, bundle, map),
      ...componentItems(group, map),
      ...modifierItems(group),
      ...members,
    ],
  })
}
