import type { Marginal } from '../clinical/models/definition.ts'

/** The performance that a study publishes of one of its cohorts, at a threshold it need not name. */
export interface PublishedCohort {
  readonly id: string
  /** Where in the paper the figures stand. */
  readonly place: string
  readonly auc: number
  readonly aucCi95: readonly [number, number]
  /** Decimals to which the four measures are rounded. */
  readonly decimals: number
  readonly accuracy: number
  /** Sensitivity. */
  readonly recall: number
  /** Positive predictive value. */
  readonly precision: number
  readonly f1: number
}

/** How far the literature lets one predictor's distribution in the reference population vary. */
export interface PublishedRange {
  readonly predictor: string
  readonly label: string
  readonly low: Marginal
  readonly high: Marginal
  readonly source: string
}

/** What a study publishes, beside the odds ratios that the risk model holds. */
export interface Study {
  readonly citation: string
  readonly oddsRatiosPlace: string
  readonly patients: {
    readonly total: number
    readonly withOutcome: number
    readonly publishedPercent: number
    readonly place: string
  }
  readonly split: { readonly method: string; readonly place: string }
  /** The first is the one that the model was developed in; none where a study prints no measures. */
  readonly cohorts: readonly PublishedCohort[]
  /** What the implied spreads say beside published ones; Markdown. */
  readonly spreadNote: string
  readonly publishedRanges: readonly PublishedRange[]
}
