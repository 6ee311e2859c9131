import { twoSidedP } from '../../clinical/models/normal.ts'
import { type Estimate, type IntervalEstimate, waldEstimate } from './estimate.ts'
import { type LogisticFit, standardErrorOf } from './logistic-regression.ts'
import { at } from './vector.ts'

/** One predictor of a fitted model, as tables show it. Intervals and P are Wald's. */
export interface TermReport {
  readonly term: string
  /** Nothing where the predictor separates the outcome: it has no finite estimate. */
  readonly estimates:
    | {
        readonly coefficient: Estimate
        readonly oddsRatio: IntervalEstimate
        readonly p: number
      }
    | undefined
}

export const interceptOf = (fit: LogisticFit): Estimate =>
  waldEstimate(at(fit.coefficients, 0), standardErrorOf(fit, 0))

function estimatesOf(fit: LogisticFit, j: number): TermReport['estimates'] {
  const coefficient = waldEstimate(at(fit.coefficients, j), standardErrorOf(fit, j))
  const [low, high] = coefficient.ci95
  return {
    coefficient,
    oddsRatio: { value: Math.exp(coefficient.value), ci95: [Math.exp(low), Math.exp(high)] },
    p: twoSidedP(coefficient.value / coefficient.standardError),
  }
}

export const termReports = (fit: LogisticFit): readonly TermReport[] =>
  fit.names.map((term, i) => ({
    term,
    estimates: fit.separatedBy.includes(term) ? undefined : estimatesOf(fit, i + 1),
  }))
