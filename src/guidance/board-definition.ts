import type { CardCoding, DiscoveryEntry } from '../cds-hooks/index.ts'
import type { Condition } from '../decisions/index.ts'
import type { ApplicabilityClass, ApplicabilityRule, AuxiliaryInput } from '../predictors/index.ts'
import type { ScoreDefinition } from '../risk-model/index.ts'
import type { Template } from '../cards/index.ts'
import type { CdsService, GuidanceDefinition } from './service-definition.ts'

/** When a predictor is read: as of the order, or as of the last procedure before it. */
export type ReadAt = 'now' | 'before-earlier-procedure'

/** What a score is computed from. */
export type ScorePredictor =
  | {
      readonly id: string
      readonly kind: 'reading'
      readonly reading: string
      readonly at: ReadAt
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

/** A rule that says for whom a score was not made. */
export interface ScoreRule {
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

/** The words of a board in one language. */
export interface BoardTexts {
  readonly source: string
  readonly topic: string
  readonly readings: Readonly<Record<string, { readonly label: string; readonly unit: string }>>
  readonly findings: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly facts: Readonly<Record<string, string>>
  readonly words: {
    readonly before: string
    readonly noClass: string
    readonly derived: string
    readonly more: string
  }
  readonly summaries: { readonly computed: Template; readonly none: Template }
  readonly detail: Template
}

/** A folder that shows several scores on one card. Made by the catalog. */
export interface BoardDefinition {
  readonly id: string
  /** The service whose orders, diagnosis, keys and words are used. */
  readonly base: GuidanceDefinition
  /** Everything that a score may be computed from: the base's readings and the board's own. */
  readonly readings: readonly AuxiliaryInput[]
  /** Rules of the base by which nothing is computed. */
  readonly exclusions: readonly ApplicabilityRule[]
  /** Each after those that it is computed from. */
  readonly scores: readonly PublishedScore[]
  readonly topic: CardCoding
  readonly language: string
  readonly translations: Readonly<Record<string, BoardTexts>>
}

/** A CDS Service that answers with a board. */
export interface BoardService {
  readonly entry: DiscoveryEntry
  readonly board: BoardDefinition
  /** Not offered but to clients whose registration names it. */
  readonly isOnRequest: boolean
  /** Ids of the services whose card goes before this one, for a client that wants one card an order. */
  readonly yieldsTo: readonly string[]
}

/** Any service that a client can call. */
export type CallableService = CdsService | BoardService

/** A board that speaks a language, if it has its texts in it. */
export function boardSpeaking(board: BoardDefinition, language: string): BoardDefinition {
  const cards = board.base.translations[language]
  return cards === undefined || board.translations[language] === undefined
    ? board
    : { ...board, language, base: { ...board.base, cards } }
}

/** The service of a board in a language, if it has its texts in it. */
export const boardInLanguage = (service: BoardService, language: string): BoardService => ({
  ...service,
  board: boardSpeaking(service.board, language),
})
