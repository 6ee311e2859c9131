import type { FeedbackRecord } from '../../records/feedback.ts'
import { type Instant, toInstant } from '../../base/time.ts'
import type { CalibrationState, ReferencePopulation } from '../../clinical/models/definition.ts'
import { meanOf } from '../statistics/vector.ts'
import { type ChallengerComparison, compareChallengers } from './compare-challengers.ts'
import { type ChartPoint, ewmaChart } from './control-charts.ts'
import { driftOf, type Periods } from './predictor-drift.ts'
import { oneCasePerOrder, undecidedBy } from './orders-and-outcomes.ts'
import { type DefinedOutcome, outcomesOfDefinition } from './outcomes-of-definition.ts'
import { performanceOver } from './model-performance.ts'
import { byPeriod, type PeriodLength } from './periods.ts'
import {
  type EstimatedCase,
  isEstimated,
  type RecordedCase,
  type RecordedOutcome,
} from './recorded-case.ts'
import {
  baselinePopulation,
  isCaseOf,
  linearPredictorIn,
  type MonitoringReference,
} from './monitoring-reference.ts'
import { type ResponseReport, responsesTo } from './card-responses.ts'
import { type MonitoredFigures, type MonitoringAlarm, statesOf } from './figure-states.ts'
import { countedSituations } from './counted-situations.ts'
import { disclosed, type DisclosedCount } from './small-cells.ts'
import { type PeriodVolume, volumeOver } from './card-volume.ts'

export interface MonitoredRecords {
  readonly cases: readonly RecordedCase[]
  readonly outcomes: readonly RecordedOutcome[]
  readonly feedback: readonly FeedbackRecord[]
}

/** A span of time, its end not included. */
export interface Span {
  readonly from: Instant
  readonly until: Instant
}

/** The usual span: this month so far, and the twelve before it. */
export function aYearUpTo(now: Instant): Span {
  const today = new Date(now)
  const from = Date.UTC(today.getUTCFullYear() - 1, today.getUTCMonth(), 1)
  return { from: toInstant(from), until: toInstant(now + 1) }
}

export interface MonitoringOptions extends Span {
  /** By calendar month unless said otherwise. */
  readonly by?: PeriodLength
  /** Time whose records take the place of the declared reference population. */
  readonly baseline?: Span | undefined
  /** Which outcomes count, and within how many days of an order; else those that most are. */
  readonly outcome?: DefinedOutcome | undefined
}

/** Everything that is told of one service. No count below the small-cell bound is in it. */
export interface MonitoringReport extends MonitoredFigures {
  readonly calibration: CalibrationState
  readonly from: string
  readonly until: string
  readonly by: PeriodLength
  readonly reference: 'declared' | 'baseline'
  readonly periods: readonly string[]
  readonly records: DisclosedCount
  readonly orders: DisclosedCount
  /** Orders by what they came to, last of all. */
  readonly situations: Readonly<Record<string, DisclosedCount>>
  /** Orders whose recorded model was not the installed one: their risks are as they were said. */
  readonly ofOtherModels: DisclosedCount
  readonly outcomes: {
    /** The id of the definition by which they were judged. */
    readonly definition: string | undefined
    readonly ofOtherDefinitions: DisclosedCount
    /** Orders with a risk whose outcome is neither yes nor no, by the reason. */
    readonly undecided: Readonly<Record<string, DisclosedCount>>
  }
  readonly volume: readonly PeriodVolume[]
  readonly responses: ResponseReport
  readonly challengers: readonly ChallengerComparison[]
  /** What is to be looked at or acted on, period by period. */
  readonly alarms: readonly MonitoringAlarm[]
}

const within =
  ({ from, until }: Span) =>
  ({ at }: { readonly at: Instant }): boolean =>
    from <= at && at < until

/** The recorded linear predictor against its distribution in the population. */
function linearPredictorChart(
  { model }: MonitoringReference,
  population: ReferencePopulation,
  periods: Periods,
): readonly ChartPoint[] {
  const { mean, variance } = linearPredictorIn(model, population)
  const found = [...periods].map(([period, cases]) => {
    const values = cases.filter(isEstimated).map(({ estimate }) => estimate.linearPredictor)
    return { period, patients: values.length, mean: meanOf(values), variance }
  })
  return ewmaChart(found, mean)
}

const estimatedIn = (periods: Periods): ReadonlyMap<string, readonly EstimatedCase[]> =>
  new Map([...periods].map(([period, cases]) => [period, cases.filter(isEstimated)]))

function populationFor(
  cases: readonly RecordedCase[],
  { model }: MonitoringReference,
  { baseline, by = 'month' }: MonitoringOptions,
): ReferencePopulation {
  const declared = model.anchor.population
  if (baseline === undefined) return declared
  return baselinePopulation(declared, oneCasePerOrder(cases.filter(within(baseline)), by))
}

/** What is said of the orders, whatever became of the patients. */
function ordersIn(
  ours: readonly RecordedCase[],
  reference: MonitoringReference,
  options: MonitoringOptions,
) {
  const { by = 'month' } = options
  const { model } = reference
  const here = ours.filter(within(options))
  const episodes = oneCasePerOrder(here, by)
  const periods = byPeriod(episodes, by)
  const population = populationFor(ours, reference, options)
  const installed = `${model.id} ${model.version}`
  const others = episodes.filter((recorded) => recorded.model !== installed)
  return {
    here,
    episodes: episodes.filter(isEstimated),
    periods,
    told: {
      model: installed,
      periods: [...periods.keys()],
      records: disclosed(here.length),
      orders: disclosed(episodes.length),
      situations: countedSituations(episodes, model.categories),
      ofOtherModels: disclosed(others.length),
      drift: model.terms.map(({ predictor }) => driftOf(predictor, population, periods)),
      linearPredictor: linearPredictorChart(reference, population, periods),
      volume: volumeOver(here, by),
    },
  }
}

export function monitoringReport(
  records: MonitoredRecords,
  reference: MonitoringReference,
  options: MonitoringOptions,
): MonitoringReport {
  const { by = 'month', baseline, outcome } = options
  const ours = records.cases.filter(isCaseOf(reference))
  const { here, episodes, periods, told } = ordersIn(ours, reference, options)
  const shownCards = new Set(ours.map(({ card }) => card))
  const { definition, outcomes, ofOthers } = outcomesOfDefinition(records.outcomes, outcome)
  const horizon = outcome?.horizon
  const bare = {
    service: reference.service,
    calibration: reference.model.calibration,
    from: new Date(options.from).toISOString(),
    until: new Date(options.until).toISOString(),
    by,
    reference: baseline === undefined ? ('declared' as const) : ('baseline' as const),
    ...told,
    outcomes: {
      definition,
      ofOtherDefinitions: ofOthers,
      undecided: undecidedBy(episodes, outcomes, horizon),
    },
    performance: performanceOver(estimatedIn(periods), outcomes, horizon),
    responses: responsesTo(
      here,
      records.feedback.filter(({ card }) => shownCards.has(card)),
    ),
    challengers: compareChallengers(episodes, outcomes, horizon),
  }
  const isTold = ({ state }: MonitoringAlarm) => state === 'watch' || state === 'alarm'
  return { ...bare, alarms: statesOf(bare).filter(isTold) }
}
