import type { Card } from './protocol/card.ts'
import type { Assessment } from '../clinical/assessment/assess.ts'
import type { JudgedOrder } from '../clinical/scores/board-verdict.ts'
import type { BoardFindings } from './cards/board-view.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { CardFate } from './card-fate.ts'
import type { AskedFacts } from '../clinical/scores/score-facts.ts'
import type { Service } from './service.ts'

interface OrderWithCard {
  readonly relevant: RelevantOrder
  /** None where nothing is told at this hook. */
  readonly card: Card | undefined
  readonly fate: CardFate
}

/** One order, what it came to, and what became of its card. */
export interface AssessedOrder extends OrderWithCard {
  readonly definition: Service
  readonly assessment: Exclude<Assessment, { kind: 'not-relevant' }>
}

/** What a board computed, and everything that was asked for it. */
export interface ComputedBoard extends BoardFindings {
  readonly facts: AskedFacts
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
