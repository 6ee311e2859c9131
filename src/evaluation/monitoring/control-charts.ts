import { firstReached } from '../statistics/ranks.ts'
import {
  ALARM_P,
  ALARM_SCORE,
  type AlarmState,
  LEAST,
  stateOfScore,
  stateOfTail,
} from './alarm-state.ts'
import { isDisclosable, disclosed, type DisclosedCount } from './small-cells.ts'
import { atLeast, atLeastAfter, atMost, type CountOf } from './binomial-tails.ts'

export interface ChartPoint {
  readonly period: string
  readonly patients: DisclosedCount
  /**
   * The figure of the period alone; nothing when there were too few patients, or it would tell of a
   * few.
   */
  readonly figure: number | undefined
  /** What the chart draws: of an EWMA the moving average, else the figure. */
  readonly plotted: number | undefined
  readonly centre: number
  /** Beyond these the state is `alarm`. */
  readonly limits: readonly [low: number, high: number] | undefined
  /** `not-judged`: a figure that informs; its values are watched elsewhere, patient by patient. */
  readonly state: AlarmState | 'not-judged'
}

/** A figure by period that informs, and is held against nothing. */
export const unjudged = (
  period: string,
  patients: number,
  figure: number,
  centre: number,
): ChartPoint =>
  patients < LEAST.patients
    ? tooFew(period, patients, centre)
    : {
        ...{ period, patients: disclosed(patients), figure, plotted: figure },
        ...{ centre, limits: undefined, state: 'not-judged' },
      }

interface PeriodMean {
  readonly period: string
  readonly patients: number
  readonly mean: number
  /** Variance of one figure where the process is in control. */
  readonly variance: number
}

/**
 * The weight of the newest period: 0.2, which finds shifts of half a standard error to one and a
 * half soonest (Lucas and Saccucci, Technometrics 1990;32:1-12; NIST/SEMATECH e-Handbook of
 * Statistical Methods, 6.3.2.4).
 */
export const EWMA_WEIGHT = 0.2

const tooFew = (period: string, patients: number, centre: number): ChartPoint => ({
  period,
  patients: disclosed(patients),
  figure: undefined,
  plotted: undefined,
  centre,
  limits: undefined,
  state: 'too-few',
})

/**
 * The exponentially weighted moving average of the means of periods of unequal size (Roberts,
 * Technometrics 1959;1:239-250), with the exact variance of each point instead of the one that it
 * tends to. A period with too few patients is passed over.
 *
 * @param toShown - From the scale of the chart to the one that is shown, such as from logarithms.
 */
export function ewmaChart(
  periods: readonly PeriodMean[],
  centre: number,
  toShown: (value: number) => number = (value) => value,
): readonly ChartPoint[] {
  let [average, variance] = [centre, 0]
  return periods.map(({ period, patients, mean, variance: ofOne }) => {
    if (patients < LEAST.patients) return tooFew(period, patients, toShown(centre))
    average = EWMA_WEIGHT * mean + (1 - EWMA_WEIGHT) * average
    variance = EWMA_WEIGHT ** 2 * (ofOne / patients) + (1 - EWMA_WEIGHT) ** 2 * variance
    const margin = ALARM_SCORE * Math.sqrt(variance)
    return {
      period,
      patients: disclosed(patients),
      figure: toShown(mean),
      plotted: toShown(average),
      centre: toShown(centre),
      limits: [toShown(centre - margin), toShown(centre + margin)],
      state: stateOfScore((average - centre) / Math.sqrt(variance)),
    }
  })
}

/** How many of a period's patients have something. */
interface PeriodCount extends CountOf {
  readonly period: string
}

/** The least count whose tail is an alarm; one more than all when there is none. A tail falls. */
const firstAlarm = (of: number, tail: (count: number) => number) =>
  firstReached(of + 1, (count) => tail(count) < ALARM_P)

/** A share as it is drawn; left out where it would tell of a few patients. */
function shareOf(period: string, count: number, of: number) {
  const figure = isDisclosable(count, of) ? count / of : undefined
  return { period, patients: disclosed(of), figure, plotted: figure }
}

function sharePoint({ period, count, of }: PeriodCount, share: number): ChartPoint {
  // Where fewer than one is expected on a side, the normal quantiles of a p chart mislead: these are the binomial's own.
  if (of < LEAST.patients) return tooFew(period, of, share)
  const tail = Math.min(atLeast(count, of, share), atMost(count, of, share))
  const high = firstAlarm(of, (k) => atLeast(k, of, share))
  const low = of - firstAlarm(of, (k) => atLeast(k, of, 1 - share))
  return {
    ...shareOf(period, count, of),
    centre: share,
    limits: [Math.max(0, (low + 0.5) / of), Math.min(1, (high - 0.5) / of)],
    state: stateOfTail(tail),
  }
}

/**
 * Shewhart's p chart against a known share, with the probability limits of the binomial
 * distribution in the place of three standard errors, which are wrong where few are counted
 * (Montgomery, Introduction to Statistical Quality Control, 7th ed., 2012, 7.2; NIST/SEMATECH
 * 6.3.3.2).
 */
export const shareChart = (periods: readonly PeriodCount[], share: number): readonly ChartPoint[] =>
  periods.map((periodCount) => sharePoint(periodCount, share))

/**
 * A p chart of each period against all before it, that alarms only upwards. The first periods, with
 * too few before them, are not judged.
 */
export function risingShareChart(periods: readonly PeriodCount[]): readonly ChartPoint[] {
  let earlier: CountOf = { count: 0, of: 0 }
  return periods.map((periodCount) => {
    const { period, count, of } = periodCount
    const before = earlier
    earlier = { count: before.count + count, of: before.of + of }
    const centre = before.of === 0 ? count / Math.max(1, of) : before.count / before.of
    if (of < LEAST.patients) return tooFew(period, of, centre)
    const point = { ...shareOf(period, count, of), centre }
    if (before.of < LEAST.earlierOrders) return { ...point, limits: undefined, state: 'too-few' }
    const high = firstAlarm(of, (k) => atLeastAfter(k, of, before))
    return {
      ...point,
      limits: [0, Math.min(1, (high - 0.5) / of)],
      state: stateOfTail(atLeastAfter(count, of, before)),
    }
  })
}
