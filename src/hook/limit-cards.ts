import type { Card, Indicator } from './protocol/card.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import type { ClientSettings } from './client-settings.ts'
import type { AnsweredOrder } from './answered-order.ts'
import { FINGERPRINT, type Answer } from './answer-with-risk.ts'
import type { CardFate } from './card-fate.ts'

/**
 * Remembers for a while what was shown. It may forget early: then a card is shown once more, which
 * harms nobody.
 */
export interface ShownCards {
  readonly remember: (key: string) => void
  /** Whether a card of this key was shown. */
  readonly has: (key: string) => boolean | Promise<boolean>
}

/** What is needed to spare a client cards. */
export interface CardEconomy {
  readonly request: HookRequest
  readonly settings: ClientSettings
  readonly shown: ShownCards
  readonly digest: (text: string) => string
}

const URGENCY: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }

/** The most urgent cards, in the order in which they came. */
function atMost(cards: readonly Card[], max: number | undefined): readonly Card[] {
  if (max === undefined || cards.length <= max) return cards
  const kept = new Set(
    cards.toSorted((a, b) => URGENCY[a.indicator] - URGENCY[b.indicator]).slice(0, max),
  )
  return cards.filter((card) => kept.has(card))
}

/**
 * Same client, same person, same order, inputs and model. Nobody asks for it of a client that wants
 * every card.
 */
function keyOf(card: Card, { request, settings, digest }: CardEconomy): string | undefined {
  if (!settings.skipRepeatedOnSign) return undefined
  const user = 'userId' in request.context ? request.context.userId : ''
  return digest(JSON.stringify([settings.id, user, card.extension?.[FINGERPRINT]]))
}

const isRepeat = async (key: string | undefined, { request, shown }: CardEconomy) =>
  request.hook === 'order-sign' && key !== undefined && (await shown.has(key))

/**
 * Spares a client cards: no more than it wants, the most urgent first; and, if it asked for that,
 * at order-sign none that order-select showed to the same user. Every order-select answer repeats
 * the card that still holds, since the client replaces what it showed.
 */
export async function limitCards(guidance: Answer, economy: CardEconomy): Promise<Answer> {
  const { request, settings, shown } = economy
  const keyed = guidance.response.cards.map((card) => ({ card, key: keyOf(card, economy) }))
  const repeats = await Promise.all(keyed.map(({ key }) => isRepeat(key, economy)))
  const fresh = keyed.filter((_, i) => repeats[i] !== true).map(({ card }) => card)
  const cards = atMost(fresh, settings.maximumCards)
  for (const { card, key } of keyed)
    if (request.hook === 'order-select' && key !== undefined && cards.includes(card))
      shown.remember(key)
  const spared = keyed.length - cards.length
  if (spared === 0) return guidance
  const fateOf = ({ card, fate }: AnsweredOrder): CardFate => {
    if (fate !== 'shown' || card === undefined || cards.includes(card)) return fate
    return fresh.includes(card) ? 'maximum-cards' : 'repeat'
  }
  return {
    response: { ...guidance.response, cards },
    answered: guidance.answered.map((one) => ({ ...one, fate: fateOf(one) })),
    note: { ...guidance.note, spared },
  }
}
