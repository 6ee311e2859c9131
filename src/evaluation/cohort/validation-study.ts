import type { CalibrationState } from '../../clinical/models/definition.ts'
import { Fault } from '../../base/fault.ts'
import { calibrationIntercept, observedToExpected } from '../statistics/calibration.ts'
import {
  checkedEvents,
  type Cohort,
  columnOf,
  eventsOf,
  isBinary,
  rowsOf,
} from '../statistics/cohort-columns.ts'
import type { Estimate } from '../statistics/estimate.ts'
import { type Performance, performanceOf, risksOf } from '../statistics/performance.ts'
import { type LogisticForm, linearPredictorsOf } from './recalibration.ts'
import { cStatistic } from '../statistics/roc.ts'
import { type SampleSize, validationSampleSize } from './sample-size.ts'
import { meanOf, rowsWhere, take, type Vector } from '../statistics/vector.ts'
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

export interface Subgroup {
  readonly variable: string
  readonly level: string
  readonly patients: number
  readonly events: number
  readonly cStatistic: Estimate | undefined
  readonly observedToExpected: Estimate | undefined
  readonly calibrationIntercept: Estimate | undefined
}

export interface ValidationReport {
  readonly kind: 'validation'
  readonly model: ModelName
  readonly performance: Performance
  readonly subgroups: readonly Subgroup[]
  /** Patients that a precise validation would need, with the prevalence and risks found here. */
  readonly sampleSize: SampleSize | undefined
  readonly verdict: Verdict
}

/** More levels than this are no subgroups but names of patients, by mistake. */
const MOST_LEVELS = 12

function levelsOf(cohort: Cohort, name: string): readonly string[] {
  const texts = cohort.labels[name] ?? Array.from(columnOf(cohort, name), String)
  if (new Set(texts).size > MOST_LEVELS)
    throw new Fault('malformed-request', `${name} has too many levels for subgroups`)
  return texts
}

function subgroup(cohort: Cohort, lp: Vector, variable: string, level: string): Subgroup {
  const texts = levelsOf(cohort, variable)
  const rows = rowsWhere(cohort.patients, (i) => texts[i] === level)
  const { outcome } = rowsOf({ ...cohort, columns: {}, labels: {} }, rows)
  const own = take(lp, rows)
  const risk = risksOf(own)
  return {
    variable,
    level,
    patients: rows.length,
    events: eventsOf(outcome),
    cStatistic: cStatistic(outcome, own),
    observedToExpected: observedToExpected(outcome, risk),
    calibrationIntercept: calibrationIntercept(outcome, own),
  }
}

function subgroupsOf(cohort: Cohort, lp: Vector, names: readonly string[]): readonly Subgroup[] {
  return names.flatMap((name) =>
    [...new Set(levelsOf(cohort, name))]
      .toSorted()
      .map((level) => subgroup(cohort, lp, name, level)),
  )
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

/**
 * Judges a model on patients with outcomes. Yes-and-no predictors of the model and every label
 * column of the cohort make subgroups.
 *
 * @param linearPredictor - The log odds that are judged; by default those of the published form.
 * @throws {Fault} When all patients have the outcome or none has.
 */
export function validationStudy(
  model: NamedModel,
  cohort: Cohort,
  thresholds: readonly number[],
  linearPredictor: Float64Array = linearPredictorsOf(model, cohort),
): ValidationReport {
  checkedEvents(cohort)
  const { outcome } = cohort
  const performance = performanceOf({ outcome, linearPredictor, thresholds, isFittedHere: false })
  const binary = model.terms
    .map(({ predictor }) => predictor)
    .filter((name) => isBinary(columnOf(cohort, name)))
  return {
    kind: 'validation',
    model: nameOf(model),
    performance,
    subgroups: subgroupsOf(cohort, linearPredictor, [...binary, ...Object.keys(cohort.labels)]),
    sampleSize: sampleSizeFor(performance, linearPredictor, cohort),
    verdict: verdictOf(performance),
  }
}
