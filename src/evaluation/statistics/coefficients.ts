import { twoSidedP } from '../../clinical/models/normal.ts'
import { isBinary } from './cohort-columns.ts'
import { type Estimate, type IntervalEstimate, waldEstimate } from './estimate.ts'
import { INTERCEPT } from './logistic-likelihood.ts'
import { type LogisticFit, standardErrorOf } from './logistic-regression.ts'
import type { Profiled } from './profile-interval.ts'
import { at, standardDeviationOf, type Vector } from './vector.ts'

/** One predictor of a fitted model, as tables show it. */
export interface TermReport {
  readonly term: string
  /** Nothing where the outcome is separated and the coefficient has no finite estimate. */
  readonly estimates:
    | {
        readonly coefficient: Estimate
        /** Per unit of the predictor. */
        readonly oddsRatio: IntervalEstimate
        /** Per standard deviation; nothing for a yes or no. */
        readonly oddsRatioPerSd: IntervalEstimate | undefined
        readonly p: number
      }
    | undefined
}

/** The intercept; nothing where it has no finite estimate. */
export const interceptOf = (fit: LogisticFit): Estimate | undefined =>
  fit.unbounded.includes(INTERCEPT)
    ? undefined
    : waldEstimate(at(fit.coefficients, 0), standardErrorOf(fit, 0))

const oddsRatioOf = ({ value, ci95: [low, high] }: Estimate, step: number): IntervalEstimate => ({
  value: Math.exp(step * value),
  ci95: [Math.exp(step * low), Math.exp(step * high)],
})

function estimatesOf(
  fit: LogisticFit,
  j: number,
  column: Vector,
  profiled: Profiled | undefined,
): TermReport['estimates'] {
  const wald = waldEstimate(at(fit.coefficients, j), standardErrorOf(fit, j))
  const coefficient = profiled === undefined ? wald : { ...wald, ci95: profiled.ci95 }
  return {
    coefficient,
    oddsRatio: oddsRatioOf(coefficient, 1),
    oddsRatioPerSd: isBinary(column)
      ? undefined
      : oddsRatioOf(coefficient, standardDeviationOf(column)),
    p: profiled?.p ?? twoSidedP(wald.value / wald.standardError),
  }
}

/** The terms of a fit: intervals and P are the profiled ones where given, else Wald's. */
export const termReports = (
  fit: LogisticFit,
  columns: readonly Vector[],
  profiled?: readonly Profiled[],
): readonly TermReport[] =>
  fit.names.map((term, i) => ({
    term,
    estimates: fit.unbounded.includes(term)
      ? undefined
      : estimatesOf(fit, i + 1, columns[i] ?? [], profiled?.[i]),
  }))
