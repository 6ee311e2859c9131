import type { CardFate } from './card-fate.ts'
import type { ClientSettings } from './client-settings.ts'
import { FINGERPRINT } from './fingerprint.ts'
import type { Card, Indicator } from './protocol/card.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import type { ShownCards } from './shown-cards.ts'

/** The card of an order, where there is one, with the category that it states, if it states one. */
export interface OrderCard {
  readonly card: Card | undefined
  readonly category: string | undefined
}

/** By what cards are kept from a client. */
export interface CardLimits {
  readonly request: HookRequest
  readonly client: ClientSettings
  /** The model's categories, the lowest first. */
  readonly categories: readonly string[]
  readonly shown: ShownCards
  readonly digest: (text: string) => string
}

/** A card and what becomes of it. */
export interface LimitedCard {
  readonly card: Card
  readonly fate: CardFate
}

/** An unknown category ranks below nothing. */
function isBelowLowest(category: string | undefined, { categories, client }: CardLimits): boolean {
  const [rank, lowest] = [category, client.lowestCategory].map((id) =>
    id === undefined ? -1 : categories.indexOf(id),
  )
  return rank !== undefined && lowest !== undefined && rank >= 0 && rank < lowest
}

function fateByCategory(category: string | undefined, limits: CardLimits): CardFate {
  if (limits.client.silent) return 'silent'
  return isBelowLowest(category, limits) ? 'below-lowest-category' : 'shown'
}

/**
 * Same client, same person, same order, inputs and model. Nobody asks for it of a client that wants
 * every card.
 */
function keyOf(card: Card, { request, client, digest }: CardLimits): string | undefined {
  if (!client.skipRepeatedOnSign) return undefined
  const user = 'userId' in request.context ? request.context.userId : ''
  return digest(JSON.stringify([client.id, user, card.extension?.[FINGERPRINT]]))
}

/** Only order-sign leaves out what order-select showed: who selects again replaces what is shown. */
async function isRepeat(card: Card, limits: CardLimits): Promise<boolean> {
  const key = limits.request.hook === 'order-sign' ? keyOf(card, limits) : undefined
  return key !== undefined && (await limits.shown.has(key))
}

const URGENCY: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }

function mostUrgent(cards: readonly Card[], most = Infinity): ReadonlySet<Card> {
  const byUrgency = cards.toSorted((a, b) => URGENCY[a.indicator] - URGENCY[b.indicator])
  return new Set(byUrgency.slice(0, most))
}

/** The cards that are sent. */
export const shownOf = (cards: readonly LimitedCard[]) =>
  cards.filter(({ fate }) => fate === 'shown').map(({ card }) => card)

function rememberShown(cards: readonly LimitedCard[], limits: CardLimits): void {
  if (limits.request.hook !== 'order-select') return
  for (const card of shownOf(cards)) {
    const key = keyOf(card, limits)
    if (key !== undefined) limits.shown.remember(key)
  }
}

/**
 * Decides which cards a client is sent: none to a client that is served silently, none below the
 * lowest category that it wants; if it asked for that, at order-sign none that order-select showed
 * to the same user; and no more than it wants, the most urgent first. Every order-select answer
 * repeats the card that still holds, since the client replaces what it showed.
 */
export async function limitCards(
  orders: readonly OrderCard[],
  limits: CardLimits,
): Promise<readonly LimitedCard[]> {
  const wanted = orders.flatMap(({ card, category }): readonly LimitedCard[] =>
    card === undefined ? [] : [{ card, fate: fateByCategory(category, limits) }],
  )
  const repeats = await Promise.all(wanted.map(({ card }) => isRepeat(card, limits)))
  const fresh = wanted.map((card, i): LimitedCard =>
    card.fate === 'shown' && repeats[i] === true ? { ...card, fate: 'repeat' } : card,
  )
  const kept = mostUrgent(shownOf(fresh), limits.client.maximumCards)
  const limited = fresh.map((card): LimitedCard =>
    card.fate === 'shown' && !kept.has(card.card) ? { ...card, fate: 'maximum-cards' } : card,
  )
  rememberShown(limited, limits)
  return limited
}

/** What became of the card of an order. */
export const fateOf = (card: Card | undefined, cards: readonly LimitedCard[]): CardFate =>
  cards.find((limited) => limited.card === card)?.fate ?? 'no-card'
