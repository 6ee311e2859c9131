/** Where an assumption comes from. */
export interface Sourced {
  readonly source?: string | undefined
}

/** From the least to the most that is documented. */
export type DocumentedRange = readonly [least: number, most: number]

/** A figure of a predictor's distribution that the literature gives only as a range. */
export interface DocumentedFigure extends Sourced {
  readonly predictor: string
  readonly figure: 'probability' | 'mean' | 'median' | 'sd'
  readonly range: DocumentedRange
}

/**
 * The predictor whose level differs between measuring platforms, so that only its distance from the
 * centre of its own platform means something.
 */
export interface CentredPredictor extends Sourced {
  readonly predictor: string
  /** How much of its published weight is kept, from and to. */
  readonly weight: DocumentedRange
  /** Between which factors its unit may differ here from the study's. */
  readonly gain: DocumentedRange
  /** Its distribution in the literature. */
  readonly study: { readonly mean: number; readonly sd: number }
  /** Standard deviation of a platform's centre around the study's, where nothing is known of it. */
  readonly tau: number
}

/** What is unknown of a published model, from which its versions are drawn. */
export interface VersionsSettings {
  readonly count: number
  /** The share of the versions that must agree: before and after the outcome's share is known here. */
  readonly gamma: Sourced & { readonly unknownShare: number; readonly knownShare: number }
  /** Factor of all coefficients. */
  readonly slope: Sourced & { readonly range: DocumentedRange }
  /** The outcome's share where nobody has counted it: logit-normal. */
  readonly share: Sourced & {
    readonly events: number
    readonly patients: number
    readonly sd: number
  }
  /** Standard deviation of the log odds of a counted share, for how it was defined. */
  readonly countSd: Sourced & { readonly sd: number }
  /**
   * Values beyond which a predictor's effect is not known to go on: every other version stops
   * there.
   */
  readonly caps: readonly (Sourced & { readonly predictor: string; readonly at: number })[]
  readonly centred?: CentredPredictor | undefined
  /** In the order in which they are drawn. */
  readonly documented: readonly DocumentedFigure[]
  /** The least number of patients of each step. */
  readonly floor: Sourced & {
    readonly anchor: number
    readonly share: number
    /** With, and without, the outcome. */
    readonly update: number
    /** With, and without, the outcome; in the update and in the validation. */
    readonly calibrated: number
  }
}
