import { conversionFactor, UCUM_SYSTEM } from '../../clinical/terminology/convert.ts'
import { childrenNamed, type CodedEntry, conceptOf, type ContentItem } from './content-item.ts'
import {
  isUnderstood,
  judgeLesion,
  type Lesion,
  type LesionReason,
  onlyChild,
} from './judge-lesion.ts'
import { judgeTime, type ReportTimes, type TimeReason } from './judge-time.ts'
import type { MeasuredNumber } from './measured-number.ts'
import type { NamedSrConcept, SrMap, SrQuantity } from './sr-map.ts'

/** A measurement that becomes an Observation. */
export interface Measurement {
  readonly position: string
  readonly quantity: SrQuantity
  readonly statistic: NamedSrConcept
  readonly lesion: Lesion
  readonly site: NamedSrConcept
  readonly method: CodedEntry | undefined
  /** FHIR dateTime; nothing when the report is not dated. */
  readonly time: string | undefined
  readonly value: number
  /** UCUM. */
  readonly unit: string
}

type ValueReason = 'qualified' | Extract<MeasuredNumber, { readonly why: unknown }>['why']

export type PassedOverReason =
  | 'not-in-a-group'
  | 'other-quantity'
  | LesionReason
  | 'no-site'
  | 'unknown-site'
  | 'no-statistic'
  | 'other-statistic'
  | ValueReason
  | 'unknown-unit'
  | TimeReason

type ValueOrReason<Value> = { readonly value: Value } | { readonly why: PassedOverReason }

/**
 * The measurement's own site, else its group's. Of the organ and one of its parts the part is the
 * site; of several parts, the organ.
 */
function judgeSite(
  measurement: ContentItem,
  group: ContentItem,
  { structure, sites, organ }: SrMap,
): ValueOrReason<NamedSrConcept> {
  const own = childrenNamed(measurement, structure.findingSite)
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

function judgeStatistic(
  measurement: ContentItem,
  { structure, statistics }: SrMap,
): ValueOrReason<NamedSrConcept> {
  const stated = childrenNamed(measurement, structure.statistic)
  if (stated.length === 0) return { why: 'no-statistic' }
  const statistic = stated.length === 1 ? conceptOf(stated[0]?.code, statistics) : undefined
  const isPlain = stated.every(({ children }) => children.length === 0)
  return statistic === undefined || !isPlain ? { why: 'other-statistic' } : { value: statistic }
}

const NO_SYNONYMS = new Map<string, never>()

/** The UCUM code of a unit, its own or that of its equivalents. */
function ucumOf(unit: CodedEntry | undefined): string | undefined {
  if (unit === undefined) return undefined
  return [unit, ...unit.equivalents].find(({ scheme }) => scheme === 'UCUM')?.value
}

function judgeValue(
  { measured, isQualified }: ContentItem,
  quantity: SrQuantity,
  { unitAliases }: SrMap,
): ValueOrReason<{ readonly value: number; readonly unit: string }> {
  // PS3.3 section C.18.1: it says why there is no value, or that the one that is there is none.
  if (isQualified) return { why: 'qualified' }
  if (measured === undefined) return { why: 'no-value' }
  if ('why' in measured.number) return { why: measured.number.why }
  const sent = ucumOf(measured.unit)
  const unit = unitAliases.find((alias) => alias.sent === sent)?.ucum ?? sent
  if (unit === undefined) return { why: 'unknown-unit' }
  const factor = conversionFactor({ system: UCUM_SYSTEM, code: unit }, quantity.unit, NO_SYNONYMS)
  return factor === undefined
    ? { why: 'unknown-unit' }
    : { value: { value: measured.number.value, unit } }
}

/** Modifiers beside which a number still means what its concept says. */
function isUnmodified(measurement: ContentItem, group: ContentItem, map: SrMap): boolean {
  const { findingSite, laterality, language, statistic, method, algorithm } = map.structure
  const understood = [findingSite, laterality, language, method, algorithm, ...map.identities]
  return isUnderstood(group, understood) && isUnderstood(measurement, [...understood, statistic])
}

/** The number of a measurement and the time of it. */
function judgeNumber(
  measurement: ContentItem,
  group: ContentItem,
  { quantity, times }: { readonly quantity: SrQuantity; readonly times: ReportTimes },
  map: SrMap,
): ValueOrReason<Pick<Measurement, 'value' | 'unit' | 'time'>> {
  const measured = judgeValue(measurement, quantity, map)
  if ('why' in measured) return measured
  const time = judgeTime(measurement, group, times, map)
  return 'why' in time ? time : { value: { ...measured.value, ...time } }
}

/**
 * What a NUM item of a measurement group says, or why it cannot be used: it must be a quantity that
 * is read, of a tracked lesion of a known site, by a known statistic, in a unit of its dimension,
 * and measured on images of the report's study.
 */
export function judgeMeasurement(
  measurement: ContentItem,
  group: ContentItem,
  times: ReportTimes,
  map: SrMap,
): Measurement | { readonly why: PassedOverReason } {
  const quantity = conceptOf(measurement.concept, map.quantities)
  if (quantity === undefined) return { why: 'other-quantity' }
  if (!isUnmodified(measurement, group, map)) return { why: 'unknown-modifier' }
  const lesion = judgeLesion(measurement, group, map)
  if ('why' in lesion) return lesion
  const site = judgeSite(measurement, group, map)
  if ('why' in site) return site
  const statistic = judgeStatistic(measurement, map)
  if ('why' in statistic) return statistic
  const number = judgeNumber(measurement, group, { quantity, times }, map)
  if ('why' in number) return number
  const { method } = map.structure
  return {
    position: measurement.position,
    quantity,
    statistic: statistic.value,
    lesion,
    site: site.value,
    method: (onlyChild(measurement, method) ?? onlyChild(group, method))?.code,
    ...number.value,
  }
}
