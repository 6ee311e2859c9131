import { Fault } from '../../base/fault.ts'
import { bootstrapOptimism, type Optimism } from './bootstrap.ts'
import { checkedEvents, type Cohort, eventsOf } from '../statistics/cohort-columns.ts'
import { interceptOf, type TermReport, termReports } from '../statistics/coefficients.ts'
import {
  compareBy,
  compareIncomplete,
  compareOutcomes,
  type GroupComparison,
} from './compare-groups.ts'
import {
  type Design,
  linearPredictors,
  logLikelihoodOf,
} from '../statistics/logistic-likelihood.ts'
import type { Estimate } from '../statistics/estimate.ts'
import { fitFirth } from '../statistics/firth.ts'
import type { LogisticFit } from '../statistics/logistic-regression.ts'
import { type Performance, performanceOf, risksOf } from '../statistics/performance.ts'
import { rocCurve, youdenPoint } from '../statistics/roc.ts'
import { type ThresholdMetrics, thresholdMetrics } from '../statistics/threshold-metrics.ts'
import { internalExternal, type LeftOutGroup } from './internal-external.ts'
import { profileIntervals } from '../statistics/profile-interval.ts'
import { separatingColumns } from '../statistics/separating-columns.ts'
import { interceptBeside } from '../statistics/solve-intercept.ts'
import type { Interruptible } from '../statistics/interruptible.ts'
import {
  adjustedCoxSnellR2,
  developmentSampleSize,
  greatestCoxSnellR2,
  type SampleSize,
} from './sample-size.ts'
import { splitCohort } from './split-cohort.ts'
import {
  designOf,
  selectByAic,
  type Selection,
  type SelectionOptions,
} from './stepwise-selection.ts'
import { meanOf, type Vector } from '../statistics/vector.ts'

interface FitOptions extends SelectionOptions {
  /** Selection is by maximum likelihood; the selected model's estimates by this. */
  readonly estimator: 'maximum-likelihood' | 'firth'
  readonly thresholds: readonly number[]
  readonly seed: number
  /** Bootstrap replicates; 0 for none. */
  readonly replicates: number
  /** The published study's way: a random 7:3 split instead of all patients. */
  readonly split: 'none' | 'random' | 'stratified'
  /** A label column (year, scanner) whose groups are left out in turn. */
  readonly clusters?: string | undefined
}

export interface FitReport {
  readonly kind: 'fit'
  readonly options: FitOptions
  readonly patients: number
  readonly events: number
  /** Patients with the outcome against those without. */
  readonly byOutcome: readonly GroupComparison[]
  /** The patients of the study beside those left out for want of a value. */
  readonly byCompleteness: readonly GroupComparison[]
  /** Training against validation patients, with a split. */
  readonly bySplit: readonly GroupComparison[]
  readonly steps: Selection['steps']
  /** The patients of the fit: all, or those of the training part. */
  readonly fittedOn: { readonly patients: number; readonly events: number }
  /** Nothing where separation leaves it without a finite estimate. */
  readonly intercept: Estimate | undefined
  readonly terms: readonly TermReport[]
  /** Predictors to which a separation of the outcome is due. */
  readonly separatedBy: readonly string[]
  /**
   * On the patients of the fit: too good, since the model was made for them. Nothing without finite
   * estimates: there is no model to judge.
   */
  readonly apparent: Performance | undefined
  /** On the patients that the split kept back. */
  readonly validation: Performance | undefined
  /** With a split: the cut-off of the training patients, applied to those kept back. */
  readonly atTrainingCutoff: ThresholdMetrics | undefined
  /** Each group of patients judged by a model of all others. */
  readonly internalExternal: readonly LeftOutGroup[]
  readonly optimism: Optimism | undefined
  readonly sampleSize: SampleSize | undefined
}

export interface FittedStudy {
  readonly report: FitReport
  readonly fit: LogisticFit
  /** The patients of the fit. */
  readonly training: Cohort
}

/** The study's own share of patients to fit on. */
const TRAINING_SHARE = 0.7

function checkForced({ candidates, forced }: FitOptions): void {
  const strange = forced.filter((name) => !candidates.includes(name))
  if (strange.length > 0)
    throw new Fault('malformed-request', `${strange.join(', ')}: forced, but no candidate`)
}

function performanceOn(
  cohort: Cohort,
  fit: LogisticFit,
  options: FitOptions,
  isFittedHere: boolean,
) {
  if (fit.unbounded.length > 0) return undefined
  const linearPredictor = linearPredictors(designOf(cohort, fit.names), fit.coefficients)
  const { thresholds } = options
  return performanceOf({ outcome: cohort.outcome, linearPredictor, thresholds, isFittedHere })
}

/**
 * Firth's estimates with an intercept of maximum likelihood beside them (FLIC): the penalty draws
 * predicted risks towards one half, and so away from the events observed (Puhr et al., Stat Med
 * 2017;36:2302-2317).
 */
function firthWithIntercept(design: Design): LogisticFit {
  const fit = fitFirth(design)
  const offset = linearPredictors(design, fit.coefficients.with(0, 0))
  const intercept = interceptBeside(offset, eventsOf(design.outcome))
  return { ...fit, coefficients: fit.coefficients.with(0, intercept) }
}

