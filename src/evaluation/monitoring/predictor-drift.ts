import type { Marginal, ReferencePopulation } from '../../clinical/models/definition.ts'
import { marginalOf, valueAt } from '../../clinical/models/population.ts'
import { meanOf } from '../statistics/vector.ts'
import { type ChartPoint, risingShareChart, shareChart, unjudged } from './control-charts.ts'
import type { RecordedCase } from './recorded-case.ts'
import {
  disclosed,
  disclosedAmong,
  type DisclosedCount,
  disclosedBesideSum,
} from './small-cells.ts'
import { emptyLookup } from '../../base/lookup.ts'

export type Periods = ReadonlyMap<string, readonly RecordedCase[]>

interface PeriodGaps {
  readonly period: string
  readonly orders: DisclosedCount
  readonly missing: DisclosedCount
  readonly because: Readonly<Record<string, DisclosedCount>>
}

export interface PredictorDrift {
  readonly predictor: string
  readonly reference: Marginal
  /** What the chart is of: a p chart of shares; means and medians inform alone. */
  readonly chartOf: 'mean' | 'median' | 'share'
  readonly chart: readonly ChartPoint[]
  readonly gaps: readonly PeriodGaps[]
  readonly missing: readonly ChartPoint[]
}

export const valuesOf = (cases: readonly RecordedCase[], predictor: string): readonly number[] =>
  cases.flatMap(({ readings }) => {
    const reading = readings[predictor]
    return reading?.kind === 'found' ? [reading.value] : []
  })

type Values = readonly (readonly [period: string, values: readonly number[]])[]

/** The mean; of a lognormal predictor the geometric one, which is its median. */
function middleOf(values: readonly number[], { kind }: Marginal): number {
  return kind === 'lognormal' ? Math.exp(meanOf(values.map(Math.log))) : meanOf(values)
}

/** Shares are judged by month; measured values patient by patient, on the device that made them. */
function chartOfValues(marginal: Marginal, periods: Values): readonly ChartPoint[] {
  if (marginal.kind === 'bernoulli') {
    const counts = periods.map(([period, values]) => ({
      period,
      count: values.filter((value) => value === 1).length,
      of: values.length,
    }))
    return shareChart(counts, marginal.probability)
  }
  const centre = valueAt(marginal, 0)
  return periods.map(([period, values]) =>
    unjudged(period, values.length, middleOf(values, marginal), centre),
  )
}

const CHART_OF = { bernoulli: 'share', normal: 'mean', lognormal: 'median' } as const

/** Why a predictor was not there, order by order; nothing of an order of which none was read. */
function readingsOf(cases: readonly RecordedCase[], predictor: string) {
  const read = cases.flatMap(({ readings }) => readings[predictor] ?? [])
  return {
    of: read.length,
    absent: read.flatMap((reading) => (reading.kind === 'absent' ? reading.why : [])),
  }
}

function gapsOf(period: string, cases: readonly RecordedCase[], predictor: string): PeriodGaps {
  const { of, absent } = readingsOf(cases, predictor)
  const because = emptyLookup<number>()
  for (const why of absent) because[why] = (because[why] ?? 0) + 1
  const missing = disclosedAmong(absent.length, of)
  return { period, orders: disclosed(of), missing, because: disclosedBesideSum(because) }
}

/** One predictor's values and gaps over the periods, against a population. */
export function driftOf(
  predictor: string,
  population: ReferencePopulation,
  periods: Periods,
): PredictorDrift {
  const reference = marginalOf(population, predictor)
  const values: Values = [...periods].map(([period, cases]) => [period, valuesOf(cases, predictor)])
  const missing = [...periods].map(([period, cases]) => {
    const { of, absent } = readingsOf(cases, predictor)
    return { period, count: absent.length, of }
  })
  return {
    predictor,
    reference,
    chartOf: CHART_OF[reference.kind],
    chart: chartOfValues(reference, values),
    gaps: [...periods].map(([period, cases]) => gapsOf(period, cases, predictor)),
    missing: risingShareChart(missing),
  }
}
