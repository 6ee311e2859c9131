import { twoSidedNormalP } from './distributions.ts'
import { type Estimate, type Interval, waldEstimate } from './estimate.ts'
import { type LogisticFit, standardErrorOf } from './logistic-regression.ts'
import { at } from './vector.ts'

/** One predictor of a fitted model, as tables show it. Intervals and P are Wald's. */
export interface TermReport {
  readonly term: string
  readonly coefficient: Estimate
  readonly oddsRatio: { readonly value: number; readonly ci95: Interval }
  readonly p: number
}

/** The intercept of a fitted model as an estimate. */
export const interceptOf = (fit: LogisticFit): Estimate =>
  waldEstimate(at(fit.coefficients, 0), standardErrorOf(fit, 0))

/** The predictors of a fitted model. */
export function termReports(fit: LogisticFit): readonly TermReport[] {
  return fit.names.map((term, i) => {
    const coefficient = waldEstimate(at(fit.coefficients, i + 1), standardErrorOf(fit, i + 1))
    const [low, high] = coefficient.ci95
    return {
      term,
      coefficient,
      oddsRatio: { value: Math.exp(coefficient.value), ci95: [Math.exp(low), Math.exp(high)] },
      p: twoSidedNormalP(coefficient.value / coefficient.standardError),
    }
  })
}
