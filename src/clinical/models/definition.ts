import type { SiteEvidence } from './site-evidence.ts'
import type { Sourced, VersionsSettings } from './versions/settings.ts'

/**
 * What a model's file says that it is at a site; its evidence must bear it out.
 *
 * - `provisional`: as published;
 * - `site-anchored`: its versions are about the site's own patients, without outcomes;
 * - `outcome-updated`: with their outcomes, too few to check it;
 * - `outcome-calibrated`: checked on others of them.
 */
export type CalibrationState =
  'provisional' | 'site-anchored' | 'outcome-updated' | 'outcome-calibrated'

export interface PublishedOddsRatio {
  readonly oddsRatio: number
  readonly ci95: readonly [number, number]
  readonly p: string
}

export interface Term {
  readonly predictor: string
  /** Change of the log odds per one canonical unit of the predictor. */
  readonly coefficient: number
  /** Standard error of the coefficient. */
  readonly standardError: number
  readonly published?: PublishedOddsRatio | undefined
}

/** A distribution of a predictor in a population, in its canonical unit. */
export type Marginal = Sourced &
  (
    | { readonly kind: 'bernoulli'; readonly probability: number }
    | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
    /** `sd` is the standard deviation of the value itself, not of its logarithm. */
    | { readonly kind: 'lognormal'; readonly median: number; readonly sd: number }
  )

/** Independent marginal distributions of the predictors, by predictor. */
export type ReferencePopulation = Readonly<Record<string, Marginal>>

/**
 * How far a predictor varies when the same patient is measured again on the same device. Shown
 * beside a risk and never added to it: the coefficients were fitted on values that already carried
 * this error.
 */
interface Repeatability extends Sourced {
  readonly predictor: string
  /** Within-subject coefficient of variation: one standard deviation, as a share of the value. */
  readonly relative: number
}

/** A named interval of predicted risk, from `from` up to the next category. */
export interface RiskCategory {
  readonly id: string
  readonly from: number
}

/** The site's patients whom the coefficients were fitted on, where they are not the published ones. */
export interface FittedOn {
  readonly patients: number
  readonly events: number
  readonly period: { readonly from: string; readonly to: string }
}

/** A published logistic model as data. Everything the engine computes from is here. */
export interface RiskModelDefinition {
  readonly id: string
  readonly version: string
  readonly form: 'logistic'
  readonly calibration: CalibrationState
  readonly intercept: {
    readonly value: number
    /** Standard error of the intercept from the sampling of the outcome's share. */
    readonly standardError: number
  }
  readonly terms: readonly Term[]
  /** Where the published intercept was solved, and the reference patient's values. */
  readonly anchor: {
    /** The share of patients with the outcome that the mean predicted risk equals. */
    readonly events: number
    readonly patients: number
    readonly population: ReferencePopulation
  }
  /** What is unknown of the model; nothing where only the published figures are computed. */
  readonly versions?: VersionsSettings | undefined
  /** Of its versions where nothing is known of the site; solved once. */
  readonly versionIntercepts?: readonly number[] | undefined
  /** What a site knows of its own patients. */
  readonly site?: SiteEvidence | undefined
  readonly derivedFrom?: { readonly fittedOn?: FittedOn | undefined } | undefined
  readonly repeatability?: readonly Repeatability[] | undefined
  /** Ascending; the first begins at 0. */
  readonly categories: readonly RiskCategory[]
}

/** Values of predictors in their canonical units; a yes is 1, a no is 0. */
export type PredictorValues = Readonly<Record<string, number>>

// By a name of this module: it is called for each of thousands of versions, and looking a global up
// costs more than the function where many contexts are open.
const { exp } = Math

/** The inverse logit: the probability whose log odds are `logOdds`. */
export function inverseLogit(logOdds: number): number {
  return 1 / (1 + exp(-logOdds))
}

/**
 * The value of a predictor.
 *
 * @throws {TypeError} When it is absent or no finite number: a missing predictor is never imputed.
 */
export function valueOf(values: PredictorValues, predictor: string): number {
  const value = values[predictor]
  if (value === undefined || !Number.isFinite(value))
    throw new TypeError(`predictor ${predictor} has no finite value`)
  return value
}

/**
 * The linear predictor: the log odds of the outcome.
 *
 * @throws {TypeError} When a predictor of the model has no finite value.
 */
export function linearPredictor(
  intercept: number,
  terms: readonly Term[],
  values: PredictorValues,
): number {
  return terms.reduce(
    (sum, { predictor, coefficient }) => sum + coefficient * valueOf(values, predictor),
    intercept,
  )
}
