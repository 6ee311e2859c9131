import { type PublishedScore } from '../clinical/scores/published-score.ts'
import type { CardCoding } from './protocol/card.ts'
import type { DiscoveryEntry } from './protocol/discovery.ts'
import type { ApplicabilityRule } from '../clinical/readings/applicability.ts'
import type { AuxiliaryInput } from '../clinical/readings/input-definition.ts'
import type { Template } from './cards/template.ts'
import type { Service } from './service.ts'

/** The words of a board in one language. */
export interface BoardTexts {
  readonly source: string
  readonly topic: string
  readonly readings: Readonly<Record<string, { readonly label: string; readonly unit: string }>>
  readonly findings: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly facts: Readonly<Record<string, string>>
  /** What the board's own prefetch keys bring. */
  readonly keys: Readonly<Record<string, string>>
  readonly words: {
    readonly before: string
    readonly noClass: string
    readonly result: string
    readonly derived: string
    readonly better: string
    readonly worse: string
    readonly between: string
  }
  readonly summaries: { readonly computed: Template; readonly none: Template }
  readonly detail: Template
}

/** A folder that shows several scores on one card. Made by the catalog. */
export interface BoardDefinition {
  readonly id: string
  /** The service whose orders, diagnosis, keys and words are used. */
  readonly base: Service
  /** Everything that a score may be computed from: the base's readings and the board's own. */
  readonly readings: readonly AuxiliaryInput[]
  /** Rules of the base by which nothing is computed. */
  readonly exclusions: readonly ApplicabilityRule[]
  /** Each after those that it is computed from. */
  readonly scores: readonly PublishedScore[]
  /** Ids of the scores that the card shows whatever class they reach. */
  readonly alwaysOnCard: readonly string[]
  readonly topic: CardCoding
  readonly language: string
  readonly translations: Readonly<Record<string, BoardTexts>>
}

/** A CDS Service that answers with a board. */
export interface BoardService {
  readonly entry: DiscoveryEntry
  /** The entry in other languages (BCP 47). */
  readonly entries: Readonly<Record<string, DiscoveryEntry>>
  readonly board: BoardDefinition
  /** Not offered but to clients whose registration names it. */
  readonly onlyIfRegistered: boolean
  /** Ids of the services whose card goes before this one, for a client that wants one card an order. */
  readonly givesWayTo: readonly string[]
}

/** A board that speaks a language, if it has its texts in it. */
export function boardSpeaking(board: BoardDefinition, language: string): BoardDefinition {
  const cards = board.base.translations[language]
  return cards === undefined || board.translations[language] === undefined
    ? board
    : { ...board, language, base: { ...board.base, cards } }
}
