import { childrenNamed, conceptOf, isNamed, means, onlyChild } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import { toOid } from '../data-types.ts'
import type { SrConcept, SrMap } from '../sr-map.ts'
import {
  asksWhatItIs,
  denies,
  mayNameLesion,
  speaksOfLesion,
  speaksOfOther,
} from './region-words.ts'
import { findingOf, isDetail } from './said-of.ts'
import type { Lesion, LesionReason } from './statement.ts'

/** What says something of its parent in words, codes or numbers, not by an image. */
const isSaid = ({ valueType }: ContentItem) => ['CODE', 'TEXT', 'NUM'].includes(valueType ?? '')

/** A modifier that is not understood may change what is meant. */
export function isUnderstood(
  item: ContentItem,
  concepts: readonly Pick<SrConcept, 'codes'>[],
): boolean {
  return item.children
    .filter(({ relationship }) => relationship === 'HAS CONCEPT MOD')
    .every((child) => isNamed(child, concepts))
}

/** Whether nothing below the findings and sites of an item makes them mean something else. */
function isPlain(item: ContentItem, { structure }: SrMap): boolean {
  const { finding, findingSite, laterality, language } = structure
  return item.children
    .filter((child) => isNamed(child, [finding, findingSite]))
    .every(({ children }) =>
      children.filter(isSaid).every((child) => isNamed(child, [laterality, language])),
    )
}

/** The lesion that a measurement tracks: its group's, unless it has an identifier of its own. */
function judgeTracking(
  measurement: ContentItem,
  group: ContentItem,
  { structure }: SrMap,
): Lesion | { readonly why: LesionReason } {
  const { trackingUid, trackingIdentifier } = structure
  const own = childrenNamed(measurement, trackingUid)
  const tracks = childrenNamed(group, trackingUid).length > 0 ? group : measurement
  const uid = toOid(onlyChild(tracks, trackingUid)?.uid)
  if (uid === undefined) return { why: 'no-lesion' }
  const name = onlyChild(tracks, trackingIdentifier)?.text
  // What the group says of its lesion is not said of another.
  const isOwn =
    own.every((item) => toOid(item.uid) === uid) &&
    (own.length > 0 ||
      childrenNamed(measurement, trackingIdentifier).every(({ text }) => text === name))
  return isOwn ? { uid, name } : { why: 'other-tracking' }
}

/** What a group or a measurement says of its region, but for what is read by itself. */
function statementsIn(item: ContentItem, map: SrMap): readonly ContentItem[] {
  const { finding, findingSite, method, statistic, language, laterality } = map.structure
  const { algorithm, algorithmName, algorithmVersion } = map.structure
  const readElsewhere = [
    ...[finding, findingSite, method, statistic, language, laterality],
    ...[algorithm, algorithmName, algorithmVersion],
  ]
  return item.children
    .filter(
      (child) =>
        child.valueType !== 'NUM' &&
        !/^HAS (OBS|ACQ) CONTEXT$/.test(child.relationship ?? '') &&
        !isNamed(child, readElsewhere) &&
        !isDetail(child, map) &&
        findingOf(child, map) === undefined,
    )
    .flatMap((child) => [child, ...statementsIn(child, map)])
}

/** Whether a value says that the region is a lesion. */
function saysLesion({ code, text }: ContentItem, { lesions, words }: SrMap): boolean {
  if (conceptOf(code, lesions) !== undefined) return true
  const said = code?.meaning ?? text ?? ''
  return speaksOfLesion(said, words) && !speaksOfOther(said, words) && !denies(said, words)
}

/** Whether words speak against the lesion: of something else, or by denying what it is. */
function contradicts(about: string, said: string, { words }: SrMap): boolean {
  if (speaksOfOther(said, words)) return true
  const isAboutOther = speaksOfOther(about, words)
  if (!denies(said, words)) return isAboutOther
  // "Necrosis: absent" denies nothing of the lesion; "viable tumour: no" does.
  const isAboutLesion = speaksOfLesion(about, words) && !isAboutOther
  return about === '' || isAboutLesion || speaksOfLesion(said, words)
}

/** Whether the value of an item says what its region is: by the item's concept, or by its name. */
const isIdentity = (item: ContentItem, { identities, words }: SrMap) =>
  isNamed(item, identities) || asksWhatItIs(item.concept?.meaning ?? '', words)

/** The words of an item; of a code that has none, the code. */
const wordsOf = ({ valueType, text, code }: ContentItem) =>
  valueType === 'TEXT' ? text : (code?.meaning ?? code?.value)

/** Whether an item says of its region that it is no lesion. */
function deniesLesion(item: ContentItem, said: string, map: SrMap): boolean {
  if (conceptOf(item.code, map.otherTissues) !== undefined) return true
  return isIdentity(item, map)
    ? !saysLesion(item, map)
    : contradicts(item.concept?.meaning ?? '', said, map)
}

/** Why what is said beside the measurements, by a code or in words, speaks against the lesion. */
function judgeStatement(item: ContentItem, map: SrMap): LesionReason | undefined {
  if (item.valueType !== 'CODE' && item.valueType !== 'TEXT') return undefined
  const said = wordsOf(item)
  if (said === undefined) return 'unread-text'
  return deniesLesion(item, said, map) ? 'said-otherwise' : undefined
}

function areFindingsLesions(item: ContentItem, { structure, lesions, words }: SrMap) {
  const findings = childrenNamed(item, structure.finding)
  return findings.every(
    ({ code }) =>
      conceptOf(code, lesions) !== undefined && !speaksOfOther(code?.meaning ?? '', words),
  )
}

/** Why the names of a region speak against its being a lesion; without a Finding they alone say it. */
function judgeNames(
  measurement: ContentItem,
  group: ContentItem,
  { structure, words }: SrMap,
): LesionReason | undefined {
  const names = [group, measurement].flatMap((item) =>
    childrenNamed(item, structure.trackingIdentifier),
  )
  if (names.some(({ text }) => text !== undefined && speaksOfOther(text, words)))
    return 'said-otherwise'
  const hasFinding = group.children.some(({ concept }) => means(concept, structure.finding))
  const isNeutral = names.every(({ text }) => text !== undefined && mayNameLesion(text, words))
  return hasFinding || isNeutral ? undefined : 'unnamed-region'
}

/** Why the region of a measurement is not known to be of a tumour. */
export function whyNoTumour(
  measurement: ContentItem,
  group: ContentItem,
  map: SrMap,
): LesionReason | undefined {
  if (!isPlain(group, map) || !isPlain(measurement, map)) return 'unknown-modifier'
  if (![group, measurement].every((item) => areFindingsLesions(item, map))) return 'not-a-lesion'
  const statements = [group, measurement].flatMap((item) => statementsIn(item, map))
  const [why] = [
    judgeNames(measurement, group, map),
    ...statements.map((statement) => judgeStatement(statement, map)),
  ].filter((reason) => reason !== undefined)
  return why
}

/** The lesion of a measurement, or why it is of none that is known to be a tumour. */
export function judgeLesion(
  measurement: ContentItem,
  group: ContentItem,
  map: SrMap,
): Lesion | { readonly why: LesionReason } {
  const why = whyNoTumour(measurement, group, map)
  if (why === 'unknown-modifier') return { why }
  const lesion = judgeTracking(measurement, group, map)
  if ('why' in lesion) return lesion
  return why === undefined ? lesion : { why }
}