interface Built {
  readonly selected: LogisticFit
  readonly fit: LogisticFit
  readonly steps: Selection['steps']
}

/** The whole way to a model: selection, then the estimates asked for. */
function* build(cohort: Cohort, options: FitOptions): Interruptible<Built> {
  const { fit: selected, steps } = yield* selectByAic(cohort, options)
  const isFirth = options.estimator === 'firth' && selected.names.length > 0
  const fit = isFirth ? firthWithIntercept(designOf(cohort, selected.names)) : selected
  return { selected, fit, steps }
}

function estimatesOf(cohort: Cohort, { selected, fit }: Built, { estimator }: FitOptions) {
  const design = designOf(cohort, fit.names)
  const isFirth = estimator === 'firth'
  return {
    intercept: interceptOf(fit),
    terms: termReports(fit, design.columns, isFirth ? profileIntervals(design) : undefined),
    separatedBy: selected.unbounded.length > 0 ? separatingColumns(design) : [],
  }
}

interface Parts {
  readonly training: Cohort
  readonly validation: Cohort | undefined
}

function divide(cohort: Cohort, { split, seed }: FitOptions): Parts {
  checkedEvents(cohort)
  if (split === 'none') return { training: cohort, validation: undefined }
  const isStratified = split === 'stratified'
  const { training, validation } = splitCohort(cohort, {
    share: TRAINING_SHARE,
    seed,
    isStratified,
  })
  checkedEvents(training)
  checkedEvents(validation)
  return { training, validation }
}

function* optimismOf(training: Cohort, fit: LogisticFit, options: FitOptions) {
  const { replicates, seed } = options
  if (replicates === 0) return undefined
  function* buildFit(sample: Cohort): Interruptible<LogisticFit> {
    return (yield* build(sample, options)).fit
  }
  return yield* bootstrapOptimism(training, { fit, build: buildFit }, { replicates, seed })
}

/** Youden's point is the training patients' own: what it is worth, other patients show. */
function atTrainingCutoff(training: Cohort, validation: Cohort, fit: LogisticFit) {
  if (fit.unbounded.length > 0) return undefined
  const riskOf = (cohort: Cohort) =>
    risksOf(linearPredictors(designOf(cohort, fit.names), fit.coefficients))
  const cutoff = youdenPoint(rocCurve(training.outcome, riskOf(training)))?.threshold
  return cutoff === undefined
    ? undefined
    : thresholdMetrics(validation.outcome, riskOf(validation), cutoff)
}

function* leftOutGroups(training: Cohort, options: FitOptions) {
  const { clusters } = options
  if (clusters === undefined) return []
  function* buildFit(sample: Cohort): Interruptible<LogisticFit> {
    return (yield* build(sample, options)).fit
  }
  return yield* internalExternal(training, clusters, buildFit)
}

/** Riley's criteria with what this fit says of the R squared that such a model can reach. */
function sampleSizeFor(cohort: Cohort, fit: LogisticFit, parameters: number) {
  if (fit.unbounded.length > 0) return undefined
  const prevalence = meanOf(cohort.outcome)
  const lp = linearPredictors(designOf(cohort, fit.names), fit.coefficients)
  const nullLp = new Float64Array(cohort.patients).fill(Math.log(prevalence / (1 - prevalence)))
  const ratio = 2 * (logLikelihoodOf(cohort.outcome, lp) - logLikelihoodOf(cohort.outcome, nullLp))
  const coxSnellR2 = adjustedCoxSnellR2(ratio, cohort.patients, parameters)
  if (!(coxSnellR2 > 0 && coxSnellR2 < greatestCoxSnellR2(prevalence))) return undefined
  return developmentSampleSize({ parameters, prevalence, coxSnellR2 })
}

/**
 * Fits and judges a model on a cohort. By default on all patients, its optimism by bootstrap with
 * the selection inside; with a split as the published study did it.
 *
 * @param incomplete - What rows that were left out hold of each variable.
 * @throws {Fault} When the outcome does not vary or a candidate is constant or explained by others.
 */
export function* fitStudy(
  cohort: Cohort,
  options: FitOptions,
  incomplete: Readonly<Record<string, Vector>> = {},
): Interruptible<FittedStudy> {
  checkForced(options)
  const { candidates } = options
  const { training, validation } = divide(cohort, options)
  const built = yield* build(training, options)
  const { fit, steps } = built
  const report: FitReport = {
    kind: 'fit',
    options,
    patients: cohort.patients,
    events: eventsOf(cohort.outcome),
    byOutcome: compareOutcomes(cohort, candidates),
    byCompleteness: compareIncomplete(cohort, incomplete),
    bySplit: validation ? compareBy(candidates, training, validation) : [],
    steps,
    fittedOn: { patients: training.patients, events: eventsOf(training.outcome) },
    ...estimatesOf(training, built, options),
    apparent: performanceOn(training, fit, options, true),
    validation: validation && performanceOn(validation, fit, options, false),
    atTrainingCutoff: validation && atTrainingCutoff(training, validation, fit),
    internalExternal: yield* leftOutGroups(training, options),
    optimism: yield* optimismOf(training, fit, options),
    sampleSize: sampleSizeFor(training, fit, candidates.length),
  }
  return { report, fit, training }
}
