import type { Marginal, ReferencePopulation } from '../../clinical/models/definition.ts'
import { marginalOf, valueAt } from '../../clinical/models/population.ts'
import { meanOf } from '../statistics/vector.ts'
import { type ChartPoint, ewmaChart, risingShareChart, shareChart } from './control-charts.ts'
import type { RecordedCase } from './recorded-case.ts'
import {
  disclosed,
  disclosedAmong,
  type DisclosedCount,
  disclosedBesideSum,
} from './small-cells.ts'
import { binsOf, type Stability, stabilityOf } from './stability-index.ts'
import { emptyLookup } from '../../base/lookup.ts'

export type Periods = ReadonlyMap<string, readonly RecordedCase[]>

interface PeriodStability extends Stability {
  readonly period: string
}

interface PeriodGaps {
  readonly period: string
  readonly orders: DisclosedCount
  readonly missing: DisclosedCount
  readonly because: Readonly<Record<string, DisclosedCount>>
}

export interface PredictorDrift {
  readonly predictor: string
  readonly reference: Marginal
  /** What the chart is of: an EWMA of means (of medians, by logarithms), or a p chart of shares. */
  readonly chartOf: 'mean' | 'median' | 'share'
  readonly chart: readonly ChartPoint[]
  readonly stability: readonly PeriodStability[]
  readonly gaps: readonly PeriodGaps[]
  readonly missing: readonly ChartPoint[]
}

export const valuesOf = (cases: readonly RecordedCase[], predictor: string): readonly number[] =>
  cases.flatMap(({ readings }) => {
    const reading = readings[predictor]
    return reading?.kind === 'found' ? [reading.value] : []
  })

type Values = readonly (readonly [period: string, values: readonly number[]])[]

/** The scale on which a reference is normal. */
function normalScale(marginal: Exclude<Marginal, { kind: 'bernoulli' }>) {
  const isLog = marginal.kind === 'lognormal'
  const to = isLog ? Math.log : (value: number) => value
  const from = isLog ? Math.exp : (value: number) => value
  const centre = to(valueAt(marginal, 0))
  return { to, from, centre, variance: (to(valueAt(marginal, 1)) - centre) ** 2 }
}

function chartOfValues(marginal: Marginal, periods: Values): readonly ChartPoint[] {
  if (marginal.kind === 'bernoulli') {
    const counts = periods.map(([period, values]) => ({
      period,
      count: values.filter((value) => value === 1).length,
      of: values.length,
    }))
    return shareChart(counts, marginal.probability)
  }
  const { to, from, centre, variance } = normalScale(marginal)
  const means = periods.map(([period, values]) => ({
    period,
    patients: values.length,
    mean: meanOf(values.map(to)),
    variance,
  }))
  return ewmaChart(means, centre, from)
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
  const bins = binsOf(reference)
  const missing = [...periods].map(([period, cases]) => {
    const { of, absent } = readingsOf(cases, predictor)
    return { period, count: absent.length, of }
  })
  return {
    predictor,
    reference,
    chartOf: CHART_OF[reference.kind],
    chart: chartOfValues(reference, values),
    stability: values.map(([period, found]) => ({ period, ...stabilityOf(bins, found) })),
    gaps: [...periods].map(([period, cases]) => gapsOf(period, cases, predictor)),
    missing: risingShareChart(missing),
  }
}
