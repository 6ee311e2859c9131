import { cStatistic, type Estimate, observedToExpected, type Proportion, proportion } from '../cohort/index.ts'
import { expectedCStatistic } from '../risk-model/index.ts'
import { type AlarmState, LEAST, LEAST_COVERAGE, stateOfScore } from './alarm-state.ts'
import { type ChartPoint, ewmaChart } from './charts.ts'
import { type JudgedCase, withOutcomes } from './episodes.ts'
import { aYearBefore } from './periods.ts'
import type { EstimatedCase, RecordedOutcome } from './recorded-case.ts'

/** How predictions and outcomes agree in one period; of patients treated in it. */
export interface PeriodPerformance {
  readonly period: string
  /** Orders with a predicted risk, and those of them whose outcome is known. */
  readonly estimated: number
  readonly known: number
  readonly meanPredicted: number | undefined
  readonly observed: Proportion | undefined
  readonly observedToExpected: Estimate | undefined
  readonly cStatistic: Estimate | undefined
}

/** Discrimination in the year up to the end of a period. */
export interface YearDiscrimination {
  readonly period: string
  readonly patients: number
  readonly events: number
  readonly cStatistic: Estimate | undefined
  /**
   * The c-statistic that these very patients would give if their predicted risks were right, so that
   * an easier or harder mix of patients is no loss of discrimination (van Klaveren et al., Stat Med
   * 2016;35:4136-4152).
   */
  readonly expected: number | undefined
  readonly state: AlarmState
}

/** Agreement of a model with outcomes over the periods. */
export interface ModelPerformance {
  readonly periods: readonly PeriodPerformance[]
  /** Observed less predicted, per patient: an EWMA around 0. */
  readonly calibration: readonly ChartPoint[]
  readonly discrimination: readonly YearDiscrimination[]
}

type Judged = readonly JudgedCase<EstimatedCase>[]

const outcomesOf = (judged: Judged) => judged.map(({ outcome }) => outcome)
const risksOf = (judged: Judged) => judged.map(({ one }) => one.estimate.predictedRisk)
const meanOf = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
const eventsOf = (judged: Judged) => judged.filter(({ outcome }) => outcome === 1).length

function discriminationOf(judged: Judged, leastOfEach: number): Estimate | undefined {
  const events = eventsOf(judged)
  const isEnough = Math.min(events, judged.length - events) >= leastOfEach
  return isEnough ? cStatistic(outcomesOf(judged), risksOf(judged)) : undefined
}

function performanceIn(period: string, estimated: number, judged: Judged): PeriodPerformance {
  const known = judged.length
  if (known < LEAST.outcomes)
    return {
      period,
      estimated,
      known,
      meanPredicted: undefined,
      observed: undefined,
      observedToExpected: undefined,
      cStatistic: undefined,
    }
  return {
    period,
    estimated,
    known,
    meanPredicted: meanOf(risksOf(judged)),
    observed: proportion(eventsOf(judged), known),
    observedToExpected: observedToExpected(outcomesOf(judged), risksOf(judged)),
    cStatistic: discriminationOf(judged, LEAST.eachOutcome),
  }
}

/**
 * The mean of observed less predicted with the variance that it has if the risks are right. Where too
 * few outcomes are known the period does not count: outcomes that are known early are often the bad
 * ones.
 */
function residualsIn(period: string, estimated: number, judged: Judged) {
  const isCovered = judged.length >= LEAST_COVERAGE * estimated
  const risks = risksOf(judged)
  return {
    period,
    patients: isCovered ? judged.length : 0,
    mean: meanOf(judged.map(({ one, outcome }) => outcome - one.estimate.predictedRisk)),
    variance: meanOf(risks.map((p) => p * (1 - p))),
  }
}

function expectedOf(judged: Judged): number {
  const points = judged
    .map(({ one }) => ({ logOdds: one.estimate.linearPredictor, weight: 1 / judged.length }))
    .toSorted((a, b) => a.logOdds - b.logOdds)
  return expectedCStatistic(points, 0)
}

function discriminationUpTo(period: string, judged: Judged): YearDiscrimination {
  const bare = { period, patients: judged.length, events: eventsOf(judged) }
  const found = discriminationOf(judged, LEAST.eachOutcomeToAlarm)
  if (found === undefined)
    return { ...bare, cStatistic: undefined, expected: undefined, state: 'too-few' }
  const expected = expectedOf(judged)
  const loss = Math.max(0, expected - found.value)
  const state = loss === 0 ? 'in-control' : stateOfScore(loss / found.standardError)
  return { ...bare, cStatistic: found, expected, state }
}

/** How the risks of the periods' orders agree with the outcomes that are known of them. */
export function performanceOver(
  periods: ReadonlyMap<string, readonly EstimatedCase[]>,
  outcomes: readonly RecordedOutcome[],
): ModelPerformance {
  const all = withOutcomes([...periods.values()].flat(), outcomes)
  const rows = [...periods].map(([period, cases]) => {
    const members = new Set(cases)
    const judged = all.filter(({ one }) => members.has(one))
    const last = cases.at(-1)
    const year = all.filter(
      ({ one }) => last !== undefined && one.at <= last.at && one.at > aYearBefore(last.at),
    )
    return { period, estimated: cases.length, judged, year }
  })
  return {
    periods: rows.map((row) => performanceIn(row.period, row.estimated, row.judged)),
    calibration: ewmaChart(
      rows.map((row) => residualsIn(row.period, row.estimated, row.judged)),
      0,
    ),
    discrimination: rows.map(({ period, year }) => discriminationUpTo(period, year)),
  }
}
