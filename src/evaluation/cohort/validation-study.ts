import type { CalibrationState } from '../../clinical/models/definition.ts'
import { checkedEvents, type Cohort, columnOf, isBinary } from '../statistics/cohort-columns.ts'
import { type Performance, performanceOf } from '../statistics/performance.ts'
import { compareIncomplete, compareOutcomes, type GroupComparison } from './compare-groups.ts'
import { type LogisticForm, linearPredictorsOf } from './recalibration.ts'
import { type SampleSize, validationSampleSize } from './sample-size.ts'
import { type SubgroupSplit, splitBy } from './subgroups.ts'
import { finished, type Interruptible } from '../statistics/interruptible.ts'
import { fitLogistic, type LogisticFit } from '../statistics/logistic-regression.ts'
import { meanOf, type Vector } from '../statistics/vector.ts'
import { internalExternal, type LeftOutGroup } from './internal-external.ts'
import { designOf } from './stepwise-selection.ts'
import { type Verdict, verdictOf } from './validation-verdict.ts'

export interface ModelName {
  readonly id: string
  readonly version: string
  readonly calibration: CalibrationState
}

export type NamedModel = LogisticForm & ModelName

export const nameOf = ({ id, version, calibration }: NamedModel): ModelName => ({
  id,
  version,
  calibration,
})

export interface ValidationReport {
  readonly kind: 'validation'
  readonly model: ModelName
  readonly performance: Performance
  /** The patients, all and by outcome. */
  readonly byOutcome: readonly GroupComparison[]
  /** The patients of the study beside those left out for want of a value, where known. */
  readonly byCompleteness: readonly GroupComparison[]
  readonly subgroups: readonly SubgroupSplit[]
  /** Patients that a precise validation would need, with the prevalence and risks found here. */
  readonly sampleSize: SampleSize | undefined
  /** Each group of patients by the model with a new intercept and slope of all others. */
  readonly internalExternal: readonly LeftOutGroup[]
  readonly verdict: Verdict
}

function sampleSizeFor(performance: Performance, lp: Vector, cohort: Cohort) {
  const { cStatistic: c, certain, patients } = performance
  // Risks of 0 and 1 tell nothing of the spread that a right model would have here.
  if (certain.patients > patients / 2) return undefined
  const prevalence = meanOf(cohort.outcome)
  if (c === undefined || c.value <= 0.5 || c.value >= 1) return undefined
  const distinct = new Set(Array.from(lp).slice(0, 1000))
  if (distinct.size < 2 || prevalence <= 0 || prevalence >= 1) return undefined
  return validationSampleSize({ prevalence, cStatistic: c.value, linearPredictor: lp })
}

interface Given {
  /** The log odds that are judged, where they are not those of the model's own terms. */
  readonly linearPredictor?: Float64Array | undefined
  /** What rows that were left out hold of each variable. */
  readonly incomplete?: Readonly<Record<string, Vector>> | undefined
  /** A label column (year, scanner) whose groups are left out in turn. */
  readonly clusters?: string | undefined
}

const LP = 'linear predictor'

/** Whether an update of intercept and slope holds for patients of another year or scanner. */
function leftOutGroups(
  { patients, outcome, labels }: Cohort,
  lp: Vector,
  clusters: string | undefined,
): readonly LeftOutGroup[] {
  if (clusters === undefined) return []
  function* update(others: Cohort): Interruptible<LogisticFit> {
    yield* []
    return fitLogistic(designOf(others, [LP]))
  }
  const judged = { patients, outcome, labels, columns: { [LP]: Float64Array.from(lp) } }
  return finished(internalExternal(judged, clusters, update))
}

/**
 * Judges a model on patients with outcomes. Yes-and-no predictors of the model and every label
 * column of the cohort make subgroups.
 *
 * @throws {Fault} When all patients have the outcome or none has.
 */
export function validationStudy(
  model: NamedModel,
  cohort: Cohort,
  thresholds: readonly number[],
  { linearPredictor: given, incomplete = {}, clusters }: Given = {},
): ValidationReport {
  checkedEvents(cohort)
  const linearPredictor = given ?? linearPredictorsOf(model, cohort)
  const { outcome } = cohort
  const performance = performanceOf({ outcome, linearPredictor, thresholds, isFittedHere: false })
  const predictors = model.terms.map(({ predictor }) => predictor)
  const binary = predictors.filter((name) => isBinary(columnOf(cohort, name)))
  return {
    kind: 'validation',
    model: nameOf(model),
    performance,
    byOutcome: compareOutcomes(cohort, predictors),
    byCompleteness: compareIncomplete(cohort, incomplete),
    subgroups: [...binary, ...Object.keys(cohort.labels)].map((name) =>
      splitBy(cohort, linearPredictor, name),
    ),
    sampleSize: sampleSizeFor(performance, linearPredictor, cohort),
    internalExternal: leftOutGroups(cohort, linearPredictor, clusters),
    verdict: verdictOf(performance),
  }
}
