import { cStatistic } from '../statistics/roc.ts'
import type { Estimate } from '../statistics/estimate.ts'
import { observedToExpected } from '../statistics/calibration.ts'
import { type Proportion, proportion } from '../statistics/proportion.ts'
import { meanOf } from '../statistics/vector.ts'
import { toInstant } from '../../base/time.ts'
import { expectedCStatistic } from '../../clinical/models/population.ts'
import { type AlarmState, LEAST, LEAST_COVERAGE, stateOfScore } from './alarm-state.ts'
import { type ChartPoint, ewmaChart } from './control-charts.ts'
import type { Horizon } from '../outcomes/outcome-in-time.ts'
import { type JudgedCase, withOutcomes } from './orders-and-outcomes.ts'
import { aYearBefore } from './periods.ts'
import type { EstimatedCase, RecordedOutcome } from './recorded-case.ts'
import { isDisclosable, disclosed, disclosedAmong, type DisclosedCount } from './small-cells.ts'

/** How predictions and outcomes agree; of patients ordered for in the time, judged later. */
export interface Agreement {
  /** Orders with a predicted risk, and those of them whose outcome is known. */
  readonly estimated: DisclosedCount
  readonly known: DisclosedCount
  readonly events: DisclosedCount
  /** Of the orders whose outcome is known; as all below. */
  readonly meanPredicted: number | undefined
  readonly observed: Proportion | undefined
  readonly observedToExpected: Estimate | undefined
  /** With DeLong's interval. */
  readonly cStatistic: Estimate | undefined
}

/** One period, and the year up to its last order. */
interface PeriodPerformance {
  readonly period: string
  readonly here: Agreement
  readonly year: Agreement & {
    /**
     * The c-statistic that these very patients would give if their predicted risks were right, so
     * that an easier or harder mix of patients is no loss of discrimination (van Klaveren et al.,
     * Stat Med 2016;35:4136-4152).
     */
    readonly expectedCStatistic: number | undefined
    /** Whether the c-statistic is below the expected one beyond chance. */
    readonly discrimination: AlarmState
  }
}

export interface ModelPerformance {
  readonly periods: readonly PeriodPerformance[]
  /** Observed less predicted, per patient: an EWMA around 0. */
  readonly calibration: readonly ChartPoint[]
}

/** The orders of a time with a predicted risk, and those of them whose outcome is known. */
interface Judged {
  readonly estimated: number
  readonly known: readonly JudgedCase<EstimatedCase>[]
}

const outcomesOf = ({ known }: Judged) => known.map(({ outcome }) => outcome)
const risksOf = ({ known }: Judged) => known.map(({ recorded }) => recorded.estimate.predictedRisk)
const eventsOf = ({ known }: Judged) => known.filter(({ outcome }) => outcome === 1).length

function hasEachOutcome(judged: Judged, least: number): boolean {
  const events = eventsOf(judged)
  return Math.min(events, judged.known.length - events) >= least
}

function agreementOf(judged: Judged): Agreement {
  const events = eventsOf(judged)
  const patients = judged.known.length
  const isShown = patients >= LEAST.outcomes && isDisclosable(events, patients)
  const [outcomes, risks] = [outcomesOf(judged), risksOf(judged)]
  const isRanked = hasEachOutcome(judged, LEAST.eachOutcome)
  return {
    estimated: disclosed(judged.estimated),
    known: disclosed(patients),
    events: disclosedAmong(events, patients),
    meanPredicted: patients >= LEAST.outcomes ? meanOf(risks) : undefined,
    observed: isShown ? proportion(events, patients) : undefined,
    observedToExpected: isShown ? observedToExpected(outcomes, risks) : undefined,
    cStatistic: isShown && isRanked ? cStatistic(outcomes, risks) : undefined,
  }
}

/**
 * The mean of observed less predicted with the variance that it has if the risks are right. Where
 * too few outcomes are known the period does not count: outcomes that are known early are often the
 * bad ones.
 */
function residualsIn(period: string, judged: Judged) {
  const { estimated, known } = judged
  const isCovered = known.length >= LEAST_COVERAGE * estimated
  return {
    period,
    patients: isCovered ? known.length : 0,
    mean: meanOf(known.map(({ recorded, outcome }) => outcome - recorded.estimate.predictedRisk)),
    variance: meanOf(risksOf(judged).map((p) => p * (1 - p))),
  }
}

function expectedOf({ known }: Judged): number {
  const points = known
    .map(({ recorded }) => ({
      logOdds: recorded.estimate.linearPredictor,
      weight: 1 / known.length,
    }))
    .toSorted((a, b) => a.logOdds - b.logOdds)
  return expectedCStatistic(points, 0)
}

function discriminationOf(judged: Judged, found: Estimate | undefined) {
  if (found === undefined || !hasEachOutcome(judged, LEAST.eachOutcomeToAlarm))
    return { expectedCStatistic: undefined, discrimination: 'too-few' as const }
  const expected = expectedOf(judged)
  const loss = Math.max(0, expected - found.value)
  const discrimination = loss === 0 ? 'in-control' : stateOfScore(loss / found.standardError)
  return { expectedCStatistic: expected, discrimination }
}

function yearUpTo(judged: Judged): PeriodPerformance['year'] {
  const agreement = agreementOf(judged)
  return { ...agreement, ...discriminationOf(judged, agreement.cStatistic) }
}

/** How the risks of the periods' orders agree with the outcomes that are known of them. */
export function performanceOver(
  periods: ReadonlyMap<string, readonly EstimatedCase[]>,
  outcomes: readonly RecordedOutcome[],
  horizon?: Horizon,
): ModelPerformance {
  const all = [...periods.values()].flat()
  const known = withOutcomes(all, outcomes, horizon)
  const rows = [...periods].map(([period, cases]) => {
    const ids = new Set(cases)
    const end = cases.at(-1)?.at ?? 0
    const isInYear = ({ at }: EstimatedCase) => at <= end && at > aYearBefore(toInstant(end))
    return {
      period,
      here: { estimated: cases.length, known: known.filter(({ recorded }) => ids.has(recorded)) },
      year: {
        estimated: all.filter(isInYear).length,
        known: known.filter(({ recorded }) => isInYear(recorded)),
      },
    }
  })
  return {
    periods: rows.map(({ period, here, year }) => ({
      period,
      here: agreementOf(here),
      year: yearUpTo(year),
    })),
    calibration: ewmaChart(
      rows.map(({ period, here }) => residualsIn(period, here)),
      0,
    ),
  }
}
