import { type Proportion, proportion } from '../statistics/proportion.ts'
import { groupBy, type PeriodLength, periodOf } from './periods.ts'
import type { RecordedCase } from './recorded-case.ts'
import { disclosed, isDisclosable, type DisclosedCount } from './small-cells.ts'

export interface PeriodVolume {
  readonly period: string
  /** Orders that were assessed; each once, however often it was selected and signed. */
  readonly orders: DisclosedCount
  readonly computed: DisclosedCount
  readonly shown: DisclosedCount
  /** Shown cards per 100 orders; nothing of a few orders. */
  readonly shownPer100: number | undefined
  /** The share of orders with at least one shown card (Wilson). */
  readonly ordersWithCard: Proportion | undefined
  /** Shown cards that said the same of the same order as one before them. */
  readonly shownAgain: DisclosedCount
}

function repeatsIn(shown: readonly RecordedCase[]): number {
  return shown.length - new Set(shown.map(({ fingerprint }) => fingerprint)).size
}

function volumeIn(period: string, cases: readonly RecordedCase[]): PeriodVolume {
  const ofOrders = [
    ...groupBy(cases, (recorded) =>
      JSON.stringify([recorded.client, recorded.patient, recorded.order]),
    ).values(),
  ]
  const shown = cases.filter(({ isShown }) => isShown)
  const withCard = ofOrders.filter((group) => group.some(({ isShown }) => isShown)).length
  const orders = ofOrders.length
  const isEnough = orders > 0 && disclosed(orders) !== 'few' && isDisclosable(withCard, orders)
  return {
    period,
    orders: disclosed(orders),
    computed: disclosed(cases.length),
    shown: disclosed(shown.length),
    shownPer100: isEnough ? (100 * shown.length) / orders : undefined,
    ordersWithCard: isEnough ? proportion(withCard, orders) : undefined,
    shownAgain: disclosed(repeatsIn(shown)),
  }
}

/** The volume of cards, period by period; of orders alone, not of records that were opened. */
export function volumeOver(
  cases: readonly RecordedCase[],
  length: PeriodLength,
): readonly PeriodVolume[] {
  const ordered = cases.filter(({ order }) => order !== undefined)
  return [...groupBy(ordered, ({ at }) => periodOf(at, length))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([period, group]) => volumeIn(period, group))
}
