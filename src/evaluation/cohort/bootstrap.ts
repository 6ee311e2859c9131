import { Fault } from '../../base/fault.ts'
import { brierScore, calibrationIntercept, calibrationSlope } from '../statistics/calibration.ts'
import { type Cohort, eventsOf, rowsOf } from '../statistics/cohort-columns.ts'
import { linearPredictors } from '../statistics/logistic-likelihood.ts'
import type { Interval } from '../statistics/estimate.ts'
import type { LogisticFit } from '../statistics/logistic-regression.ts'
import { risksOf } from '../statistics/performance.ts'
import type { Interruptible } from '../statistics/interruptible.ts'
import { type Random, toRandom } from '../statistics/random.ts'
import { concordance } from '../statistics/roc.ts'
import { ascending, meanOf, quantileOf, take } from '../statistics/vector.ts'
import {
  type CorrectedCurves,
  correctedCurves,
  type CurveOptimism,
  curveOptimism,
} from './corrected-curves.ts'
import { type Instability, instabilityOf, shownPatients } from './instability.ts'
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
  /**
   * The percentiles of the measure over resampled patients, moved by the optimism (Noma et al.,
   * Stat Med 2021;40:5691-5701).
   */
  readonly ci95: Interval
}

/** What the bootstrap says of a way to build a model. */
export interface Optimism {
  readonly replicates: number
  /** Replicates without a usable model: no predictor selected, one constant, or separation. */
  readonly unusable: number
  readonly measures: Readonly<Record<keyof Measures, Corrected>> | undefined
  readonly curves: CorrectedCurves | undefined
  readonly instability: Instability | undefined
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

const linearPredictorsOf = (fit: LogisticFit, cohort: Cohort) =>
  linearPredictors(designOf(cohort, fit.names), fit.coefficients)

export const MEASURE_NAMES: Readonly<Record<keyof Measures, string>> = {
  cStatistic: 'c-statistic',
  calibrationIntercept: 'calibration intercept',
  calibrationSlope: 'calibration slope',
  brier: 'Brier score',
}

/** How a fit does on some patients; nothing when one of the measures has no value there. */
function measure(fit: LogisticFit, cohort: Cohort): Measures | undefined {
  if (fit.names.length === 0 || fit.unbounded.length > 0) return undefined
  const { outcome } = cohort
  const lp = linearPredictorsOf(fit, cohort)
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

/** Whether a measure is the same on the patients of every fit. */
const IS_FIXED: Readonly<Record<keyof Measures, boolean>> = {
  cStatistic: false,
  calibrationIntercept: true,
  calibrationSlope: true,
  brier: false,
}

interface Replicate {
  readonly apparent: Measures
  readonly optimism: Measures
  readonly curves: CurveOptimism
  readonly risks: Float64Array
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
  { cohort, build, shown }: Resampling,
  random: Random,
): Interruptible<Replicate | undefined> {
  const sample = resampled(cohort, random)
  const events = eventsOf(sample.outcome)
  if (events === 0 || events === sample.patients) return undefined
  try {
    const fit = yield* build(sample)
    const [there, here] = [measure(fit, sample), measure(fit, cohort)]
    if (there === undefined || here === undefined) return undefined
    const [thereLp, hereLp] = [linearPredictorsOf(fit, sample), linearPredictorsOf(fit, cohort)]
    return {
      apparent: there,
      optimism: eachMeasure((name) => there[name] - here[name]),
      curves: curveOptimism([sample.outcome, thereLp], [cohort.outcome, hereLp]),
      risks: risksOf(take(hereLp, shown)),
      names: fit.names,
    }
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
    const shift = (sample: Replicate) => (IS_FIXED[name] ? sample.optimism[name] : optimism)
    const sorted = ascending(replicates.map((sample) => sample.apparent[name] - shift(sample)))
    return {
      apparent: apparent[name],
      optimism,
      corrected: apparent[name] - optimism,
      ci95: [quantileOf(sorted, 0.025), quantileOf(sorted, 0.975)],
    }
  })
}

interface Resampling {
  readonly cohort: Cohort
  readonly build: ModelBuilder
  /** The patients whose risks are kept of every replicate. */
  readonly shown: Int32Array
}

/** What every replicate said of the risks and curves of the model. */
function sidesOf(fit: LogisticFit, { cohort, shown }: Resampling, usable: readonly Replicate[]) {
  if (usable.length === 0 || fit.unbounded.length > 0)
    return { curves: undefined, instability: undefined }
  const lp = linearPredictorsOf(fit, cohort)
  return {
    curves: correctedCurves(
      [cohort.outcome, lp],
      usable.map(({ curves }) => curves),
    ),
    instability: instabilityOf(
      risksOf(take(lp, shown)),
      usable.map(({ risks }) => risks),
    ),
  }
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
  const resampling = { cohort, build, shown: shownPatients(cohort.patients) }
  const usable: Replicate[] = []
  for (let i = 0; i < replicates; i += 1) {
    const work = replicate(resampling, random)
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
    ...sidesOf(fit, resampling, usable),
    selected: Object.fromEntries(names.map((name) => [name, share(name)])),
  }
}
