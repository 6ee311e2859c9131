import type { Band, Row } from './decide.ts'
import type { Condition } from './condition.ts'

/** What is done to a number before it is multiplied, or to a sum at the end. */
export type Transform = 'identity' | 'ln' | 'log10' | 'square' | 'square-root'

/** One summand: a predictor's number, or a constant where a condition holds. */
export type ScoreTerm =
  | {
      readonly predictor: string
      readonly transform: Transform
      readonly coefficient: number
    }
  | { readonly when: Condition; readonly coefficient: number }

/**
 * How a published score is computed:
 *
 * - `formula`: a constant and a sum of terms, transformed at the end;
 * - `points`: the sum of the points of each item;
 * - `decision-table`: the class of the first row that holds;
 * - `cox`: the linear predictor of a proportional hazards model, centred, and the survival that
 *   follows from a baseline survival.
 */
export type ScoreForm =
  | {
      readonly kind: 'formula'
      readonly constant: number
      readonly terms: readonly ScoreTerm[]
      readonly then: Transform
    }
  | { readonly kind: 'points'; readonly items: readonly (readonly Band[])[] }
  | { readonly kind: 'decision-table'; readonly rows: readonly Row[] }
  | {
      readonly kind: 'cox'
      readonly terms: readonly ScoreTerm[]
      /** The linear predictor of the patient whose survival is the baseline survival. */
      readonly centre: number
      readonly baselineSurvival: readonly SurvivalAt[]
    }

/** The share of patients alive after a time. */
export interface SurvivalAt {
  readonly months: number
  readonly survival: number
}

/** Towards what a class points, in the outcome of its own score. */
export type Leaning = 'favourable' | 'unfavourable' | 'neither'

/** A class of a score: up to a limit, from the end of the class before it. The last has no limit. */
export interface ScoreClass {
  readonly id: string
  readonly atMost?: number | undefined
  readonly below?: number | undefined
  readonly leaning: Leaning
}

/** A published score, whose predictors are known by name. */
export interface ScoreDefinition {
  readonly id: string
  /** Semantic version of the folder's content. */
  readonly version: string
  readonly form: ScoreForm
  /** Ascending; none where no cut-off is verified. Of a decision table, by id. */
  readonly classes: readonly ScoreClass[]
}

/** What a score says of one patient. */
export interface ScoreResult {
  /** The number, without the noise of floating point; nothing of a decision table. */
  readonly value: number | undefined
  readonly class: ScoreClass | undefined
  /** Of a Cox model alone. */
  readonly survival: readonly SurvivalAt[]
}
