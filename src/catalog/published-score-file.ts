import type { PublishedScore } from '../clinical/scores/published-score.ts'

/** How a score fared in patients that it was not made from. */
export interface Validation {
  readonly verdict: 'held' | 'mixed' | 'failed'
  readonly population: string
  readonly result: string
  readonly source: string
}

/** Where something was read: the source, how and when it was seen, and the place in it. */
export interface PlaceRead {
  readonly cite: string
  readonly url?: string | undefined
  readonly seen: string
  readonly seenOn: string
  readonly place: string
}

/** Where the figures of a score were read, by whom, and what they were compared with. */
export interface ScoreOrigin {
  readonly read: readonly (PlaceRead & { readonly gives: string })[]
  readonly readBy: string
  /** Another statement of the formula, or where it was sought in vain. */
  readonly secondStatement:
    (PlaceRead & { readonly differs: string }) | { readonly notFound: string }
  readonly licence: string
  readonly parity: readonly {
    readonly code: string
    readonly compared: string
    readonly result: string
  }[]
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
  readonly origin: ScoreOrigin
  readonly classesSource: string
  readonly choices: readonly string[]
  readonly validations: readonly Validation[]
  /** By predictor that is a reading: the unit that the formula expects. */
  readonly units: Readonly<Record<string, string>>
  readonly ruleReasons: Readonly<Record<string, string>>
  readonly cases: readonly ScoreCase[]
}
