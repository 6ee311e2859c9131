import type { Condition } from '../models/decisions.ts'
import type { ApplicabilityClass } from '../readings/applicability.ts'
import type { ScoreDefinition } from '../models/score.ts'

/** When a predictor is read: as of the order, or as of the last procedure before it. */
export type ReadAt = 'now' | 'before-earlier-procedure'

export type ScorePredictor =
  | {
      readonly id: string
      readonly kind: 'reading'
      readonly reading: string
      readonly at: ReadAt
      /** UCUM unit of the score's formula; nothing of a finding. */
      readonly unit?: string | undefined
      /** How many of the reading's unit make one of the score's. */
      readonly perUnit: number
    }
  /** The number and the class of another score. */
  | { readonly id: string; readonly kind: 'score'; readonly score: string; readonly at: ReadAt }
  /** Of two predictors: the first less, or by, the second. */
  | {
      readonly id: string
      readonly kind: 'difference' | 'ratio'
      readonly of: readonly [string, string]
    }

/** Says for whom a score was not made. */
interface ScoreRule {
  readonly id: string
  readonly class: ApplicabilityClass
  readonly when: readonly Condition[]
}

/** The words of a score in one language. */
export interface ScoreTexts {
  readonly name: string
  readonly outcome: string
  readonly population: string
  readonly evidence: string
  readonly classes: Readonly<Record<string, string>>
  readonly outcomes: Readonly<Record<string, string>>
  readonly rules: Readonly<Record<string, string>>
}

/** A published score with everything that a card says of it. */
export interface PublishedScore {
  readonly definition: ScoreDefinition
  readonly decimals: number
  readonly predictors: readonly ScorePredictor[]
  readonly rules: readonly ScoreRule[]
  /** By language (BCP 47). */
  readonly translations: Readonly<Record<string, ScoreTexts>>
}
