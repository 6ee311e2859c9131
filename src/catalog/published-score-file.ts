import type { PublishedScore } from '../clinical/scores/published-score.ts'

/** How a score fared in patients that it was not made from. */
export interface Validation {
  readonly verdict: 'held' | 'mixed' | 'failed'
  readonly population: string
  readonly result: string
  readonly source: string
}

/** A patient whose score was worked out beside the engine. */
export interface ScoreCase {
  readonly name: string
  readonly source: string
  /** Of the predictors that are readings or other scores: a number in their unit, or a name. */
  readonly values: Readonly<Record<string, number | string>>
  readonly value?: number | undefined
  readonly class?: string | undefined
}

/** A published score with everything that those who decide on its use must know. */
export interface PublishedScoreFile {
  readonly score: PublishedScore
  readonly title: string
  readonly citation: string
  readonly outcome: string
  readonly population: string
  /** The formula in words, and where it was read. */
  readonly formula: string
  readonly formulaSource: string
  readonly classesSource: string
  readonly choices: readonly string[]
  readonly validations: readonly Validation[]
  /** By predictor that is a reading: the unit that the formula expects. */
  readonly units: Readonly<Record<string, string>>
  readonly ruleReasons: Readonly<Record<string, string>>
  readonly cases: readonly ScoreCase[]
}
