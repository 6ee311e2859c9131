import { Fault } from '../../base/fault.ts'
import { brierScore, calibrationIntercept, calibrationSlope } from '../statistics/calibration.ts'
import { type Cohort, eventsOf, rowsOf } from '../statistics/cohort-columns.ts'
import { linearPredictors } from '../statistics/logistic-likelihood.ts'
import type { LogisticFit } from '../statistics/logistic-regression.ts'
import { risksOf } from '../statistics/performance.ts'
import type { Interruptible } from '../statistics/interruptible.ts'
import { type Random, toRandom } from '../statistics/random.ts'
import { concordance } from '../statistics/roc.ts'
import { meanOf } from '../statistics/vector.ts'
import { designOf } from './stepwise-selection.ts'

/** The measures that are corrected for optimism. */
export interface Measures {
  readonly cStatistic: number
  readonly calibrationIntercept: number
  readonly calibrationSlope: number
  readonly brier: number
}

/** A measure on the patients of the fit, how much of it is optimism, and what is left. */
interface Corrected {
  readonly apparent: number
  readonly optimism: number
  readonly corrected: number
}

/** What the bootstrap says of a way to build a model. */
export interface Optimism {
  readonly replicates: number
  /** Replicates without a usable model: no predictor selected, one constant, or separation. */
  readonly unusable: number
  readonly measures: Readonly<Record<keyof Measures, Corrected>> | undefined
  /** In what share of the usable replicates each candidate was selected. */
  readonly selected: Readonly<Record<string, number>>
}

/** A way to build a model from patients, selection included. */
type ModelBuilder = (cohort: Cohort) => Interruptible<LogisticFit>

export const MEASURES = [
  'cStatistic',
  'calibrationIntercept',
  'calibrationSlope',
  'brier',
] as const satisfies readonly (keyof Measures)[]

/** How a fit does on some patients; nothing when one of the measures has no value there. */
function measure(fit: LogisticFit, cohort: Cohort): Measures | undefined {
  if (fit.names.length === 0 || fit.unbounded.length > 0) return undefined
  const { outcome } = cohort
  const lp = linearPredictors(designOf(cohort, fit.names), fit.coefficients)
  const c = concordance(outcome, lp)
  const intercept = calibrationIntercept(outcome, lp)
  const slope = calibrationSlope(outcome, lp)
  if (c === undefined || intercept === undefined || slope === undefined) return undefined
  return {
    cStatistic: c.value,
    calibrationIntercept: intercept.value,
    calibrationSlope: slope.value,
    brier: brierScore(outcome, risksOf(lp)),
  }
}

interface Replicate {
  readonly optimism: Measures
  readonly names: readonly string[]
}

const eachMeasure = <Result>(
  of: (name: keyof Measures) => Result,
): Readonly<Record<keyof Measures, Result>> => ({
  cStatistic: of('cStatistic'),
  calibrationIntercept: of('calibrationIntercept'),
  calibrationSlope: of('calibrationSlope'),
  brier: of('brier'),
})

function resampled(cohort: Cohort, random: Random): Cohort {
  const rows = Int32Array.from({ length: cohort.patients }, () => random.below(cohort.patients))
  return rowsOf(cohort, rows)
}

function* replicate(
  cohort: Cohort,
  build: ModelBuilder,
  random: Random,
): Interruptible<Replicate | undefined> {
  const sample = resampled(cohort, random)
  const events = eventsOf(sample.outcome)
  if (events === 0 || events === sample.patients) return undefined
  try {
    const fit = yield* build(sample)
    const [there, here] = [measure(fit, sample), measure(fit, cohort)]
    if (there === undefined || here === undefined) return undefined
    return { optimism: eachMeasure((name) => there[name] - here[name]), names: fit.names }
  } catch (fault) {
    // A resample may happen to hold a constant predictor: it counts as unusable.
    if (fault instanceof Fault) return undefined
    throw fault
  }
}

function summarise(
  apparent: Measures | undefined,
  replicates: readonly Replicate[],
): Optimism['measures'] {
  if (apparent === undefined || replicates.length === 0) return undefined
  return eachMeasure((name) => {
    const optimism = meanOf(replicates.map((sample) => sample.optimism[name]))
    return { apparent: apparent[name], optimism, corrected: apparent[name] - optimism }
  })
}

interface BootstrapOptions {
  readonly replicates: number
  readonly seed: number
}

/**
 * Harrell's bootstrap: the whole way to the model, selection included, is repeated on resampled
 * patients; its optimism is how much better it looks there than on the original ones (Harrell, Lee
 * and Mark, Stat Med 1996;15:361-387).
 */
export function* bootstrapOptimism(
  cohort: Cohort,
  { fit, build }: { readonly fit: LogisticFit; readonly build: ModelBuilder },
  { replicates, seed }: BootstrapOptions,
): Interruptible<Optimism> {
  const random = toRandom(seed)
  const usable: Replicate[] = []
  for (let i = 0; i < replicates; i += 1) {
    const work = replicate(cohort, build, random)
    let piece = work.next()
    while (piece.done !== true) {
      yield { stage: 'bootstrap', done: i, total: replicates }
      piece = work.next()
    }
    if (piece.value !== undefined) usable.push(piece.value)
    yield { stage: 'bootstrap', done: i + 1, total: replicates }
  }
  const names = Object.keys(cohort.columns)
  const share = (name: string) =>
    usable.filter((sample) => sample.names.includes(name)).length / Math.max(1, usable.length)
  return {
    replicates,
    unusable: replicates - usable.length,
    measures: summarise(measure(fit, cohort), usable),
    selected: Object.fromEntries(names.map((name) => [name, share(name)])),
  }
}
