import type { Card } from './protocol/card.ts'
import type { Assessment } from '../clinical/assessment/assess.ts'
import type { JudgedOrder } from '../clinical/scores/board-verdict.ts'
import type { BoardFindings } from './cards/board-view.ts'
import type { ConcernedOrder } from '../clinical/assessment/relevant-order.ts'
import type { CardFate } from './card-fate.ts'
import type { NotedFacts } from '../clinical/scores/noted-facts.ts'
import type { GuidanceDefinition } from './service-definition.ts'

interface OrderWithCard {
  readonly concerned: ConcernedOrder
  /** None where nothing is told at this hook. */
  readonly card: Card | undefined
  readonly fate: CardFate
}

/** One order, what it came to, and what became of its card. */
export interface AssessedOrder extends OrderWithCard {
  readonly definition: GuidanceDefinition
  readonly assessment: Exclude<Assessment, { kind: 'not-concerned' }>
}

/** What a board computed, and everything that was asked for it. */
export interface ComputedBoard extends BoardFindings {
  readonly facts: NotedFacts
}

/** One order that a board was asked about, and what became of its card. */
export interface BoardOrder extends OrderWithCard {
  /** Id of the board. */
  readonly board: string
  readonly judged: JudgedOrder
  /** None where the verdict is that nothing is computed. */
  readonly computed: ComputedBoard | undefined
}

/** An order that a service answered, told of or not. */
export type AnsweredOrder = AssessedOrder | BoardOrder
