import { type Cohort, columnOf } from '../statistics/cohort-columns.ts'
import type { Design } from '../statistics/logistic-likelihood.ts'
import {
  fitLogistic,
  type FitSettings,
  type LogisticFit,
  ROUGH,
} from '../statistics/logistic-regression.ts'
import type { Interruptible } from '../statistics/interruptible.ts'
import { at } from '../statistics/vector.ts'

export interface SelectionOptions {
  readonly candidates: readonly string[]
  /** Candidates that stay in the model whatever the criterion says. */
  readonly forced: readonly string[]
  /** Whether it begins with every candidate or with the forced ones alone. */
  readonly start: 'full' | 'null'
}

interface SelectionStep {
  readonly action: 'start' | 'add' | 'remove'
  readonly term: string | undefined
  readonly aic: number
}

export interface Selection {
  readonly fit: LogisticFit
  readonly steps: readonly SelectionStep[]
}

/** A difference of the criterion below this is none (as in R's `step`). */
const SAME_AIC = 1e-7

export const designOf = (cohort: Cohort, names: readonly string[]): Design => ({
  outcome: cohort.outcome,
  names,
  columns: names.map((name) => columnOf(cohort, name)),
})

/**
 * Where a fit without one of its terms will be, to first order: the other coefficients given that
 * this one is 0, by the covariances.
 */
function startWithout({ coefficients, covariance }: LogisticFit, index: number): readonly number[] {
  const row = covariance[index] ?? []
  const share = at(coefficients, index) / at(row, index)
  return coefficients.map((coefficient, k) => coefficient - share * at(row, k)).toSpliced(index, 1)
}

/**
 * A removal lowers the criterion only if the likelihood ratio is below 2. A term so far from 0 is
 * not tried: its squared Wald statistic would have to be wrong by a factor of twenty.
 */
const HOPELESS = 40

function isHopeless({ coefficients, covariance, names, unbounded }: LogisticFit, term: string) {
  const index = names.indexOf(term) + 1
  if (index === 0 || unbounded.length > 0) return false
  return at(coefficients, index) ** 2 / at(covariance[index] ?? [], index) > HOPELESS
}

/** The rough fit is a good start, unless separation drove it towards infinity. */
const startOf = ({ coefficients, unbounded }: LogisticFit): FitSettings =>
  unbounded.length === 0 ? { start: coefficients } : {}

interface Move {
  readonly step: SelectionStep
  readonly fit: LogisticFit
}

function tryMove(cohort: Cohort, from: LogisticFit, term: string): Move {
  const index = from.names.indexOf(term)
  const isIn = index >= 0
  const names = isIn ? from.names.toSpliced(index, 1) : [...from.names, term]
  const start = isIn ? startWithout(from, index + 1) : [...from.coefficients, 0]
  const isUsable = from.unbounded.length === 0
  const settings = { start: isUsable ? start : undefined, tolerance: ROUGH }
  const fit = fitLogistic(designOf(cohort, names), settings)
  return { step: { action: isIn ? 'remove' : 'add', term, aic: fit.aic }, fit }
}

/**
 * Bidirectional stepwise selection by Akaike's criterion (Venables and Ripley, Modern Applied
 * Statistics with S, 4th ed. 2002, 7.2): at each step the one addition or removal that lowers it
 * most.
 */
export function* selectByAic(cohort: Cohort, options: SelectionOptions): Interruptible<Selection> {
  const { candidates, forced, start } = options
  let fit = fitLogistic(designOf(cohort, start === 'full' ? candidates : forced))
  const steps: SelectionStep[] = [{ action: 'start', term: undefined, aic: fit.aic }]
  let done = 1
  for (;;) {
    const moves: Move[] = []
    const from = fit
    const open = candidates.filter((term) => !forced.includes(term) && !isHopeless(from, term))
    for (const term of open) {
      moves.push(tryMove(cohort, fit, term))
      done += 1
      yield { stage: 'selection', done, total: undefined }
    }
    const best = moves.toSorted((a, b) => a.step.aic - b.step.aic)[0]
    if (best === undefined || best.step.aic >= fit.aic - SAME_AIC) return { fit, steps }
    fit = fitLogistic(designOf(cohort, best.fit.names), startOf(best.fit))
    steps.push({ ...best.step, aic: fit.aic })
  }
}
