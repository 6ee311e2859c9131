import type { Card, HookRequest, Indicator } from '../cds-hooks/index.ts'
import type { ClientSettings } from './client-settings.ts'
import { FINGERPRINT, type Guidance } from './give-guidance.ts'

/**
 * Remembers for a while what was shown. It may forget early: then a card is shown once more, which
 * harms nobody.
 */
export interface ShownCards {
  readonly remember: (card: { readonly uuid: string; readonly key: string | undefined }) => void
  /** Whether a card of this key was shown; a card without one is remembered by its uuid alone. */
  readonly hasKey: (key: string) => boolean
  /** Whether a card of this uuid was shown. */
  readonly hasUuid: (uuid: string) => boolean
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

/**
 * Spares a client cards: no more than it wants, the most urgent first; and, if it asked for that,
 * at order-sign none that order-select showed to the same user. Every order-select answer repeats
 * the card that still holds, since the client replaces what it showed.
 */
export function economise(guidance: Guidance, economy: CardEconomy): Guidance {
  const { request, settings, shown } = economy
  const keyed = guidance.response.cards.map((card) => ({ card, key: keyOf(card, economy) }))
  const isRepeat = (key: string | undefined) =>
    request.hook === 'order-sign' && key !== undefined && shown.hasKey(key)
  const fresh = keyed.filter(({ key }) => !isRepeat(key))
  const cards = atMost(
    fresh.map(({ card }) => card),
    settings.maximumCards,
  )
  for (const { card, key } of keyed.filter((one) => cards.includes(one.card))) {
    shown.remember({ uuid: card.uuid, key: request.hook === 'order-select' ? key : undefined })
  }
  const spared = keyed.length - cards.length
  return spared === 0
    ? guidance
    : { response: { ...guidance.response, cards }, note: { ...guidance.note, spared } }
}
