import { childrenNamed, conceptOf } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import { toOid } from '../data-types.ts'
import type { NamedSrConcept, SrConcept, SrFinding, SrMap, SrQuantity } from '../sr-map.ts'
import { isUnderstood, judgeLesion, whyNoTumour } from './judge-lesion.ts'
import { judgeNumber, type StatisticOptions } from './judge-number.ts'
import { judgeTime, type ReportTimes } from './judge-time.ts'
import { originOf } from './origin.ts'
import { findingOf, findingValueOf, quantityOf } from './said-of.ts'
import type {
  FindingSaid,
  Lesion,
  PassedOverReason,
  Statement,
  ValueOrReason,
} from './statement.ts'

/** What is the same for all items of a report. */
export interface JudgeContext {
  readonly times: ReportTimes
  readonly options: StatisticOptions
  readonly map: SrMap
}

/**
 * The item's own site, else its group's. Of the organ and one of its parts the part is the site; of
 * several parts, the organ.
 */
function judgeSite(
  item: ContentItem,
  group: ContentItem,
  { structure, sites, organ }: SrMap,
): ValueOrReason<NamedSrConcept> {
  const own = childrenNamed(item, structure.findingSite)
  const stated = own.length > 0 ? own : childrenNamed(group, structure.findingSite)
  if (stated.length === 0) return { why: 'no-site' }
  const known = stated
    .map(({ code }) => conceptOf(code, sites))
    .filter((site) => site !== undefined)
  const whole = sites.find(({ id }) => id === organ)
  const parts = new Set(known.filter((site) => site !== whole))
  const site = parts.size === 1 ? [...parts][0] : whole
  return known.length < stated.length || site === undefined
    ? { why: 'unknown-site' }
    : { value: site }
}

function judgeFinding(item: ContentItem, finding: SrFinding): ValueOrReason<FindingSaid> {
  if (item.isQualified) return { why: 'qualified' }
  const value = findingValueOf(item, finding)
  const words = item.text ?? item.code?.meaning ?? item.code?.value
  return value === undefined || words === undefined
    ? { why: 'unknown-value' }
    : { value: { kind: 'finding', finding, value, words } }
}

/** Modifiers beside which an item still means what its concept says. */
function isUnmodified(item: ContentItem, group: ContentItem, map: SrMap): boolean {
  const { structure, details, identities, findings } = map
  const { findingSite, laterality, language, statistic, method } = structure
  const { algorithm, algorithmName, algorithmVersion } = structure
  const understood: readonly Pick<SrConcept, 'codes'>[] = [
    ...[findingSite, laterality, language, method, algorithm, algorithmName, algorithmVersion],
    ...[...details, ...identities, ...findings],
  ]
  return isUnderstood(group, understood) && isUnderstood(item, [...understood, statistic])
}

/** Of which lesion something is, or that the organ with all its lesions has it. */
function judgeWhose(
  item: ContentItem,
  group: ContentItem,
  isOfLesion: boolean,
  map: SrMap,
): ValueOrReason<Lesion | undefined> {
  if (isOfLesion) {
    const lesion = judgeLesion(item, group, map)
    return 'why' in lesion ? lesion : { value: lesion }
  }
  const why = whyNoTumour(item, group, map)
  return why === undefined || why === 'unnamed-region' ? { value: undefined } : { why }
}

type SaidOf = SrQuantity | SrFinding

const isQuantity = (known: SaidOf): known is SrQuantity => 'unit' in known

/** Of whom and where something is: a lesion, or the organ, which is all of it. */
function judgePlace(
  item: ContentItem,
  group: ContentItem,
  known: SaidOf,
  map: SrMap,
): ValueOrReason<Pick<Statement, 'lesion' | 'site'>> {
  const isOfOrgan = isQuantity(known) && known.of === 'organ'
  const lesion = judgeWhose(item, group, !isOfOrgan, map)
  if ('why' in lesion) return lesion
  const site = judgeSite(item, group, map)
  if ('why' in site) return site
  return isOfOrgan && site.value.id !== map.organ
    ? { why: 'part-of-organ' }
    : { value: { lesion: lesion.value, site: site.value } }
}

/**
 * What an item of a measurement group says, or why it cannot be used: it must be a quantity or a
 * finding that is read, of a tracked lesion of a known site or of the organ, and of the report's
 * study.
 */
export function judgeStatement(
  item: ContentItem,
  group: ContentItem,
  context: JudgeContext,
): Statement | { readonly why: PassedOverReason } {
  const { map, options, times } = context
  const known = quantityOf(item, map) ?? findingOf(item, map)
  if (known === undefined) return { why: 'other-quantity' }
  if (!isUnmodified(item, group, map)) return { why: 'unknown-modifier' }
  const place = judgePlace(item, group, known, map)
  if ('why' in place) return place
  const said = isQuantity(known)
    ? judgeNumber(item, known, options, map)
    : judgeFinding(item, known)
  if ('why' in said) return said
  const time = judgeTime(item, group, times, map)
  if ('why' in time) return time
  return {
    position: item.position,
    observation: toOid(item.observation),
    concept: item.concept,
    said: said.value,
    ...place.value,
    ...time,
    ...originOf(item, group, times.report.observers, map),
  }
}
