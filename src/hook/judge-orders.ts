import { setImmediate as breathe } from 'node:timers/promises'
import type { AssessmentBasis } from '../clinical/assessment/assessment-basis.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { AnswerKind } from './answer-kind.ts'
import type { Call } from './call.ts'
import { inRelease } from './cards/release-of-suggestions.ts'
import type { Card } from './protocol/card.ts'

/** An order that is the service's: what it came to, and its card, if it has one. */
interface OrderJudged<Judged> {
  readonly relevant: RelevantOrder
  readonly judged: Judged
  readonly card: Card | undefined
  readonly category: string | undefined
}

/** The orders that a call is answered for. */
export interface JudgedOrders<Judged> {
  readonly orders: readonly OrderJudged<Judged>[]
  /** How many more may be the service's, and were not looked at. */
  readonly left: number
}

function withLeft(card: Card, left: number, { model }: Call): Card {
  const said = model.cards.texts.words.ordersLeft.replace('{n}', String(left))
  return { ...card, detail: [card.detail, said].filter(Boolean).join('\n\n') }
}

/**
 * Judges orders one by one, each in a turn of its own, so that no call holds up all others; as many
 * as one call is answered for. That others were left is said on every card: a client may show any
 * one of them.
 */
export async function judgeOrders<Judged>(
  kind: AnswerKind<Judged>,
  found: readonly RelevantOrder[],
  basis: AssessmentBasis,
  call: Call,
): Promise<JudgedOrders<Judged>> {
  const orders: OrderJudged<Judged>[] = []
  let at = 0
  for (; at < found.length && orders.length < call.ports.ordersPerCall; at += 1) {
    await breathe()
    const relevant = found[at]
    const judged = relevant && kind.judge(relevant, basis)
    if (relevant === undefined || judged === undefined) continue
    const made = kind.makeCard(relevant, judged, call)
    const card = made && inRelease(made, call.release ?? 'R4')
    orders.push({ relevant, judged, card, category: kind.categoryOf(judged) })
  }
  const left = found.length - at
  if (left === 0) return { orders, left }
  const told = orders.map((order) =>
    order.card === undefined ? order : { ...order, card: withLeft(order.card, left, call) },
  )
  return { orders: told, left }
}
