import type { Assessment } from '../clinical/assessment/assess.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { AskedFacts } from '../clinical/scores/score-facts.ts'
import type { JudgedOrder } from '../clinical/scores/board-verdict.ts'
import type { CardFate } from './card-fate.ts'
import type { BoardFindings } from './cards/board-values.ts'
import type { Card } from './protocol/card.ts'
import type { Service } from './service.ts'

/** An order and what became of its card. */
export interface OrderWithCard {
  readonly relevant: RelevantOrder
  /** None where nothing is told at this hook. */
  readonly card: Card | undefined
  readonly fate: CardFate
  /** The same for cards that tell the same person the same. */
  readonly told?: string | undefined
}

/** An assessment of an order that is the service's. */
export type OrderAssessment = Exclude<Assessment, { readonly kind: 'not-relevant' }>

/** An order that a risk model was asked about. */
export interface AssessedOrder extends OrderWithCard {
  readonly definition: Service
  readonly assessment: OrderAssessment
}

/** What a board computed, and everything that was asked for it. */
export interface ComputedBoard extends BoardFindings {
  readonly facts: AskedFacts
}

/** What a board says of an order. */
export interface BoardJudgement {
  readonly judged: JudgedOrder
  /** None where the verdict is that nothing is computed. */
  readonly computed: ComputedBoard | undefined
}

/** An order that a board was asked about. */
export interface BoardOrder extends OrderWithCard, BoardJudgement {
  /** Id of the board. */
  readonly board: string
}

/** An order that a service answered, told of or not. */
export type AnsweredOrder = AssessedOrder | BoardOrder
