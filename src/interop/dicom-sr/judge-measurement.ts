import { conversionFactor, UCUM_SYSTEM } from '../../clinical/terminology/convert.ts'
import { childrenNamed, type CodedEntry, type ContentItem, means } from './content-item.ts'
import { toOid } from './data-types.ts'
import type { NamedSrConcept, SrConcept, SrMap, SrQuantity } from './sr-map.ts'

interface Lesion {
  /** Tracking Unique Identifier, as URI. */
  readonly uid: string
  /** Tracking Identifier: what people call the lesion. */
  readonly name: string | undefined
}

/** A measurement that becomes an Observation. */
export interface Measurement {
  readonly position: string
  readonly quantity: SrQuantity
  readonly statistic: NamedSrConcept
  readonly lesion: Lesion
  readonly site: NamedSrConcept
  readonly method: CodedEntry | undefined
  readonly value: number
  /** UCUM. */
  readonly unit: string
}

export type PassedOverReason =
  | 'not-in-a-group'
  | 'other-quantity'
  | 'unknown-modifier'
  | 'no-lesion'
  | 'not-a-lesion'
  | 'no-site'
  | 'other-site'
  | 'no-statistic'
  | 'other-statistic'
  | 'no-value'
  | 'unknown-unit'

type ValueOrReason<Value> = { readonly value: Value } | { readonly why: PassedOverReason }

const named = <Concept extends SrConcept>(
  entry: CodedEntry | undefined,
  concepts: readonly Concept[],
): Concept | undefined => concepts.find((concept) => means(entry, concept))

/** The only child of a name; of several that differ none is picked. */
function onlyChild(item: ContentItem, concept: SrConcept): ContentItem | undefined {
  const [child, ...others] = childrenNamed(item, concept)
  return others.length === 0 ? child : undefined
}

/** A modifier that is not understood may change what is meant. */
function isUnderstood(item: ContentItem, concepts: readonly SrConcept[]): boolean {
  return item.children
    .filter(({ relationship }) => relationship === 'HAS CONCEPT MOD')
    .every(({ concept }) => named(concept, concepts) !== undefined)
}

function judgeLesion(group: ContentItem, { structure, lesions }: SrMap): ValueOrReason<Lesion> {
  const uid = toOid(onlyChild(group, structure.trackingUid)?.uid)
  if (uid === undefined) return { why: 'no-lesion' }
  const findings = childrenNamed(group, structure.finding)
  if (findings.some(({ code }) => named(code, lesions) === undefined))
    return { why: 'not-a-lesion' }
  return { value: { uid, name: onlyChild(group, structure.trackingIdentifier)?.text } }
}

/** The measurement's own site, else its group's. */
function judgeSite(
  measurement: ContentItem,
  group: ContentItem,
  { structure, sites }: SrMap,
): ValueOrReason<NamedSrConcept> {
  const own = childrenNamed(measurement, structure.findingSite)
  const stated = own.length > 0 ? own : childrenNamed(group, structure.findingSite)
  const known = stated.map(({ code }) => named(code, sites))
  const [site] = known
  if (stated.length === 0) return { why: 'no-site' }
  return site === undefined || known.some((other) => other !== site)
    ? { why: 'other-site' }
    : { value: site }
}

function judgeStatistic(
  measurement: ContentItem,
  { structure, statistics }: SrMap,
): ValueOrReason<NamedSrConcept> {
  const stated = childrenNamed(measurement, structure.statistic)
  if (stated.length === 0) return { why: 'no-statistic' }
  const statistic = stated.length === 1 ? named(stated[0]?.code, statistics) : undefined
  return statistic === undefined ? { why: 'other-statistic' } : { value: statistic }
}

const NO_SYNONYMS = new Map<string, never>()

function judgeValue(
  { measured }: ContentItem,
  quantity: SrQuantity,
  { unitAliases }: SrMap,
): ValueOrReason<{ readonly value: number; readonly unit: string }> {
  if (measured?.number === undefined) return { why: 'no-value' }
  if (measured.unit?.scheme !== 'UCUM') return { why: 'unknown-unit' }
  const { value: sent } = measured.unit
  const unit = unitAliases.find((alias) => alias.sent === sent)?.ucum ?? sent
  const factor = conversionFactor({ system: UCUM_SYSTEM, code: unit }, quantity.unit, NO_SYNONYMS)
  return factor === undefined
    ? { why: 'unknown-unit' }
    : { value: { value: measured.number, unit } }
}

/**
 * What a NUM item of a measurement group says, or why it cannot be used: it must be a quantity that
 * is read, of a tracked lesion of a known site, by a known statistic, in a unit of its dimension.
 */
export function judgeMeasurement(
  measurement: ContentItem,
  group: ContentItem,
  map: SrMap,
): Measurement | { readonly why: PassedOverReason } {
  const { findingSite, statistic: derivation, method, algorithm } = map.structure
  const quantity = named(measurement.concept, map.quantities)
  if (quantity === undefined) return { why: 'other-quantity' }
  const isPlain =
    isUnderstood(group, [findingSite, method, algorithm]) &&
    isUnderstood(measurement, [findingSite, method, algorithm, derivation])
  if (!isPlain) return { why: 'unknown-modifier' }
  const lesion = judgeLesion(group, map)
  if ('why' in lesion) return lesion
  const site = judgeSite(measurement, group, map)
  if ('why' in site) return site
  const statistic = judgeStatistic(measurement, map)
  if ('why' in statistic) return statistic
  const measured = judgeValue(measurement, quantity, map)
  if ('why' in measured) return measured
  return {
    position: measurement.position,
    quantity,
    statistic: statistic.value,
    lesion: lesion.value,
    site: site.value,
    method: (onlyChild(measurement, method) ?? onlyChild(group, method))?.code,
    ...measured.value,
  }
}
