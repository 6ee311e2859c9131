import type { OrderWithCard } from './answered-order.ts'
import type { CardFate } from './card-fate.ts'
import type { ClientSettings } from './client-settings.ts'
import { FINGERPRINT } from './fingerprint.ts'
import type { Card, Indicator } from './protocol/card.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import { acceptedKey, overriddenKey, type ShownCards } from './shown-cards.ts'

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
  readonly made: Card
  /** As it is sent: without what was accepted. */
  readonly card: Card
  readonly fate: CardFate
  /** The same for what tells the same person the same. */
  readonly told: string
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

/** Same client, same person, same order, inputs and model. */
function toldBy(card: Card, { request, client, digest }: CardLimits): string {
  const user = 'userId' in request.context ? request.context.userId : ''
  return digest(JSON.stringify([client.id, user, card.extension?.[FINGERPRINT]]))
}

/**
 * Why a card that may be shown is not: its person overrode it and said why, or order-select showed
 * it. Who selects again replaces what is shown, so only order-sign leaves that out.
 */
async function sparedBecause(told: string, limits: CardLimits): Promise<CardFate | undefined> {
  const { request, client, shown } = limits
  const isSigned = request.hook === 'order-sign' && client.skipRepeatedOnSign
  const [isOverridden, isRepeat] = await Promise.all([
    shown.has(overriddenKey(told)),
    isSigned && shown.has(told),
  ])
  if (isOverridden) return 'overridden'
  return isRepeat ? 'repeat' : undefined
}

/** A card without the suggestions that its person has accepted. */
async function withoutAccepted(card: Card, told: string, { shown }: CardLimits): Promise<Card> {
  const { suggestions = [], selectionBehavior, ...rest } = card
  const accepted = await Promise.all(
    suggestions.map(async ({ label }) => shown.has(acceptedKey(told, label))),
  )
  const left = suggestions.filter((_, i) => accepted[i] !== true)
  if (left.length === 0) return rest
  return { ...rest, suggestions: left, ...(selectionBehavior && { selectionBehavior }) }
}

async function limitCard(
  { card: made, category }: OrderCard & { readonly card: Card },
  limits: CardLimits,
): Promise<LimitedCard> {
  const told = toldBy(made, limits)
  const fate = fateByCategory(category, limits)
  if (fate !== 'shown') return { made, card: made, told, fate }
  const spared = await sparedBecause(told, limits)
  const card = spared === undefined ? await withoutAccepted(made, told, limits) : made
  return { made, card, told, fate: spared ?? fate }
}

const URGENCY: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }

function mostUrgent(cards: readonly Card[], most = Infinity): ReadonlySet<Card> {
  const byUrgency = cards.toSorted((a, b) => URGENCY[a.indicator] - URGENCY[b.indicator])
  return new Set(byUrgency.slice(0, most))
}

/** The cards that are sent. */
export const shownOf = (cards: readonly LimitedCard[]) =>
  cards.filter(({ fate }) => fate === 'shown').map(({ card }) => card)

function rememberShown(cards: readonly LimitedCard[], { request, shown }: CardLimits): void {
  if (request.hook !== 'order-select') return
  for (const { fate, told } of cards) if (fate === 'shown') shown.remember(told)
}

/**
 * Decides which cards a client is sent: none to a client that is served silently, none below the
 * lowest category that it wants, none that the same user overrode with a reason; unless it asked
 * otherwise, at order-sign none that order-select showed to the same user; and no more than it
 * wants, the most urgent first. Every order-select answer repeats the card that still holds, since
 * the client replaces what it showed.
 */
export async function limitCards(
  orders: readonly OrderCard[],
  limits: CardLimits,
): Promise<readonly LimitedCard[]> {
  const limited = await Promise.all(
    orders.flatMap(({ card, category }) =>
      card === undefined ? [] : [limitCard({ card, category }, limits)],
    ),
  )
  const kept = mostUrgent(shownOf(limited), limits.client.maximumCards)
  const cards = limited.map((card): LimitedCard =>
    card.fate === 'shown' && !kept.has(card.card) ? { ...card, fate: 'maximum-cards' } : card,
  )
  rememberShown(cards, limits)
  return cards
}

/** What became of the card that was made for an order. */
export function becameOf(
  made: Card | undefined,
  cards: readonly LimitedCard[],
): Pick<OrderWithCard, 'card' | 'fate' | 'told'> {
  const limited = cards.find((one) => one.made === made)
  return limited ?? { card: undefined, fate: 'no-card' }
}
