import { ucumFactor } from '../../../clinical/terminology/convert.ts'
import { childrenNamed, conceptOf } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import type { NamedSrConcept, SrMap, SrQuantity } from '../sr-map.ts'
import type { NumberSaid, ValueOrReason } from './statement.ts'
import { toUcum } from './ucum.ts'

export interface StatisticOptions {
  /** Whether a value that does not say its statistic is the quantity itself. */
  readonly acceptUnstatedStatistic: boolean
}

function judgeStatistic(
  item: ContentItem,
  { mayBeUnstated }: SrQuantity,
  { acceptUnstatedStatistic }: StatisticOptions,
  { structure, statistics }: SrMap,
): ValueOrReason<NamedSrConcept | undefined> {
  const stated = childrenNamed(item, structure.statistic)
  if (stated.length === 0)
    return mayBeUnstated || acceptUnstatedStatistic ? { value: undefined } : { why: 'no-statistic' }
  const statistic = stated.length === 1 ? conceptOf(stated[0]?.code, statistics) : undefined
  const isPlain = stated.every(({ children }) => children.length === 0)
  return statistic === undefined || !isPlain ? { why: 'other-statistic' } : { value: statistic }
}

function judgeValue(
  { measured, isQualified }: ContentItem,
  quantity: SrQuantity,
  map: SrMap,
): ValueOrReason<Pick<NumberSaid, 'value' | 'unit'>> {
  // PS3.3 section C.18.1: it says why there is no value, or that the one that is there is none.
  if (isQualified) return { why: 'qualified' }
  if (measured === undefined) return { why: 'no-value' }
  if ('why' in measured.number) return { why: measured.number.why }
  const unit = toUcum(measured.unit, map)
  if (unit === undefined) return { why: 'unknown-unit' }
  if (ucumFactor(unit, quantity.unit) === undefined) return { why: 'unknown-unit' }
  const { value } = measured.number
  const isCount = Number.isInteger(value) && value >= 0
  return quantity.isCount === true && !isCount ? { why: 'no-count' } : { value: { value, unit } }
}

/** The number of a NUM item: of a known statistic, in a unit of its dimension. */
export function judgeNumber(
  item: ContentItem,
  quantity: SrQuantity,
  options: StatisticOptions,
  map: SrMap,
): ValueOrReason<NumberSaid> {
  const statistic = judgeStatistic(item, quantity, options, map)
  if ('why' in statistic) return statistic
  const measured = judgeValue(item, quantity, map)
  if ('why' in measured) return measured
  return { value: { kind: 'number', quantity, statistic: statistic.value, ...measured.value } }
}
