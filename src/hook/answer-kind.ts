import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { AssessmentBasis } from '../clinical/assessment/assessment-basis.ts'
import type { MissingInput } from '../clinical/assessment/assess.ts'
import type { Call } from './call.ts'
import type { AnsweredOrder, OrderWithCard } from './answered-order.ts'
import type { LookedFor } from './look-back.ts'
import type { Card } from './protocol/card.ts'

/**
 * What differs from one kind of service to another. All else of a call is the same.
 *
 * @typeParam Judged - What an order came to, as its record is made from it.
 */
export interface AnswerKind<Judged> {
  /** Ids of the categories that a card may state, the lowest first. */
  readonly categories: readonly string[]
  /** Everything that is read under prefetch keys, with how far back. */
  readonly inputs: readonly LookedFor[]
  /** What an order comes to; nothing when it turns out to be none of the service's. */
  readonly judge: (order: RelevantOrder, basis: AssessmentBasis) => Judged | undefined
  /** The card of an order; none where nothing is told at this hook. */
  readonly makeCard: (order: RelevantOrder, judged: Judged, call: Call) => Card | undefined
  /** The name of the situation that the clinician is in. */
  readonly situationOf: (judged: Judged) => string
  /** The category that the card states, if it states one. */
  readonly categoryOf: (judged: Judged) => string | undefined
  /** The inputs that were not there; nothing where the kind does not count them. */
  readonly missingInputsOf?: (judged: Judged) => readonly MissingInput[]
  readonly toAnswered: (order: OrderWithCard, judged: Judged) => AnsweredOrder
}
